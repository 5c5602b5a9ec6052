// One client's page for a session. No other client is named on it.

import { pause } from '../../wake.js';
import { at, fill, h, isLost, put, told } from '../common.js';
import { problemLine, words, working } from '../parts.js';
import { blockersPart, progressPart } from './chart.js';
import { managePart } from './manage.js';
import { marksPart, notesPart } from './notes.js';
import { paperPart } from './paper.js';
import { linkTo, partsIn, read, shortDay, valueOf } from './parts.js';
import { sincePart } from './since.js';

const says = words.session;
const AGAIN = 2000; // ms until the page is asked for again after something was kept
const supervision = Boolean(told.supervision);

/** How the client stands, in sentences. */
function standing(client, consent) {
  const { state = 'none', on = '', parts = [], text, kind } = consent || {};
  const given = state === 'given';
  const known = given && !parts.length ? says.states.nothing : says.states[state] || says.states.none;
  return [
    h('p', { class: 'standing', 'data-state': state }, fill(known, { date: on && shortDay(on), parts: partsIn(parts) })),
    (state === 'withdrawn' || state === 'erased') && h('p', {}, says.closed),
    given && h('p', { class: 'cw-help' },
      [kind && fill(says.about, { kind: told.kinds[kind] }), text && fill(says.version, { text }), client.review_on && fill(says.review, { date: shortDay(client.review_on) })].filter(Boolean).join(' · ')),
  ];
}

function reportPart(path) {
  const said = words.report;
  const asked = supervision ? '?supervision=1' : '';
  return h('section', { class: 'card', 'aria-labelledby': 'report-title' },
    h('h2', { id: 'report-title' }, said.title), h('p', {}, said.text),
    h('p', { class: 'row' }, linkTo(at(`${path}/report${asked}`), said.read), linkTo(at(`${path}/report.pdf${asked}`), said.pdf),
      !supervision && linkTo(at(`${path}/report.pdf?supervision=1`), said.for_supervision)),
    h('p', { class: 'cw-help' }, said.stays));
}

function takeOutPart(path) {
  const said = words.take_out;
  return h('section', { class: 'card', 'aria-labelledby': 'take-out-title' },
    h('h2', { id: 'take-out-title' }, said.title), h('p', {}, said.text),
    h('p', { class: 'row' }, linkTo(at(`${path}/record.csv`), said.as_csv), linkTo(at(`${path}/record.json`), said.as_json)),
    h('p', { class: 'cw-help' }, words.report.stays));
}

export function sessionPage(place) {
  const body = place.querySelector('[data-body]');
  const status = place.querySelector('[data-status]');
  const files = `coach/${told.client}`;
  const calls = `api/coach/clients/${told.client}`;
  let since = '';
  let loads = 0;
  const problem = problemLine();

  const fields = () => [...body.querySelectorAll('input[id], textarea[id], select[id]')];

  /** What is typed and not sent: it stays while the rest of the page is drawn anew. */
  const typed = () => fields().filter((one) => ![one.began, one.sent].includes(valueOf(one))).map((one) => [one.id, valueOf(one)]);

  function draw(page) {
    const { client, consent, progress, blockers, compare, notes = [], marks = [], weeks = [] } = page;
    const closed = consent && (consent.state === 'withdrawn' || consent.state === 'erased');
    const drawn = Boolean(progress && progress.svg);
    const name = supervision ? says.no_name : client.pseudonym;
    const focused = document.activeElement && body.contains(document.activeElement) ? document.activeElement.id : '';
    const unsent = typed();
    const open = [...body.querySelectorAll('details[id][open]')].map(({ id }) => id);
    put(body,
      h('h1', { id: 'client-name', tabindex: '-1' }, name), standing(client, consent),
      h('div', { class: 'session-columns' },
        !closed && h('div', { class: 'session-main' },
          [progressPart(progress, files), drawn && sincePart(compare, supervision, (day) => { since = day; again(); }), blockersPart(blockers)]),
        !supervision && h('div', { class: 'session-side' }, notesPart(calls, notes, changed), !closed && marksPart(calls, marks, changed))),
      drawn && reportPart(files),
      !supervision && !closed && paperPart(calls, weeks, changed),
      !supervision && !closed && takeOutPart(files),
      !supervision && managePart(body, calls, { ...client, weeks: weeks.length }, consent, changed));
    for (const id of open) {
      const part = document.getElementById(id);
      if (part) part.open = true;
    }
    for (const one of fields()) one.began = valueOf(one);
    for (const [id, value] of unsent) {
      const field = document.getElementById(id);
      if (!field) continue;
      field[field.type === 'checkbox' ? 'checked' : 'value'] = value;
      if (field.matches('select')) field.dispatchEvent(new Event('change'));
    }
    const back = focused && document.getElementById(focused);
    if (back) back.focus();
  }

  async function load() {
    const query = [since && `since=${since}`, supervision && 'supervision=1'].filter(Boolean).join('&');
    const mine = (loads += 1);
    const page = await read(body, `${calls}/page${query ? `?${query}` : ''}`);
    if (mine === loads) draw(page);
  }

  /** Loads the page again; what was done is said once, politely. */
  async function changed(said = '') {
    for (;;) {
      try {
        await load();
        break;
      } catch (error) { // what was done is done: only the page does not know it yet
        if (!isLost(error)) throw error;
        tell(error.message);
        await pause(AGAIN);
      }
    }
    status.textContent = said;
  }

  function tell(trouble) {
    problem.textContent = trouble;
    if (body.querySelector('#client-name')) body.prepend(problem);
    else put(body, problem);
  }

  /** For the day that is asked for last; what is on the page stays if that does not work. */
  async function again() {
    const day = since;
    await working(body, problem, load);
    if (since !== day) again();
    else if (problem.textContent) tell(problem.textContent);
  }

  put(body, h('p', { class: 'coming' }, says.coming));
  again();
}
