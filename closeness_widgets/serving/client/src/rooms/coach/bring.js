// A file with weeks of clients: what was understood is shown first, then it is brought in.

import { fill, h, post, put, told } from '../common.js';
import { button, labelled, problemLine, quiet, words, working } from '../parts.js';
import { dayField, form, shortDay, wrong } from './parts.js';

const says = words.bring;
const LARGEST = 750000; // bytes; the server takes a million letters at once, and base64 makes it longer

/** The bytes of a file as base64. */
function bytesOf(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(wrong(says.missing));
    reader.readAsDataURL(file);
  });
}

const text = (id, more) => h('input', { type: 'text', id, autocomplete: 'off', ...more });

/** How the file was read, in sentences. */
function understood({ columns, ignored, counts, start, first, scale, moved, rounded }) {
  const [low, high] = scale.from;
  const { minimum, maximum } = told.scale;
  return [
    ...columns.map(({ name, as }) => fill(says.columns, { name, as })),
    ignored.length > 0 && fill(says.ignored, { names: ignored.join(', ') }),
    counts && fill(says[`counted_${counts}`], { date: shortDay(start), first }),
    fill(says[`scale_${scale.how}`], { low, high }),
    moved > 0 && fill(says.moved, { minimum, maximum, n: moved }),
    rounded > 0 && fill(says.rounded, { n: rounded }),
  ].filter(Boolean);
}

const list = (lines, looks) => h('ul', { class: looks }, lines.map((line) => h('li', {}, line)));

/** The lines that stay out, each with its number and the reason. */
function rejectedLines(rejected) {
  if (!rejected.length) return h('p', {}, says.no_rejected);
  return [h('h4', {}, fill(says.rejected, { n: rejected.length })),
    list(rejected.map((one) => fill(says.line, one)), 'rejected')];
}

/** The form and, below it, what would come in. `changed()` loads the list of clients again. */
export function bringPart(changed) {
  const place = h('div', {});
  const status = h('p', { role: 'status' });
  const file = h('input', { type: 'file', id: 'bring-file', accept: '.csv,.tsv,.txt,.json,text/csv,application/json' });
  const client = text('bring-client', { maxlength: '60' });
  const scale = text('bring-scale', { maxlength: '12' });
  const [startField, start] = dayField('bring-start', says.start);
  startField.append(h('p', { class: 'cw-help' }, says.start_hint));
  const dates = h('select', { id: 'bring-dates' },
    [['', says.dates_open], ['day-first', says.day_first], ['month-first', says.month_first]].map(([value, label]) => h('option', { value }, label)));
  const fields = { client, scale, start, dates };
  const more = h('details', {}, h('summary', {}, says.more),
    labelled(says.client, client, says.client_hint), labelled(says.scale, scale, says.scale_hint), startField, labelled(says.dates, dates));

  async function send(asked) {
    try {
      return await post('api/coach/import', asked);
    } catch (error) {
      const field = fields[error.rule];
      if (!field) throw error;
      more.open = true;
      throw wrong(error.message, field);
    }
  }

  function leave() {
    put(place);
    file.focus();
  }

  /** What would come in, with a second button that brings it in. */
  function show(asked, found) {
    const fresh = found.clients.some(({ added, changed: replaced }) => added || replaced);
    const heading = h('h3', { tabindex: '-1' }, says.found);
    const basis = text('bring-basis', { maxlength: '200' });
    const problem = problemLine();
    const sure = button(says.confirm, () => working(sure, problem, async () => {
      if (found.basis_needed && !basis.value.trim()) throw wrong(says.basis_missing, basis);
      const { clients, rejected } = await send({ ...asked, basis: basis.value.trim(), sure: true });
      const sum = (what) => clients.reduce((all, one) => all + one[what], 0);
      put(place);
      file.value = '';
      await changed();
      status.textContent = fill(says.done, { added: sum('added'), changed: sum('changed'), same: sum('same'), rejected: rejected.length });
      file.focus();
    }));
    put(place, h('section', { class: 'card bring-preview' }, heading, list(understood(found.understood), 'understood'),
      h('h4', {}, says.clients),
      found.clients.length > 0 && list(found.clients.map((one) => fill(one.new ? says.new_client : says.client_line, one)), 'bring-clients'),
      !fresh && h('p', {}, says.nothing),
      rejectedLines(found.rejected),
      fresh && found.basis_needed && labelled(says.basis, basis, says.basis_hint),
      problem, h('p', { class: 'row' }, fresh && sure, quiet(says.stop, leave))));
    heading.focus();
  }

  return h('div', {},
    form([labelled(says.file, file, says.file_hint), more], says.look, async () => {
      status.textContent = '';
      put(place);
      const [chosen] = file.files;
      if (!chosen) throw wrong(says.missing, file);
      if (chosen.size > LARGEST) throw wrong(says.too_large, file);
      const also = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value.trim()]));
      const asked = { ...also, file: await bytesOf(chosen) };
      show(asked, await send({ ...asked, sure: false }));
    }),
    status, place);
}
