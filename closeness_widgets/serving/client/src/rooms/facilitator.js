// The pages of whoever leads: all workshops with their plans, one room to steer, the door for those
// who lead too, and what is printed.

import { told } from './common.js';
import { coDoor } from './facilitator/door.js';
import { enterPage } from './facilitator/enter.js';
import { workshopsPage } from './facilitator/home.js';
import { leadRoom } from './facilitator/lead.js';

const PAGES = {
  workshops: workshopsPage,
  lead: (place) => leadRoom(place, told.workshop),
  'co-door': coDoor,
  enter: enterPage,
};

function start() {
  for (const [id, open] of Object.entries(PAGES)) {
    const place = document.getElementById(id);
    if (place) open(place);
  }
  for (const button of document.querySelectorAll('[data-print]')) {
    button.addEventListener('click', () => window.print());
  }
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
