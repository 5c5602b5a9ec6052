// All workshops, and the way from them to a plan. The address says which is open: "#plan" is a new
// plan, "#plan-<id>" one that is there already, so that the browser's "back" works.

import { fill, get, h, told } from '../common.js';
import { planPage } from './plan.js';
import { day, words } from './parts.js';

export function workshopsPage(place) {
  const says = words.home;
  const home = place.querySelector('[data-home]');
  const list = place.querySelector('[data-list]');
  const plan = place.querySelector('[data-plan]');
  let workshops = told.workshops || [];

  function entry(workshop) {
    const { id, title, phase, last_meeting: last, expected, rehearsal } = workshop;
    const named = (text, more) => h('a', { 'aria-label': fill(says.of, { action: text, title }), ...more }, text);
    return h('li', { class: 'workshop' },
      h('div', {},
        h('strong', {}, title), ' ',
        rehearsal && h('span', { class: 'mark mark-rehearsal' }, says.rehearsal),
        h('span', { class: 'mark', 'data-phase': phase }, says.states[phase] || phase),
        h('small', {}, fill(says.last_meeting, { date: day(last) }), ' · ', fill(says.people, { n: expected }))),
      h('p', { class: 'row' },
        named(says.open, { class: 'cw-button', href: `${told.base}facilitate/${id}` }),
        named(says.prepare, { class: 'cw-button cw-quiet', href: `#plan-${id}` })));
  }

  function showList() {
    list.replaceChildren(workshops.length
      ? h('ul', { class: 'workshops', role: 'list' }, workshops.map(entry))
      : h('p', { class: 'cw-help' }, says.run.none));
  }

  async function again() {
    // A list that is not up to date is better than none.
    const said = await get('api/workshops').catch(() => null);
    if (said) workshops = said.workshops;
    showList();
    return workshops;
  }

  let open = null; // which plan is on the page: kept while the address says the same
  let isUnsaved = () => false;
  const left = new Map(); // plans that were left before they were saved, as they were

  /** The form that is on the page is this workshop's from now on. */
  function saved(id) {
    open = `plan-${id}`;
    history.replaceState(null, '', `#plan-${id}`);
  }

  function leave() {
    isUnsaved = () => false;
    location.hash = '';
  }

  function follow(first) {
    const [, wanted] = location.hash.match(/^#plan(?:-(\w+))?$/) ? ['', location.hash.slice(1)] : ['', ''];
    const found = workshops.find(({ id }) => `plan-${id}` === wanted);
    const planning = wanted === 'plan' || Boolean(found);
    home.hidden = planning;
    plan.hidden = !planning;
    if (open !== wanted) {
      if (open && isUnsaved()) left.set(open, [[...plan.childNodes], isUnsaved]);
      plan.replaceChildren();
    }
    if (!planning) {
      open = null;
      if (!first) again();
    } else if (open !== wanted) {
      open = wanted;
      const [nodes, unsaved] = left.get(wanted) || [];
      left.delete(wanted);
      if (unsaved && unsaved()) {
        plan.append(...nodes);
        isUnsaved = unsaved;
      } else isUnsaved = planPage(plan, found || null, { again, saved, leave });
    }
    if (first && !planning) return;
    const heading = (planning ? plan : home).querySelector('h1');
    heading.tabIndex = -1;
    heading.focus();
    window.scrollTo(0, 0);
  }

  showList();
  window.addEventListener('hashchange', () => follow(false));
  follow(true);
}
