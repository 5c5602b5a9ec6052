// The private notes of a step: what to say, do, watch out for, and ask afterwards.

import { fill, h } from '../common.js';
import { words } from './parts.js';

const LISTS = ['say', 'do', 'watch_out_for', 'debrief', 'when_not_to_use'];

/** Notes as they come from the server; `level` is the heading's: "h3" or "h4". */
export function notesOf(notes, level = 'h3') {
  if (!notes) return [h('p', { class: 'cw-help' }, words.notes.none)];
  const lists = LISTS.filter((name) => (notes[name] || []).length > 0);
  return [
    notes.minutes && h('p', { class: 'cw-help' }, fill(words.notes.minutes, { n: notes.minutes })),
    notes.purpose && [h(level, {}, words.notes.purpose), h('p', {}, notes.purpose)],
    lists.map((name) => [h(level, {}, words.notes[name]), h('ul', {}, notes[name].map((text) => h('li', {}, text)))]),
  ].flat(3).filter(Boolean);
}
