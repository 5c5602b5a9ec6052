// A check-in on paper, typed in: the same questions as on the client's phone.

import { at, fill, h, post, told } from '../common.js';
import { asked, labelled, words } from '../parts.js';
import { dayField, form, linkTo, shortDay, today, wrong } from './parts.js';

const says = words.paper;

function mondayOf(iso) {
  const [year, month, date] = iso.split('-').map(Number);
  const day = new Date(Date.UTC(year, month - 1, date));
  day.setUTCDate(date - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

export function paperPart(path, weeks, changed) {
  const { week, scale } = told.journal;
  const fields = []; // {name, read}: read() is the typed value, undefined if it is left open
  const number = (name, text) => {
    const field = h('input', { type: 'text', inputmode: 'numeric', id: `paper-${name}`, autocomplete: 'off' });
    fields.push({ name, read() {
      const typed = field.value.trim();
      if (!typed) return undefined;
      const value = /^\d{1,3}$/.test(typed) ? Number(typed) : NaN;
      if (value >= scale.minimum && value <= scale.maximum) return value;
      throw wrong(fill(says.number, { name: text, value: typed, minimum: scale.minimum, maximum: scale.maximum }), field);
    } });
    return labelled(text, field);
  };
  const ratings = week.dimensions.map(({ id, name }) => h('div', { class: 'paper-ratings' },
    number(`${id}.now`, fill(says.field, { name, when: says.now })), number(`${id}.wished`, fill(says.field, { name, when: says.wished }))));
  const signs = week.signs.map(({ id, statement }) => {
    const field = h('select', { id: `paper-${id}` }, h('option', { value: '' }, says.skipped),
      [...week.options, { value: -1, label: week.cannot_say }].map(({ value, label }) => h('option', { value: String(value) }, label)));
    fields.push({ name: `sign.${id}`, read: () => (field.value === '' ? undefined : Number(field.value)) });
    return labelled(statement, field);
  });
  const box = (id, text) => h('label', { class: 'cw-option' }, h('input', { type: 'checkbox', id: `paper-${id}`, value: id }), h('span', {}, text));
  const boxes = week.blockers.choices.map(({ id, label }) => box(id, label));
  const none = box('none', week.blockers.none);
  fields.push({ name: 'blockers', read() {
    const ticked = boxes.map((one) => one.control).filter((one) => one.checked).map((one) => one.value);
    return ticked.length ? ticked : none.control.checked ? [] : undefined;
  } });
  const [date, day] = dayField('paper-week', says.week, mondayOf(today()));
  day.addEventListener('change', () => { if (day.value) day.value = mondayOf(day.value); });
  const status = h('span', { role: 'status' });
  const kept = ({ monday, from }) => {
    const text = fill(from === 'import' ? says.from_import : says.from_paper, { date: shortDay(monday) });
    const named = fill(says.delete_of, { date: shortDay(monday) });
    return h('li', {}, h('span', {}, text), asked(says.delete, { question: `${named}?`, yes: says.delete, no: words.notes.sure_no, named }, async () => {
      await post(`${path}/weeks`, { monday, values: null });
      await changed();
    }));
  };
  return h('details', { class: 'room-part', id: 'paper-part' }, h('summary', {}, says.title),
    h('p', {}, says.text), h('p', {}, linkTo(at('check-in/paper'), says.print, { target: '_blank', rel: 'noopener' })),
    form([date, ratings, signs,
      h('fieldset', { class: 'cw-group' }, h('legend', {}, says.blockers), h('div', { class: 'cw-options' }, boxes, none))],
    says.keep, async () => {
      const values = {};
      for (const { name, read } of fields) {
        const value = read();
        if (value !== undefined) values[name] = value;
      }
      if (!day.value) throw wrong(words.marks.missing, day);
      if (!Object.keys(values).length) throw wrong(says.empty, document.getElementById(`paper-${week.dimensions[0].id}.now`));
      await post(`${path}/weeks`, { monday: day.value, values });
      await changed(says.kept);
    }, status),
    weeks.length > 0 && [h('h3', {}, says.list), h('ul', { class: 'mark-list', role: 'list' }, weeks.map(kept))]);
}
