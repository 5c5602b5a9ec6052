// One client's pseudonym, link, place in the list, and the way to erase all of it.

import { at, fill, h, post, put } from '../common.js';
import { button, labelled, problemLine, working, words } from '../parts.js';
import { linkPanel } from './link.js';
import { askedTwice, form, wrong } from './parts.js';

const says = words.manage;

export function managePart(place, path, client, consent, changed) {
  const name = h('input', { type: 'text', id: 'rename', maxlength: '60', autocomplete: 'off' });
  name.value = client.pseudonym;
  const basis = h('input', { type: 'text', id: 'basis', maxlength: '200', autocomplete: 'off' });
  basis.value = client.basis || '';
  const linkPlace = h('div', {});
  const problem = problemLine();
  const again = button(says.new_link, () => working(again, problem, async () => {
    const made = await post(`${path}/link`);
    put(linkPlace, linkPanel(made, client.pseudonym, () => { put(linkPlace); again.focus(); }));
    linkPlace.querySelector('h2').focus();
  }), { class: 'cw-quiet' });
  const away = button(client.archived ? says.back : says.away, () => working(away, problem, async () => {
    await post(`${path}/change`, { archived: !client.archived });
    await changed();
  }), { class: 'cw-quiet' });
  const given = consent && consent.state === 'given';
  return h('details', { class: 'room-part', id: 'manage-part', open: !given && !client.archived && !client.weeks },
    h('summary', {}, says.title),
    h('div', { class: 'manage-group' }, h('p', {}, again, h('small', {}, says.new_link_text)), linkPlace,
      h('p', {}, away, h('small', {}, says.away_text)), problem),
    form(labelled(says.rename, name, says.rename_hint), says.save, async () => {
      const pseudonym = name.value.trim();
      if (!pseudonym) throw wrong(words.add.missing, name);
      await post(`${path}/change`, { pseudonym });
      await changed(says.saved);
    }),
    form(labelled(says.basis, basis, says.basis_hint), says.save_basis, async () => {
      await post(`${path}/change`, { basis: basis.value.trim() });
      await changed(says.saved);
    }),
    h('h3', {}, says.erase), h('p', {}, says.erase_text),
    askedTwice({ ask: says.erase, first: says.erase_sure, goOn: says.erase_go_on, second: says.erase_last, yes: says.erase_yes, no: says.erase_no }, async () => {
      const { went = {} } = await post(`${path}/erase`, { sure: true });
      const counts = { notes: 0, marks: 0, weeks: 0, moments: 0, links: 0, consents: 0, ...went };
      const heading = h('h1', { tabindex: '-1' }, says.gone);
      put(place, h('section', { class: 'card' }, heading, h('p', {}, fill(says.went, counts)), h('p', {}, says.gone_after),
        h('p', {}, h('a', { class: 'cw-button', href: at('coach') }, words.session.all))));
      heading.focus();
    }));
}
