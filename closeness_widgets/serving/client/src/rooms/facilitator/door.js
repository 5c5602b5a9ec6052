// The door for co-facilitators: "/co#<workshop>.<secret>". The secret leaves the address at once.

import { pause } from '../../wake.js';
import { isLost, post, told } from '../common.js';
import { words } from './parts.js';

const AGAIN = 2000; // ms until the door is tried again

export async function coDoor(place) {
  const problem = place.querySelector('.problem');
  const [, workshop, secret] = location.hash.match(/^#([0-9a-f]{32})\.(.+)$/) || [];
  history.replaceState(null, '', location.pathname);
  if (!secret) {
    problem.textContent = words.co.missing;
    return;
  }
  for (;;) {
    try {
      await post('api/co', { workshop, secret });
      location.replace(`${told.base}facilitate/${workshop}`);
      return;
    } catch (error) {
      problem.textContent = error.message;
      if (!isLost(error)) return;
      await pause(AGAIN); // nobody could try again: the address has lost the secret
    }
  }
}
