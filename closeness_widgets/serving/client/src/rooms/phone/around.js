// What stands around the steps: lobby, break and end; the person's own settings; handing the device on.

import { at, fill, h, post, put } from '../common.js';
import { settle } from './share.js';
import { words } from './words.js';

let asked = 0;

/** A button that asks first: `steps` are [question, yes], one after the other; then `act()` runs.
 * What goes wrong is said in place. */
function askFirst(button, steps, no, act, danger) {
  const place = h('div', {});
  const problem = h('p', { class: 'problem', role: 'alert' });
  const open = h('button', { type: 'button', class: 'cw-button cw-quiet', onclick: () => ask(0) }, button);
  const close = () => {
    put(place, open);
    open.focus();
  };
  const ask = (which) => {
    const [question, yes] = steps[which];
    const id = `ask-${(asked += 1)}`;
    const leave = h('button', { type: 'button', class: 'cw-button cw-quiet', onclick: close }, no);
    const go = h('button', {
      type: 'button', class: `cw-button${danger ? ' cw-danger' : ''}`,
      onclick: async () => {
        if (go.getAttribute('aria-busy')) return;
        if (which + 1 < steps.length) return ask(which + 1);
        put(problem, '');
        go.setAttribute('aria-busy', 'true'); // not disabled: the focus would be lost
        try {
          await act();
        } catch (error) {
          put(problem, error.rule ? error.message : words.next_person.unsaved);
          go.removeAttribute('aria-busy');
        }
      },
    }, yes);
    put(place, h('div', { class: 'card', role: 'group', 'aria-labelledby': id },
      h('p', { id }, question), problem, h('p', { class: 'row' }, go, leave)));
    leave.focus();
  };
  put(place, open);
  return place;
}

/** Keeps the page where it is while the server forgets this person; goes on if it did not. */
async function forget(room, path) {
  let goOn;
  const until = new Promise((resolve) => (goOn = resolve));
  document.dispatchEvent(new CustomEvent('closeness:hold', { detail: { until } }));
  room.close();
  try {
    return await post(path);
  } catch (error) {
    goOn();
    room.begin();
    throw error;
  }
}

export function lobby(me) {
  const says = words.lobby;
  return h('div', {},
    me && me.nickname && h('p', { class: 'lead' }, fill(says.hello, me)),
    h('p', { class: 'lead' }, says.text),
    h('ul', { class: 'points' }, says.points.map(({ title, text }) => h('li', {}, h('strong', {}, title), ' ', text))));
}

export function pausing() {
  return h('div', { class: 'pausing' }, h('p', { class: 'lead' }, words.pause.text));
}

/** The end: what to take along, what happens to the answers, and erasing them. */
export function over(view, me, room, stage) {
  const { take_away: notes, kept, erase } = words;
  const language = document.documentElement.lang.replace(/^en$/, 'en-GB'); // the day first
  const day = new Date(`${view.deleted_on}T12:00:00`).toLocaleDateString(language,
    { day: 'numeric', month: 'long', year: 'numeric' });
  const erased = ({ answers, keys }) => {
    for (const id of ['later', 'about']) {
      const part = document.getElementById(id);
      if (part) part.hidden = true;
    }
    const title = h('h1', { tabindex: '-1' }, erase.gone);
    put(stage, title,
      h('p', {}, fill(erase.answers, { answers }), h('br'), fill(erase.keys, { keys })),
      h('p', {}, erase.afterwards),
      h('p', {}, h('a', { class: 'cw-button', href: at('') }, erase.start)));
    title.focus();
  };
  return h('div', {},
    h('p', { class: 'lead' }, words.over.text),
    h('section', { class: 'card', 'aria-labelledby': 'notes' },
      h('h2', { id: 'notes' }, notes.title), h('p', {}, notes.text),
      me.shared_device && h('p', {}, h('strong', {}, notes.shared_device)),
      h('p', { class: 'row' },
        h('a', { class: 'cw-button', href: at('take-away') }, notes.open),
        h('a', { class: 'cw-button cw-quiet', href: at('take-away?save'), download: '' }, notes.save)),
      h('p', {}, h('a', { class: 'cw-link', href: at('take-away.json'), download: '' }, notes.data), ' ',
        h('small', {}, notes.data_hint))),
    h('section', { class: 'part' }, h('h2', {}, kept.title), h('p', {}, fill(kept.text, { date: day }))),
    h('section', { class: 'part' }, h('h2', {}, erase.title), h('p', {}, erase.text),
      askFirst(erase.erase, [[erase.sure, erase.go_on], [erase.last, erase.yes]], erase.no,
        async () => erased(await forget(room, 'api/erase')), true)));
}

/** The person's own name and notes; made once, `show(me)` fills it in. */
export function you() {
  const says = words.you;
  const mark = h('span', { class: 'cw-saved', role: 'status' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  let typed = false;
  const field = h('input', {
    type: 'text', id: 'nickname', maxlength: '40', autocomplete: 'off', 'aria-describedby': 'nickname-hint',
    oninput: () => { typed = true; say('', ''); },
  });
  const say = (state, text) => { mark.dataset.state = state; put(mark, text); };
  const save = async (event) => {
    event.preventDefault();
    put(problem, '');
    const { value } = field;
    say('', words.draft.saving);
    try {
      await post('api/live/nickname', { nickname: value.trim() });
      if (field.value === value) say('saved', says.saved);
    } catch (error) {
      say('', '');
      put(problem, error.message);
    }
  };
  const element = h('details', { class: 'you' }, h('summary', {}, says.title),
    h('form', { onsubmit: save },
      h('div', { class: 'cw-field' },
        h('label', { for: 'nickname' }, says.nickname),
        h('p', { class: 'cw-help', id: 'nickname-hint' }, says.nickname_hint), field),
      problem,
      h('p', { class: 'row' }, h('button', { type: 'submit', class: 'cw-button cw-quiet' }, says.save), mark)),
    h('p', { class: 'links' },
      h('a', { class: 'cw-link', href: at('take-away') }, says.notes),
      h('a', { class: 'cw-link', href: at('record') }, says.record)));
  return { element, show: (me) => typed || (field.value = me.nickname) };
}

/** For a device that goes round; `drafts()`: the cards' fields that may hold something unsaved. */
export function nextPerson(room, drafts) {
  const says = words.next_person;
  return h('section', { class: 'part next-person', 'aria-labelledby': 'next-person' },
    h('h2', { id: 'next-person' }, says.title),
    h('p', {}, says.notes, ' ', h('a', { href: at('take-away') }, words.you.notes)),
    askFirst(says.button, [[says.text, says.yes]], says.no, async () => {
      await Promise.all([settle(), ...drafts().map((draft) => draft.settle())]);
      await forget(room, 'api/live/next-person');
      location.replace(at('live'));
    }));
}
