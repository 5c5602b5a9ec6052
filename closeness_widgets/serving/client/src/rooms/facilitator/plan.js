// The plan of one workshop: title, agenda, group, last day. What is typed stays when saving fails.

import { fill, h, post, told } from '../common.js';
import { agendaEditor } from './agenda.js';
import { button, day, daysAfter, labelled, numberField, problemLine, whole, words, working } from './parts.js';
import { preparations } from './prepare.js';

const defaults = told.defaults || {};
const KEPT = defaults.kept_days || 30;
const LEAST = defaults.k || 5;

/** Draws the form; workshop: what the server says of one, or null for a new one. Returns whether
 * there is something in it that is not saved. */
export function planPage(place, workshop, { again, saved, leave }) {
  const says = words.plan;
  let id = workshop ? workshop.id : null;
  let own = workshop ? workshop.agenda : []; // the agenda that the person made, when a ready plan is looked at

  const title = h('input', { type: 'text', id: 'title', maxlength: '80', autocomplete: 'off' });
  title.value = workshop ? workshop.title : '';
  const expected = numberField('expected', workshop ? workshop.expected : defaults.expected || 20, 1, 500);
  const k = numberField('k', workshop ? workshop.k : LEAST, LEAST, 100);
  const last = h('input', { type: 'date', id: 'last-meeting' });
  last.value = workshop ? workshop.last_meeting : defaults.last_meeting || '';
  const goes = h('p', { class: 'cw-note', 'aria-live': 'polite' });
  const problem = problemLine();
  const status = h('span', { role: 'status', class: 'plan-saved' });
  const heading = h('h1', {}, workshop ? workshop.title : says.new);
  const ready = h('div', {});

  const editor = agendaEditor(told.steps, () => {
    touched();
    own = editor.get();
    const mine = place.querySelector('#plan-own');
    if (mine) mine.checked = true;
  });

  let edits = 0; // how often something was changed
  let kept = 0; // as of which of them all is saved
  function touched() {
    edits += 1;
    status.textContent = '';
  }

  function sayWhen() {
    const then = last.value ? daysAfter(last.value, KEPT) : '';
    goes.textContent = then ? fill(says.goes, { date: day(then) }) : '';
    goes.hidden = !then;
  }

  function choice(plan, checked) {
    const radio = h('input', { type: 'radio', name: 'plan', id: `plan-${plan.id}`, value: plan.id, checked, onchange: () => {
      editor.set(plan.id === 'own' ? own : plan.steps);
      touched();
    } });
    return h('label', { class: 'cw-option' }, radio,
      h('span', {}, plan.title, h('small', {}, plan.summary,
        plan.minutes && h('span', { class: 'plan-length' }, ' ', [
          plan.meetings > 1 && fill(says.meetings, { n: plan.meetings }),
          fill(says.minutes, { n: plan.minutes }),
        ].filter(Boolean).join(' × ')))));
  }

  /** What is wrong here: {message, field}, or null. */
  function wrong() {
    const { problems } = says;
    if (!title.value.trim()) return { message: problems.title, field: title };
    const inAgenda = editor.problem();
    if (inAgenda) return inAgenda;
    const people = whole(expected);
    if (people === null || people < 1 || people > 500) {
      return { message: fill(problems.expected, { value: expected.value || '–' }), field: expected };
    }
    if (whole(k) === null || whole(k) < LEAST) return { message: fill(problems.k, { value: k.value || '–' }), field: k };
    return last.value ? null : { message: problems.last_meeting, field: last };
  }

  async function save(event) {
    event.preventDefault();
    const mistake = wrong();
    status.textContent = '';
    if (mistake) {
      problem.textContent = mistake.message;
      mistake.field.focus();
      return;
    }
    await working(send, problem, async () => {
      const [sent, before] = [editor.steps(), edits];
      const body = {
        title: title.value.trim(), agenda: editor.get(), expected: whole(expected), k: whole(k), last_meeting: last.value,
      };
      const reply = await post(id ? `api/workshops/${id}/edit` : 'api/workshops', body);
      id = id || reply.id;
      if (form.isConnected) saved(id);
      const all = await again();
      const stored = all.find((one) => one.id === id);
      heading.textContent = body.title;
      kept = before;
      if (edits > before) { // what was typed while this travelled stays, and is not saved yet
        if (stored) editor.learn(sent, stored.agenda);
      } else {
        if (stored) editor.set(stored.agenda); // the server gives steps their ids, and may put the opening first
        status.textContent = says.saved;
      }
      own = editor.get();
      prepare(stored || { id, ...body });
    });
  }

  function prepare(stored) {
    ready.replaceChildren(preparations(stored, leave));
  }

  const send = button(says.save, null);
  send.type = 'submit';
  const plans = [...(told.plans || []), { id: 'own', title: says.own, summary: says.own_text }];
  const chosen = workshop ? 'own' : plans[0].id;

  const form = h('form', { class: 'plan-form', novalidate: true, onsubmit: save, oninput: touched },
    labelled(says.title, title, says.title_hint),
      h('fieldset', { class: 'cw-group' }, h('legend', {}, says.choose),
        h('div', { class: 'cw-options plans' }, plans.map((plan) => choice(plan, plan.id === chosen)))),
      editor.element,
      h('section', { class: 'part', 'aria-labelledby': 'group-title' },
        h('h2', { id: 'group-title' }, says.group),
        h('div', { class: 'group-fields' },
          labelled(says.expected, expected, says.expected_hint),
          labelled(says.k, k, says.k_hint),
          labelled(says.last_meeting, last)),
        goes),
      h('p', { class: 'row save' }, send, status), problem);
  place.replaceChildren(
    h('p', {}, h('a', { class: 'back-link', href: '#' }, says.back)), heading,
    h('div', { class: 'plan-columns' }, form, ready));
  last.addEventListener('input', sayWhen);
  sayWhen();
  editor.set(workshop ? workshop.agenda : plans[0].steps || []);
  if (workshop) prepare(workshop);
  return () => edits > kept;
}
