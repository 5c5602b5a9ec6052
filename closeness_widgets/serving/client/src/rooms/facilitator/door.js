// The door for co-facilitators: "/co#<workshop>.<secret>". The secret leaves the address at once.

import { post, told } from '../common.js';
import { words, working } from './parts.js';

export function coDoor(place) {
  const problem = place.querySelector('.problem');
  const [, workshop, secret] = location.hash.match(/^#([0-9a-f]{32})\.(.+)$/) || [];
  history.replaceState(null, '', location.pathname);
  if (!secret) {
    problem.textContent = words.co.missing;
    return;
  }
  working(null, problem, async () => {
    await post('api/co', { workshop, secret });
    location.replace(`${told.base}facilitate/${workshop}`);
  });
}
