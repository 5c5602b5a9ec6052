// The check-in link of one client, shown once: to scan, to copy, and what to do without a network.

import { at, fill, h } from '../common.js';
import { button, copied, words } from '../parts.js';
import { linkTo } from './parts.js';

const says = words.link;

/** The panel with a new link. `shut` is called when the coach is done with it. */
export function linkPanel({ link, qr, reachable }, pseudonym, shut) {
  const field = h('input', { type: 'text', id: 'check-in-link', readonly: true });
  field.value = link;
  const status = h('span', { role: 'status' });
  const copy = button(says.copy_link, async () => {
    status.textContent = (await copied(field)) ? says.copied : says.not_copied;
  });
  const heading = h('h2', { id: 'link-title', tabindex: '-1' }, fill(says.title, { pseudonym }));
  return h('section', { class: 'card link-panel', 'aria-labelledby': 'link-title' },
    heading, h('p', {}, says.text),
    qr && h('img', { class: 'qr', src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(qr)}`, alt: fill(says.code, { pseudonym }) }),
    h('div', { class: 'cw-field' }, h('label', { for: 'check-in-link' }, says.field), field),
    h('p', { class: 'row' }, copy, status),
    !reachable && h('p', { class: 'cw-note' }, says.in_room),
    h('p', { class: 'row' }, linkTo(at('check-in/paper'), says.paper, { target: '_blank', rel: 'noopener' }), button(says.shut, shut, { class: 'cw-quiet' })));
}
