// The pages of a coach: all clients by pseudonym, and one client's page for a session.

import { listPage } from './coach/list.js';
import { logPart } from './coach/log.js';
import { sessionPage } from './coach/session.js';

function start() {
  const [clients, client, log] = ['clients', 'client', 'log'].map((id) => document.getElementById(id));
  if (clients) listPage(clients);
  if (log) logPart(log);
  if (client) sessionPage(client);
  for (const button of document.querySelectorAll('[data-print]')) {
    button.addEventListener('click', () => window.print());
  }
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
