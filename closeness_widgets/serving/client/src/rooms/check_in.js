// A client's pages: the door with the consent, the weekly check-in, the sheet of paper.

import { doorPage } from './check_in/door.js';
import { weekPage } from './check_in/week.js';

function start() {
  const [door, week] = ['door', 'check-in'].map((id) => document.getElementById(id));
  if (door) doorPage(door);
  if (week) weekPage(week);
  for (const button of document.querySelectorAll('[data-print]')) {
    button.addEventListener('click', () => window.print());
  }
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
