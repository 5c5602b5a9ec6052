// The agenda while it is planned: steps with minutes, moved by dragging or with buttons.

import { fill, h } from '../common.js';
import { notesOf } from './notes.js';
import { labelled, numberField, quiet, redraw, stepChoice, whole, words } from './parts.js';

let keys = 0;

/**
 * steps: everything that can be a step, [{exercise, kind, title, minutes, notes}].
 * onchange() is called when the person changed something. Returns {element, set, get, problem}.
 */
export function agendaEditor(steps, onchange) {
  const says = words.plan;
  const known = new Map(steps.map((step) => [step.exercise, step]));
  const title = ({ exercise }) => (known.get(exercise) || { title: exercise }).title;
  const unfolded = new Set(); // keys of the steps whose notes are open
  let agenda = []; // {key, id, exercise, minutes (as typed), meeting}
  let meetings = 1;
  let dragged = null;

  const list = h('div', { class: 'agenda' });
  const total = h('p', { class: 'agenda-total', 'aria-live': 'polite' });
  const told = h('p', { class: 'cw-hidden', role: 'status' });
  const what = stepChoice('add-what', steps);
  const where = h('div', { class: 'add-where' });
  const element = h('section', { class: 'part', 'aria-labelledby': 'agenda-title' },
    h('h2', { id: 'agenda-title' }, says.agenda),
    h('p', { class: 'cw-help' }, says.agenda_text),
    list, total, quiet(says.more_meetings, () => { meetings += 1; changed(); }), told,
    h('fieldset', { class: 'add' }, h('legend', {}, says.add),
      h('div', { class: 'add-fields' },
        labelled(says.add_what, what), where, quiet(says.add_now, add))));

  function add() {
    const { exercise, minutes } = known.get(what.value);
    const chosen = where.querySelector('select');
    const meeting = chosen ? Number(chosen.value) : 1;
    agenda.push({ key: (keys += 1), exercise, minutes: String(minutes), meeting });
    changed(fill(says.added, { title: title({ exercise }) }));
  }

  function changed(said = '') {
    agenda = inMeetings();
    told.textContent = said;
    draw();
    onchange();
  }

  /** In the order of the meetings; steps of one meeting keep theirs. */
  const inMeetings = () => agenda.map((step, place) => [step, place])
    .sort(([one, a], [other, b]) => one.meeting - other.meeting || a - b).map(([step]) => step);

  function remove(step) {
    const place = agenda.indexOf(step);
    agenda.splice(place, 1);
    changed(fill(says.removed, { title: title(step) }));
    const next = agenda[Math.min(place, agenda.length - 1)];
    (next ? document.getElementById(`remove-${next.key}`) : what).focus();
  }

  /** One place up or down; at the edge of a meeting into the one beside it. */
  function shift(step, by) {
    const place = agenda.indexOf(step);
    const other = agenda[place + by];
    if (other && other.meeting === step.meeting) {
      agenda.splice(place, 1);
      agenda.splice(place + by, 0, step);
    } else if (step.meeting + by >= 1 && step.meeting + by <= meetings) {
      step.meeting += by;
      agenda.splice(place, 1);
      const first = agenda.findIndex(({ meeting }) => meeting > step.meeting - (by > 0 ? 1 : 0));
      agenda.splice(first < 0 ? agenda.length : first, 0, step);
    } else return;
    changed(fill(says.moved, { title: title(step), n: agenda.indexOf(step) + 1, of: agenda.length }));
  }

  /** Puts the dragged step before another one, or at the end of a meeting. */
  function drop(before, meeting) {
    if (!dragged || before === dragged) return;
    agenda.splice(agenda.indexOf(dragged), 1);
    dragged.meeting = meeting;
    agenda.splice(before ? agenda.indexOf(before) : agenda.length, 0, dragged);
    agenda = inMeetings();
    changed(fill(says.moved, { title: title(dragged), n: agenda.indexOf(dragged) + 1, of: agenda.length }));
  }

  function row(step, place, inThis) {
    const name = title(step);
    const minutes = numberField(`minutes-${step.key}`, step.minutes, 1, 240);
    minutes.setAttribute('aria-label', fill(says.minutes_of, { title: name }));
    minutes.addEventListener('input', () => {
      step.minutes = minutes.value.trim();
      sum();
      onchange();
    });
    const notes = notesFor(step);
    const edge = (by) => !agenda[agenda.indexOf(step) + by] && step.meeting + by > meetings || (agenda.indexOf(step) + by < 0 && step.meeting + by < 1);
    const line = h('li', {
      class: 'agenda-step',
      ondragstart: (event) => {
        dragged = step;
        line.classList.add('dragged');
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', name);
      },
      ondragend: () => { dragged = null; line.draggable = false; line.classList.remove('dragged'); },
      ondragover: (event) => over(event, line),
      ondragleave: () => line.classList.remove('drop-above', 'drop-below'),
      ondrop: (event) => {
        event.preventDefault();
        event.stopPropagation();
        drop(below(event, line) ? inThis[place + 1] : step, step.meeting);
      },
    },
    h('span', {
      class: 'grip', title: fill(says.drag, { title: name }), 'aria-hidden': 'true',
      onpointerdown: () => { line.draggable = true; },
      onpointerup: () => { line.draggable = false; },
    }),
    h('span', { class: 'agenda-name' }, name),
    notes && notes.button,
    h('span', { class: 'agenda-minutes' }, minutes, h('span', { 'aria-hidden': 'true' }, says.min)),
    h('span', { class: 'agenda-buttons' },
      icon('up', fill(says.earlier, { title: name }), `up-${step.key}`, edge(-1), () => shift(step, -1)),
      icon('down', fill(says.later, { title: name }), `down-${step.key}`, edge(1), () => shift(step, 1)),
      icon('out', fill(says.remove, { title: name }), `remove-${step.key}`, false, () => remove(step))),
    notes && notes.place);
    return line;
  }

  /** The button that unfolds a step's notes, and the place where they unfold. */
  function notesFor(step) {
    const about = known.get(step.exercise);
    if (!about || !about.notes) return null;
    const place = h('div', { class: 'private agenda-notes', id: `notes-${step.key}` });
    const folded = h('button', {
      type: 'button', class: 'cw-link', id: `fold-${step.key}`, 'aria-controls': place.id,
      'aria-label': fill(says.notes_of, { title: about.title }), onclick: () => show(!unfolded.has(step.key)),
    }, says.notes);
    function show(open) {
      if (open) unfolded.add(step.key);
      else unfolded.delete(step.key);
      folded.setAttribute('aria-expanded', String(open));
      place.hidden = !open;
      place.replaceChildren(...(open ? notesOf(about.notes, 'h4') : []));
    }
    show(unfolded.has(step.key));
    return { button: folded, place };
  }

  function draw() {
    list.drawn = null;
    redraw(list, agenda, () => Array.from({ length: meetings }, (_, index) => {
      const meeting = index + 1;
      const inThis = agenda.filter((step) => step.meeting === meeting);
      return h('div', {
        class: 'agenda-meeting',
        ondragover: (event) => dragged && event.preventDefault(),
        ondrop: (event) => { event.preventDefault(); drop(agenda.find((step) => step.meeting > meeting), meeting); },
      },
      meetings > 1 && h('h3', {}, fill(says.meeting, { n: meeting }), ' ', h('small', { class: 'agenda-sum', id: `sum-${meeting}` })),
      inThis.length ? h('ol', { class: 'agenda-steps' }, inThis.map((step, place) => row(step, place, inThis)))
        : h('p', { class: 'cw-help' }, says.empty),
      !inThis.length && meeting === meetings && meetings > 1 && quiet(fill(says.fewer_meetings, { n: meeting }), () => {
        meetings -= 1;
        changed();
      }, { id: 'fewer-meetings' }));
    }));
    redraw(where, meetings, () => meetings > 1 && labelled(says.add_where, h('select', { id: 'add-where' },
      Array.from({ length: meetings }, (_, index) => h('option', { value: String(index + 1) }, fill(says.meeting, { n: index + 1 }))))));
    sum();
  }

  /** Minutes of each meeting; with one meeting, of the agenda. */
  function sum() {
    const minutes = (some) => some.reduce((all, step) => all + (Number(step.minutes) || 0), 0);
    for (let meeting = 1; meeting <= meetings; meeting += 1) {
      const place = list.querySelector(`#sum-${meeting}`);
      if (place) place.textContent = lasts(minutes(agenda.filter((step) => step.meeting === meeting)));
    }
    total.textContent = meetings > 1 ? '' : lasts(minutes(agenda));
  }

  function lasts(minutes) {
    const said = minutes < 60 ? says.total : minutes % 60 ? says.total_long : says.total_hours;
    return fill(said, { h: Math.floor(minutes / 60), n: minutes < 60 ? minutes : minutes % 60 });
  }

  return {
    element,
    /** Shows another agenda; nothing of the old one is kept. */
    set(other) {
      agenda = other.map(({ id, exercise, minutes, meeting = 1 }) => ({ key: (keys += 1), id, exercise, minutes: String(minutes), meeting }));
      meetings = Math.max(1, ...agenda.map(({ meeting }) => meeting));
      unfolded.clear();
      draw();
    },
    /** The steps as they are now, to be told their ids by `learn`. */
    steps: () => [...agenda],
    /** Takes over only the ids that the server gave to `sent`: the agenda was changed since. */
    learn(sent, stored) {
      let next = 0;
      for (const step of sent) {
        const found = stored.findIndex(({ exercise }, place) => place >= next && exercise === step.exercise);
        if (found < 0) return;
        step.id = stored[found].id;
        next = found + 1;
      }
    },
    /** As the server wants it. */
    get: () => agenda.map(({ id, exercise, minutes, meeting }) => ({ ...(id ? { id } : {}), exercise, minutes: Number(minutes), meeting })),
    /** What is wrong with it and the field to mend it in, or null. */
    problem() {
      if (!agenda.length) return { message: says.problems.agenda, field: what };
      for (const step of agenda) {
        const field = document.getElementById(`minutes-${step.key}`);
        const minutes = whole(field);
        if (minutes === null || minutes < 1 || minutes > 240) {
          return { message: fill(says.problems.minutes, { title: title(step), value: step.minutes || '–' }), field };
        }
      }
      return null;
    },
  };

  function over(event, line) {
    if (!dragged) return;
    event.preventDefault();
    event.stopPropagation();
    line.classList.toggle('drop-below', below(event, line));
    line.classList.toggle('drop-above', !below(event, line));
  }
}

function below(event, line) {
  const { top, height } = line.getBoundingClientRect();
  return event.clientY > top + height / 2;
}

function icon(kind, name, id, off, onclick) {
  // Not disabled at the end of its way: the focus would be lost there.
  return h('button', {
    type: 'button', id, class: `icon icon-${kind}`, 'aria-label': name, title: name,
    'aria-disabled': off ? 'true' : undefined, onclick: () => off || onclick(),
  });
}
