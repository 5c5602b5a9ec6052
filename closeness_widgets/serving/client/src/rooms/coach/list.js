// All clients by pseudonym, and a new one.

import { at, fill, h, post, put } from '../common.js';
import { problemLine, working, words } from '../parts.js';
import { bringPart } from './bring.js';
import { linkPanel } from './link.js';
import { form, read, shortDay, today, wrong } from './parts.js';

const says = words.home;

export function listPage(place) {
  const [list, add, link, bring] = ['list', 'add', 'link', 'bring'].map((name) => place.querySelector(`[data-${name}]`));
  let clients = [];

  function entry(client) {
    const { id, pseudonym, state, last_seen: seen, review_on: review } = client;
    const due = review && review <= today();
    return h('li', { class: 'client-row' },
      h('div', {},
        h('strong', {}, pseudonym), ' ',
        h('span', { class: 'mark', 'data-state': state }, says.states[state] || says.states.none),
        h('small', {}, seen ? fill(says.last_seen, { date: shortDay(seen) }) : says.never),
        review && h('small', { class: due ? 'review-due' : '' }, due ? says.review_due : fill(says.review, { date: shortDay(review) }))),
      h('a', { class: 'cw-button cw-quiet', href: at(`coach/${id}`), 'aria-label': fill(says.of, { action: says.open, pseudonym }) }, says.open));
  }

  function show() {
    const rows = (some) => h('ul', { class: 'clients', role: 'list' }, some.map(entry));
    const [here, away] = [false, true].map((archived) => clients.filter((one) => Boolean(one.archived) === archived)
      .sort((a, b) => a.pseudonym.localeCompare(b.pseudonym)));
    put(list,
      here.length ? rows(here) : h('p', { class: 'cw-help' }, says.none),
      away.length > 0 && h('details', {}, h('summary', {}, fill(says.away, { n: away.length })), rows(away)));
  }

  async function load() {
    const said = await read(list, 'api/coach/clients');
    clients = said.clients;
    show();
    add.hidden = false;
    bring.hidden = false;
  }

  function showAdd() {
    const name = h('input', { type: 'text', id: 'pseudonym', maxlength: '60', autocomplete: 'off', 'aria-describedby': 'pseudonym-hint' });
    add.append(
      form(h('div', { class: 'cw-field' },
        h('label', { for: 'pseudonym' }, words.add.pseudonym),
        h('p', { class: 'cw-help', id: 'pseudonym-hint' }, words.add.pseudonym_hint), name),
      words.add.add, async () => {
        const pseudonym = name.value.trim();
        if (!pseudonym) throw wrong(words.add.missing, name);
        const made = await post('api/coach/clients', { pseudonym });
        name.value = '';
        const panel = linkPanel(made, pseudonym, () => { put(link); add.querySelector('#pseudonym').focus(); });
        put(link, panel);
        panel.querySelector('h2').focus();
        await load();
      }));
  }

  showAdd();
  bring.append(bringPart(load));
  const problem = problemLine();
  put(list, h('p', { class: 'coming' }, says.coming));
  working(list, problem, load).then((done) => { if (!done) put(list, problem); });
}
