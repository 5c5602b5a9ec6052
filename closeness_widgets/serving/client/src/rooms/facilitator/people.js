// Who is in the room, how to get in, and the links for those who lead too.

import { fill, h, post, told } from '../common.js';
import { copied, problemLine, quiet, redraw, words, working } from './parts.js';

const says = words.lead;

export function peopleCard(room) {
  const place = h('div', {});
  const element = h('section', { 'aria-labelledby': 'people-title' }, h('h2', { id: 'people-title' }, says.people), place,
    h('ul', { class: 'links' }, h('li', {},
      h('a', { href: `${told.base}facilitate/${room.id}/enter`, target: '_blank', rel: 'noopener' }, says.enter))));
  return {
    element,
    show(view) {
      const { ready, code, join, closed } = view;
      element.hidden = closed;
      redraw(place, [ready, code, join], () => [
        ready && h('p', { class: 'ready' }, fill(says.ready, ready)),
        ready && ready.expected > ready.most && h('p', { class: 'cw-note' }, fill(says.ready_short, ready)),
        h('p', {}, says.code, ' ', h('strong', { class: 'code' }, code)),
        join && h('p', {}, says.address, ' ', h('span', { class: 'address' }, join.address)),
        ready && h('p', { class: 'cw-help' }, fill(says.ready_most[ready.bound], ready)),
      ]);
    },
  };
}

/** Links for co-facilitators: made, copied, taken back. Only the owner sees this. */
export function linksCard(room) {
  const links = words.links;
  const problem = problemLine();
  const status = h('p', { role: 'status' });
  const name = h('input', { type: 'text', id: 'link-name', maxlength: '40', autocomplete: 'off' });
  const made = h('div', {});
  const list = h('div', {});
  const make = quiet(links.make, null);
  make.type = 'submit';
  const form = h('form', { novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    const whose = name.value.trim();
    status.textContent = '';
    if (!whose) {
      problem.textContent = links.name_missing;
      name.focus();
      return;
    }
    await working(make, problem, async () => {
      const { link } = await post(`api/workshops/${room.id}/links`, { name: whose });
      showLink(whose, link);
      name.value = '';
    });
  } }, h('div', { class: 'cw-field' }, h('label', { for: 'link-name' }, links.name), name), make);
  const element = h('details', { class: 'co-leaders' }, h('summary', {}, links.title),
    h('p', { class: 'cw-help' }, links.text), list, form, problem, made, status);

  function showLink(whose, link) {
    const field = h('input', { type: 'text', id: 'made-link', readonly: true, autocomplete: 'off' });
    field.value = link;
    const copy = quiet(links.copy_link, async () => {
      status.textContent = (await copied(field)) ? links.copied : links.not_copied;
    });
    made.replaceChildren(h('div', { class: 'cw-field' },
      h('label', { for: 'made-link' }, fill(links.made, { name: whose })), field), copy);
    field.focus();
    field.select();
  }

  return {
    element,
    show(view) {
      element.hidden = view.owner === false;
      redraw(list, view.links, () => (view.links || []).map(({ id, name: whose }) =>
        h('div', { class: 'link-row' }, h('strong', {}, whose), quiet(fill(links.revoke, { name: whose }), (event) =>
          working(event.currentTarget, problem, async () => {
            await post(`api/workshops/${room.id}/revoke`, { link: id });
            made.replaceChildren();
            status.textContent = fill(links.revoked, { name: whose });
          }), { id: `revoke-${id}` }))));
    },
  };
}
