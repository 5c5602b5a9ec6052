// The agenda of a running room: where it stands, and each step as a button to change it.

import { fill, h } from '../common.js';
import { problemLine, quiet, redraw, words } from './parts.js';

const says = words.lead;

export function agendaList(room, ask) {
  const problem = problemLine();
  const list = h('div', {});
  const insert = quiet(says.insert, () => ask.insert(), { id: 'insert' });
  const jump = quiet(says.jump, () => ask.jump(), { id: 'jump' });
  const element = h('nav', { 'aria-labelledby': 'agenda-title' },
    h('h2', { id: 'agenda-title' }, says.agenda), list, problem,
    h('p', { class: 'row' }, insert, jump));

  function entry({ id, title, minutes, state, round }, view) {
    return h('li', { class: `run-step is-${state}` },
      h('button', {
        type: 'button', id: `step-${id}`, 'aria-haspopup': 'dialog', 'aria-current': state === 'current' ? 'step' : undefined,
        onclick: () => ask.step(id), 'aria-disabled': view.closed ? 'true' : undefined,
      },
      h('span', { class: 'run-title' }, title), ' ',
      h('span', { class: 'run-about' },
        [says.states[state], fill(says.minutes, { n: minutes }), round > 1 && fill(says.round, { n: round })].filter(Boolean).join(' · '))));
  }

  function meeting(number, view) {
    const steps = view.agenda.filter((step) => step.meeting === number);
    const here = number === view.meeting;
    const all = h('ol', { class: 'run-steps' }, steps.map((step) => entry(step, view)));
    if (view.meetings === 1) return all;
    const begin = !here && !view.closed && quiet(fill(says.begin_meeting, { n: number }), (event) =>
      room.act(event.currentTarget, problem, { do: 'meeting', meeting: number }), { id: `meeting-${number}` });
    return h('details', { open: here }, h('summary', { id: `of-${number}` }, fill(says.meeting, { n: number })), all, begin);
  }

  return {
    element,
    show(view) {
      insert.hidden = view.closed;
      jump.hidden = view.closed;
      redraw(list, [view.agenda, view.meeting, view.closed], () =>
        Array.from({ length: view.meetings }, (_, index) => meeting(index + 1, view)));
    },
  };
}
