// What moved since the last session, what did not, and what the client wrote.

import { h } from '../common.js';
import { words } from '../parts.js';

const says = words.since;

/** `choose(day)` is called when the coach compares with another day. */
export function sincePart(compare, supervision, choose) {
  const { since = '', moved = [], still = [], unknown = [], words: written = [], note } = compare || {};
  const field = h('input', { type: 'date', id: 'since', onchange: () => field.value && choose(field.value) });
  field.value = since || '';
  const listed = (title, some) => some.length > 0 && [h('h3', {}, title), h('ul', {}, some.map((one) => h('li', {}, one)))];
  return h('section', { class: 'since', 'aria-labelledby': 'since-title' },
    h('h2', { id: 'since-title' }, says.title),
    h('div', { class: 'cw-field' }, h('label', { for: 'since' }, says.since), field),
    !moved.length && !still.length && !unknown.length && h('p', {}, says.nothing),
    listed(says.moved, moved), listed(says.still, still), listed(says.unknown, unknown),
    note && h('p', { class: 'cw-help' }, note),
    !supervision && [h('h3', {}, says.words), written.length
      ? h('ul', { class: 'written', role: 'list' }, written.map(({ date, text }) => h('li', {},
        h('small', {}, date), h('blockquote', {}, text))))
      : h('p', { class: 'cw-help' }, says.no_words)]);
}
