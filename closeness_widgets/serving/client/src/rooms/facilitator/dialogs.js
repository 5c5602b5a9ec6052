// The small windows of the page from which a room is led: native <dialog>s, one at a time.

import { h, told } from '../common.js';
import { keyList } from './keys.js';
import { button, labelled, numberField, problemLine, quiet, stepChoice, whole, words } from './parts.js';

const says = words.dialogs;

export function dialogs(room) {
  const title = h('h2', { id: 'dialog-title', tabindex: '-1' });
  const body = h('div', { class: 'dialog-body' });
  const problem = problemLine();
  const shut = () => { if (window_.open) window_.close(); };
  const window_ = h('dialog', { class: 'cw-dialog', 'aria-labelledby': 'dialog-title' },
    h('div', { class: 'dialog-head' }, title,
      h('button', { type: 'button', class: 'cw-link', onclick: shut }, says.shut)),
    body, problem);
  let opener = null;
  let about = ''; // the step that is spoken of, as long as a window about one step is open

  window_.addEventListener('close', () => {
    about = '';
    const back = opener && (opener.isConnected ? opener : document.getElementById(opener.id));
    if (back) back.focus();
  });

  function open(heading, ...children) {
    opener = document.activeElement;
    fillIn(heading, children);
    if (window_.showModal) window_.showModal();
    else window_.setAttribute('open', '');
    title.focus();
  }

  function fillIn(heading, children) {
    problem.textContent = '';
    title.textContent = heading;
    body.replaceChildren(...children.flat(3).filter(Boolean));
  }

  /** Steers, and shuts the window if that worked. */
  async function act(pressed, wanted) {
    if (await room.act(pressed, problem, wanted)) shut();
  }

  /** A question before something that is not taken back with one press. */
  const sure = (heading, text, yes, wanted, looks = '') => {
    const children = [h('p', {}, text), h('p', { class: 'row' },
      button(yes, (event) => act(event.currentTarget, wanted), { class: looks }), quiet(says.cancel, shut))];
    if (window_.open) fillIn(heading, children);
    else open(heading, children);
  };

  const find = (id) => room.view.agenda.find((step) => step.id === id);
  const running = () => room.view && !room.view.closed;

  function stepWindow(id) {
    const step = find(id);
    const { title: name, minutes, state } = step;
    const all = room.view.agenda;
    const place = all.indexOf(step);
    const field = numberField('step-minutes', minutes, 1, 240);
    const keep = quiet(says.step.keep_minutes, (event) => act(event.currentTarget, { do: 'minutes', step: id, minutes: whole(field) }));
    const move = (text, to) => to >= 0 && to < all.length && all[to].meeting === step.meeting
      && quiet(text, (event) => act(event.currentTarget, { do: 'move', step: id, to }));
    open(name,
      state !== 'current' && h('p', {}, button(says.step.go, (event) => act(event.currentTarget, { do: 'jump', step: id }))),
      h('div', { class: 'add-fields' }, labelled(says.step.minutes, field), keep),
      h('p', { class: 'row' }, move(says.step.up, place - 1), move(says.step.down, place + 1),
        state !== 'current' && quiet(says.step.drop, () =>
          sure(name, says.step.drop_sure, says.step.drop_yes, { do: 'drop', step: id }, 'cw-danger'))));
    about = id;
  }

  return {
    element: window_,
    /** A step that another facilitator took out has no window any more. */
    show() {
      if (about && !find(about)) shut();
    },
    step: (id) => running() && stepWindow(id),
    jump() {
      if (!running()) return;
      open(says.jump.title, h('p', {}, says.jump.text), h('ol', { class: 'jump-list' }, room.view.agenda
        .filter(({ meeting }) => meeting === room.view.meeting)
        .map(({ id, title: name, state }) => h('li', {}, quiet(name, (event) => act(event.currentTarget, { do: 'jump', step: id }),
          { 'aria-current': state === 'current' ? 'step' : undefined })))));
    },
    insert() {
      if (!running()) return;
      const { steps_available: steps, agenda, current, meeting } = room.view;
      const what = stepChoice('insert-what', steps);
      const minutes = numberField('insert-minutes', 5, 1, 240);
      const suggest = () => { minutes.value = String((steps.find(({ exercise }) => exercise === what.value) || { minutes: 5 }).minutes); };
      what.addEventListener('change', suggest);
      suggest();
      const after = h('select', { id: 'insert-after' }, agenda.map(({ id, title: name, meeting: of }) =>
        h('option', { value: id, selected: id === current || (!current && of < meeting) }, room.view.meetings > 1 ? `${of}: ${name}` : name)));
      open(says.insert.title, labelled(says.insert.what, what), labelled(says.insert.minutes, minutes), labelled(says.insert.after, after),
        h('p', {}, button(says.insert.now, (event) =>
          act(event.currentTarget, { do: 'insert', exercise: what.value, minutes: whole(minutes), after: after.value }))));
    },
    upset() {
      const { notes, phase } = room.view || {};
      const list = (notes && notes.upset) || told.upset || [];
      open(says.upset.title,
        h('p', { class: 'row' },
          phase === 'step' && button(says.upset.pause, (event) => act(event.currentTarget, { do: 'pause' })),
          h('a', { class: 'cw-button cw-quiet', href: `${told.base}help`, target: '_blank', rel: 'noopener' }, says.upset.help)),
        list.length ? h('ul', {}, list.map((text) => h('li', {}, text))) : h('p', {}, says.upset.none));
    },
    again() {
      const { step } = room.view || {};
      if (!step || !running()) return;
      sure(step.title, words.lead.again_text, words.lead.again_yes, { do: 'round', from: step.id, round: step.round });
    },
    close() {
      if (running()) sure(says.close.title, says.close.text, says.close.yes, { do: 'close' }, 'cw-danger');
    },
    keys: () => open(says.keys.title, keyList()),
  };
}

