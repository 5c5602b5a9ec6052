// Small things that the pages of whoever leads, of a coach and of a client are made of.

import { fill, h, told } from './common.js';

/** The words of the page: facilitator.yaml, coach.yaml or check_in.yaml. */
export const words = told.words || {};

/** A day as people write it: "2026-11-28" is "Saturday, 28 November 2026". */
export function day(iso) {
  const [year, month, date] = iso.split('-').map(Number);
  return new Date(year, month - 1, date).toLocaleDateString(document.documentElement.lang || 'en', {
    weekday: 'long', day: 'numeric', month: 'long', year: 'numeric',
  });
}

/** A day without its weekday, as the journal's words write it: "28 November 2026". */
export function plainDay(iso) {
  const [year, month, date] = iso.slice(0, 10).split('-').map(Number);
  const { months, plain } = told.calendar;
  return fill(plain, { day: date, month: months[month - 1], year });
}

/** The day so many days after another, as "2026-11-28"; "" if there is no such day. */
export function daysAfter(iso, days) {
  const [year, month, date] = iso.split('-').map(Number);
  const then = new Date(Date.UTC(year, month - 1, date + days));
  return Number.isNaN(then.getTime()) ? '' : then.toISOString().slice(0, 10);
}

/** Where it is said why something did not work. */
export const problemLine = () => h('p', { class: 'problem', role: 'alert' });

/** A button; `more` are further properties. */
export function button(text, onclick, more = {}) {
  const { class: looks = '', ...rest } = more;
  return h('button', { type: 'button', class: `cw-button ${looks}`, onclick, ...rest }, text);
}

export const quiet = (text, onclick, more = {}) => button(text, onclick, { ...more, class: `cw-quiet ${more.class || ''}` });

/** A labelled field: the label and its help above, `field` below. */
export function labelled(text, field, help = '') {
  if (help) field.setAttribute('aria-describedby', `${field.id}-help`);
  return h('div', { class: 'cw-field' },
    h('label', { for: field.id }, text),
    help && h('p', { class: 'cw-help', id: `${field.id}-help` }, help),
    field);
}

export function numberField(id, value, min, max) {
  const field = h('input', { type: 'number', id, min: String(min), max: String(max), step: '1', inputmode: 'numeric' });
  field.value = String(value);
  return field;
}

/** The whole number in a field, or null. */
export function whole(field) {
  const value = field.value.trim();
  return /^\d{1,6}$/.test(value) ? Number(value) : null;
}

/**
 * Does something with the server while `pressed` is busy; what goes wrong stands in `problem`.
 * A second press while the first one travels does nothing. True if it worked.
 */
export async function working(pressed, problem, action, sayWhy = (error) => error.message) {
  if (pressed && pressed.getAttribute('aria-busy')) return false;
  problem.textContent = '';
  if (pressed) pressed.setAttribute('aria-busy', 'true');
  try {
    await action();
    return true;
  } catch (error) {
    problem.textContent = error.rule ? sayWhy(error) : words.failed;
    if (!error.rule) throw error; // a mistake of this page, not of the person
    return false;
  } finally {
    if (pressed) pressed.removeAttribute('aria-busy');
  }
}

/** Goes to another page, `go` being how. What was pressed stays busy until that page is there, as a
 * second press would be sent, too; it can be pressed again if the browser brings this page back. */
export function leaving(go) {
  go();
  return new Promise((back) => window.addEventListener('pageshow', back, { once: true }));
}

/** Draws a place anew if what it shows has changed; the focus stays on the control of the same id. */
export function redraw(place, key, draw) {
  const now = JSON.stringify(key);
  if (place.drawn === now) return;
  place.drawn = now;
  const focused = place.contains(document.activeElement) ? document.activeElement.id : '';
  place.replaceChildren(...[draw()].flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  const again = focused && document.getElementById(focused);
  if (again) again.focus();
}

/**
 * Asks before something is done: the question in the place of the button that was pressed.
 * `named` says in full what the button does for whoever hears it alone.
 */
export function asked(ask, { question, yes, no, danger = true, named }, action) {
  const place = h('div', { class: 'asking' });
  const problem = problemLine();
  const stop = () => { place.replaceChildren(opener); opener.focus(); };
  const open = () => {
    const sure = button(yes, () => working(sure, problem, action), { class: danger ? 'cw-danger' : '' });
    problem.textContent = '';
    place.replaceChildren(h('p', {}, question), h('p', { class: 'row' }, sure, quiet(no, stop)), problem);
    place.querySelector('.cw-quiet').focus(); // the way back: a second Enter does nothing
  };
  const opener = quiet(ask, open, { 'aria-label': named });
  place.append(opener);
  return place;
}

/** Marks the text of a field and copies it; plain HTTP has only the browser's older way. */
export async function copied(field) {
  field.focus();
  field.select();
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else return document.execCommand('copy');
    return true;
  } catch (error) {
    return false;
  }
}
