// What the coach's two pages share: asking while the key may be locked, days, short lists of words.

import { get, h, post, put } from '../common.js';
import { button, problemLine, working, words } from '../parts.js';

export { plainDay as shortDay } from '../parts.js';

const LOCKED = 'locked';

/** This day where the coach is, as "2026-11-28". */
export function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** "ratings and signs, their own words" */
export const partsIn = (parts) => parts.map((part) => words.session.parts[part] || part).join(', ');

/** Asks for what stands at `path`; asks for the passphrase in `place` as long as it is locked. */
export async function read(place, path) {
  for (;;) {
    try {
      return await get(path);
    } catch (error) {
      if (error.rule !== LOCKED) throw error;
      await unlocked(place);
    }
  }
}

/** Puts the question for the passphrase into `place`; resolves when it was right. */
function unlocked(place) {
  const says = words.locked;
  const field = h('input', { type: 'password', id: 'passphrase', required: true, autocomplete: 'current-password', 'aria-describedby': 'locked-text' });
  const show = h('input', { type: 'checkbox', onchange: () => { field.type = show.checked ? 'text' : 'password'; } });
  const problem = problemLine();
  return new Promise((resolve) => {
    const send = h('button', { type: 'submit', class: 'cw-button' }, says.open);
    put(place, h('section', { class: 'card locked-card', 'aria-labelledby': 'locked-title' },
      h('h2', { id: 'locked-title', tabindex: '-1' }, says.title), h('p', { id: 'locked-text' }, says.text),
      h('form', { onsubmit: async (event) => {
        event.preventDefault();
        if (!field.value) return field.focus();
        const opened = await working(send, problem, () => post('api/coach/unlock', { passphrase: field.value }));
        if (opened) resolve();
        else field.select();
      } },
      h('div', { class: 'cw-field' }, h('label', { for: 'passphrase' }, says.passphrase), field,
        h('label', { class: 'tick' }, show, ` ${says.show}`)),
      problem, h('p', {}, send))));
    field.focus();
  });
}

/** A field for a day, with its label. */
export function dayField(id, label, value = '') {
  const field = h('input', { type: 'date', id });
  field.value = value;
  return [h('div', { class: 'cw-field' }, h('label', { for: id }, label), field), field];
}

export const valueOf = (field) => (field.type === 'checkbox' ? field.checked : field.value);

/** A form in a section of its own: `fields`, one button, and the line that says what is wrong. */
export function form(fields, text, action, more = null) {
  const problem = problemLine();
  const send = h('button', { type: 'submit', class: 'cw-button' }, text);
  return h('form', { onsubmit: (event) => {
    event.preventDefault();
    for (const field of event.currentTarget.elements) field.sent = valueOf(field);
    working(send, problem, action);
  } }, fields, problem, h('p', { class: 'row' }, send, more));
}

/** What a person typed is not right: its message stands beside the form, nothing is sent. */
export function wrong(message, field) {
  if (field) {
    field.setAttribute('aria-invalid', 'true');
    field.addEventListener('input', () => field.removeAttribute('aria-invalid'), { once: true });
    field.focus();
  }
  return Object.assign(new Error(message), { rule: 'typed' });
}

/** A small button that names what it is about for whoever hears it alone. */
export const linkButton = (text, label, onclick, more = {}) =>
  h('button', { type: 'button', class: 'cw-link', 'aria-label': label, onclick, ...more }, text);

/** A link that looks like a button. */
export const linkTo = (href, text, more = {}) => h('a', { class: 'cw-button cw-quiet', href, ...more }, text);

/** Asks twice before something that cannot be undone; each question stands in the place of the last. */
export function askedTwice({ ask, first, goOn, second, yes, no }, action) {
  const place = h('div', { class: 'asking' });
  const problem = problemLine();
  const opener = button(ask, () => step(first, button(goOn, () => last(), { class: 'cw-danger' })), { class: 'cw-quiet' });
  const stop = () => { put(place, opener); opener.focus(); };
  function step(question, sure) {
    problem.textContent = '';
    const keep = button(no, stop, { class: 'cw-quiet' });
    put(place, h('div', { class: 'card', role: 'group', 'aria-label': question }, h('p', {}, question), h('p', { class: 'row' }, sure, keep), problem));
    keep.focus();
  }
  const last = () => {
    const sure = button(yes, () => working(sure, problem, action), { class: 'cw-danger' });
    step(second, sure);
  };
  put(place, opener);
  return place;
}
