// Paper sheets, typed one after the other and entered together. What is typed is kept in this tab
// until the server has it: {step: {batch, sent, sheets: [{item: text as typed}]}}.

import { fill, h, post, put, told } from '../common.js';
import { asked, button, labelled, problemLine, quiet, words, working } from './parts.js';

export function enterPage(place) {
  const says = words.enter;
  const { k, steps } = told;
  const shelf = `closeness:sheets:${told.workshop}`;
  const kept = read(shelf);
  let step = steps.find(({ id }) => id === (kept.step || told.current)) || steps[0];

  const choice = h('select', { id: 'enter-step', onchange: () => {
    step = steps.find(({ id }) => id === choice.value);
    status.textContent = '';
    problem.textContent = '';
    draw();
  } }, steps.map((one) => h('option', { value: one.id, selected: one === step }, nameOf(one))));
  const help = h('p', { class: 'cw-help' });
  const rows = h('div', {});
  const typing = h('div', { class: 'enter-typing' }, rows, h('p', { class: 'row' }, quiet(says.add, add, { id: 'add-sheet' })));
  const count = h('p', { class: 'enter-count', id: 'enter-count', role: 'status' });
  const problem = problemLine();
  const status = h('p', { class: 'enter-done', role: 'status' });
  const over = h('div', { class: 'enter-over' });
  const send = button(says.send, null, { 'aria-describedby': 'enter-count' });
  send.type = 'submit';
  put(place, h('form', { class: 'enter-form', novalidate: true, onsubmit: enter },
    h('div', { class: 'enter-step' }, labelled(says.step, choice)),
    help, h('p', { class: 'cw-help' }, says.keys), typing,
    count, h('p', { class: 'row' }, send), problem, status,
    over));

  function offerOver() {
    const texts = { question: says.over_sure, yes: says.over_yes, no: says.over_no };
    put(over, asked(says.over, texts, async () => {
      begin();
      problem.textContent = '';
      status.textContent = '';
      offerOver();
      draw();
      first(0).focus();
    }));
  }

  function nameOf(one) {
    return [
      told.meetings > 1 && fill(says.meeting, { n: one.meeting }),
      fill(says.step_option, { n: one.number, title: one.title }),
      one.round > 1 && fill(says.round, { n: one.round }),
    ].filter(Boolean).join(' · ');
  }

  /** What is typed for this step. */
  const batch = () => kept.typed[step.id] || begin();

  function begin() {
    kept.typed[step.id] = { batch: random(), sent: '', sheets: [{}] };
    keep();
    return kept.typed[step.id];
  }

  function keep() {
    kept.step = step.id;
    write(shelf, kept);
  }

  function draw() {
    const [{ form, options }] = step.fields;
    help.textContent = step.scale ? fill(says.scale, step.scale)
      : form === 'choice' ? fill(says.ticks, { never: options[0].label, some: options[1].label }) : '';
    help.hidden = !help.textContent;
    put(rows, batch().sheets.map(sheetRow));
    if (step.id !== choice.value) choice.value = step.id;
    keep();
    tell();
  }

  function sheetRow(sheet, place) {
    const n = place + 1;
    const labelOf = ({ labels: [name, part] }) => (part ? fill(says.rating, { name, part }) : name);
    const fields = step.fields.map((field, at) => {
      const input = made(field, `sheet-${n}-${at}`);
      input.value = sheet[field.item] || '';
      input.addEventListener('input', () => {
        sheet[field.item] = input.value;
        input.removeAttribute('aria-invalid');
        status.textContent = '';
        keep();
        tell();
      });
      return labelled(labelOf(field), input);
    });
    return h('fieldset', { class: 'sheet' }, h('legend', {}, fill(says.sheet, { n })), fields,
      h('p', { class: 'sheet-out' }, h('button', { type: 'button', class: 'cw-link', onclick: () => takeOut(place) }, fill(says.take_out, { n }))));
  }

  function made(field, id) {
    if (field.form === 'choice' || field.form === 'pick') {
      return h('select', { id }, h('option', { value: '' }, says.not_answered),
        field.options.map(({ value, label }) => h('option', { value: String(value) }, label)));
    }
    const { minimum: min, maximum: max, longest } = field;
    return field.form === 'number'
      ? h('input', { type: 'number', id, min: String(min), max: String(max), step: '1', inputmode: 'numeric', autocomplete: 'off' })
      : h('input', { type: 'text', id, maxlength: String(longest), autocomplete: 'off' });
  }

  const inputs = () => [...rows.querySelectorAll('input, select')];
  const first = (sheet) => inputs()[sheet * step.fields.length];

  rows.addEventListener('keydown', (event) => {
    const at = inputs().indexOf(event.target);
    if (event.key !== 'Enter' || at < 0 || event.isComposing) return;
    event.preventDefault(); // Enter sends nothing while sheets are typed
    const next = inputs()[at + 1];
    if (next) next.focus();
    else if (!event.repeat) add();
  });

  function add() {
    batch().sheets.push({});
    draw();
    first(batch().sheets.length - 1).focus();
  }

  function takeOut(place) {
    const { sheets } = batch();
    sheets.splice(place, 1);
    if (!sheets.length) sheets.push({});
    draw();
    first(Math.min(place, sheets.length - 1)).focus();
    status.textContent = fill(says.taken_out, { n: place + 1 });
  }

  const filled = () => batch().sheets.filter((sheet) => Object.values(sheet).some((value) => value.trim()));

  function tell() {
    const n = filled().length;
    const said = fill(says.count, { n, k });
    if (count.textContent !== said) count.textContent = said;
    if (n < k) send.setAttribute('aria-disabled', 'true');
    else send.removeAttribute('aria-disabled');
  }

  /** The first field with something that does not fit. */
  function misfit() {
    const at = inputs().findIndex((input) => !input.validity.valid);
    if (at < 0) return false;
    const input = inputs()[at];
    const { minimum, maximum } = step.fields[at % step.fields.length];
    const n = Math.floor(at / step.fields.length) + 1;
    const label = rows.querySelector(`label[for="${input.id}"]`).textContent;
    problem.textContent = fill(says.number, { n, label, value: input.value || '–', minimum, maximum });
    input.setAttribute('aria-invalid', 'true');
    input.focus();
    return true;
  }

  async function enter(event) {
    event.preventDefault();
    problem.textContent = '';
    status.textContent = '';
    if (misfit() || send.getAttribute('aria-busy')) return;
    if (filled().length < k) {
      problem.textContent = fill(says.too_few, { n: filled().length, k });
      return;
    }
    const mine = batch();
    const { id } = step;
    if (filled().length < mine.sheets.length) {
      mine.sheets = filled(); // an empty sheet is none, and the server counts like this page
      draw();
    }
    const sheets = mine.sheets.map(answers);
    const sending = JSON.stringify(sheets);
    const isNew = !mine.sent;
    if (isNew) mine.sent = sending;
    keep();
    const held = (yes) => [choice.disabled, typing.inert, over.inert] = [yes, yes, yes];
    held(true); // until the answer is here: what was typed meanwhile would go with the sheets
    await working(send, problem, async () => {
      try {
        await post(`api/workshops/${told.workshop}/paper`, { step: id, batch: mine.batch, sheets });
        done(fill(says.entered, { n: sheets.length }));
      } catch (error) {
        if (error.rule === 'entered-already' && mine.sent === sending) {
          done(error.message);
          return;
        }
        // Whoever got no answer cannot know whether the sheets are in; a refusal says that they are not.
        if (isNew && !unsure(error)) mine.sent = '';
        keep();
        throw error;
      }
    }, (error) => (error.rule === 'entered-already' ? `${error.message} ${says.changed_since}` : error.message));
    held(false);
  }

  function done(said) {
    begin();
    draw();
    status.textContent = said;
  }

  /** A sheet as the server wants it: only what was answered. */
  function answers(sheet) {
    const given = step.fields.map(({ item, form }) => [item, form, (sheet[item] || '').trim()]).filter(([, , value]) => value);
    return Object.fromEntries(given.map(([item, form, value]) => [item, form === 'text' || form === 'pick' ? value : Number(value)]));
  }

  offerOver();
  draw();
}

const unsure = ({ rule }) => !rule || rule === 'no-answer' || rule.startsWith('status-');

/** A word that no other batch has; plain HTTP has no randomUUID. */
function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function read(shelf) {
  try {
    return JSON.parse(sessionStorage.getItem(shelf)) || { typed: {} };
  } catch (error) {
    return { typed: {} };
  }
}

function write(shelf, kept) {
  try {
    sessionStorage.setItem(shelf, JSON.stringify(kept));
  } catch (error) {
    // Storage may be switched off; then only a reload loses what was typed.
  }
}
