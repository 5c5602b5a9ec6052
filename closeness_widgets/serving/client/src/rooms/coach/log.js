// What the owner and coach opened, saved, changed and erased: read anew each time it is unfolded.

import { fill, h, put } from '../common.js';
import { problemLine, working, words } from '../parts.js';
import { read, shortDay } from './parts.js';

const says = words.log;

export function logPart(part) {
  const place = part.querySelector('[data-deeds]');
  const problem = problemLine();
  part.addEventListener('toggle', async () => {
    if (!part.open) return;
    put(place, h('p', { class: 'coming' }, says.coming));
    const done = await working(place, problem, async () => {
      const { deeds } = await read(place, 'api/coach/log');
      put(place, deeds.length ? h('ol', { class: 'deeds', role: 'list' }, deeds.map(line)) : h('p', { class: 'cw-help' }, says.none));
    });
    if (!done) put(place, problem);
  });
}

function line({ at, did, name }) {
  if (!says.deeds[did]) return h('li', { class: 'cw-problem' }, says.missing);
  const then = new Date(at);
  return h('li', {},
    h('time', { datetime: at }, `${shortDay(localDay(then))}, ${two(then.getHours())}:${two(then.getMinutes())}`),
    h('span', {}, fill(says.deeds[did], { name: name === null ? says.gone : name })));
}

const two = (number) => String(number).padStart(2, '0');

const localDay = (then) => [then.getFullYear(), then.getMonth() + 1, then.getDate()].map(two).join('-');
