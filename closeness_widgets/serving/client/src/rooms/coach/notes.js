// The coach's private notes and the marks on the chart.

import { fill, h, post } from '../common.js';
import { asked, labelled, words } from '../parts.js';
import { dayField, form, shortDay, today, wrong } from './parts.js';

const latestFirst = (some) => [...some].sort((a, b) => b.date.localeCompare(a.date));

/** `changed()` draws the page anew after something was kept or deleted. */
export function notesPart(path, notes, changed) {
  const says = words.notes;
  const text = h('textarea', { id: 'note', rows: '4', maxlength: '4000' });
  const [date, day] = dayField('note-day', says.date, today());
  const entry = ({ id, date: on, text: said }) => h('li', {}, h('small', {}, shortDay(on)), h('p', { class: 'note-text' }, said),
    asked(says.delete, { question: says.sure, yes: says.sure_yes, no: says.sure_no, named: fill(says.delete_of, { date: shortDay(on) }) }, async () => {
      await post(`${path}/notes/${id}`, { text: null });
      await changed();
    }));
  return h('section', { class: 'notes', 'aria-labelledby': 'notes-title' },
    h('h2', { id: 'notes-title' }, says.title), h('p', { class: 'cw-help' }, says.text),
    form([labelled(says.write, text), date], says.keep, async () => {
      if (!text.value.trim()) return text.focus();
      await post(`${path}/notes`, { text: text.value.trim(), date: day.value || today() });
      text.value = '';
      await changed();
    }),
    notes.length ? h('ul', { class: 'note-list', role: 'list' }, latestFirst(notes).map(entry)) : h('p', { class: 'cw-help' }, says.none));
}

export function marksPart(path, marks, changed) {
  const says = words.marks;
  const kind = h('select', { id: 'mark-kind' }, Object.entries(says.kinds).map(([value, text]) => h('option', { value }, text)));
  const label = h('input', { type: 'text', id: 'mark-label', maxlength: '80', autocomplete: 'off' });
  const [date, day] = dayField('mark-day', says.date, today());
  const [until, end] = dayField('mark-until', says.until);
  const follow = () => { until.hidden = kind.value !== 'phase'; };
  kind.addEventListener('change', follow);
  follow();
  const entry = ({ id, date: on, until: to, kind: of, label: said }) => {
    const when = to ? `${shortDay(on)} – ${shortDay(to)}` : shortDay(on);
    return h('li', {}, h('span', {}, h('strong', {}, said || says.kinds[of]), h('small', {}, `${when} · ${says.kinds[of] || of}`)),
      asked(says.delete, { question: `${fill(says.delete_of, { label: said || says.kinds[of], date: when })}?`, yes: says.delete, no: words.notes.sure_no, named: fill(says.delete_of, { label: said || says.kinds[of], date: when }) }, async () => {
        await post(`${path}/marks/${id}`, { label: null });
        await changed();
      }));
  };
  return h('section', { class: 'marks', 'aria-labelledby': 'marks-title' },
    h('h2', { id: 'marks-title' }, says.title), h('p', { class: 'cw-help' }, says.text),
    marks.length ? h('ul', { class: 'mark-list', role: 'list' }, latestFirst(marks).map(entry)) : h('p', { class: 'cw-help' }, says.none),
    h('details', { id: 'mark-new' }, h('summary', {}, says.add),
      form([labelled(says.kind, kind), labelled(says.label, label), date, until], says.add, async () => {
        if (!day.value) throw wrong(says.missing, day);
        await post(`${path}/marks`, { kind: kind.value, label: label.value.trim(), date: day.value, until: kind.value === 'phase' && end.value ? end.value : null });
        await changed();
      })));
}
