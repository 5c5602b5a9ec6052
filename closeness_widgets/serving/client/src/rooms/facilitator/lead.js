// The page from which a room is led: what the wall shows, the step, its clock, its picture, what
// people wrote, and the private notes. It draws what the server says and keeps nothing of its own.

import { Countdown, Room, fill, h, post, told } from '../common.js';
import { agendaList } from './running.js';
import { dialogs } from './dialogs.js';
import { keyboard } from './keys.js';
import { notesOf } from './notes.js';
import { day, problemLine, quiet, redraw, words, working, button } from './parts.js';
import { pictureCard, textsCard } from './picture.js';
import { linksCard, peopleCard } from './people.js';

const says = words.lead;
const OF_THE_STEP = ['next', 'back', 'jump', 'timer', 'extend', 'reveal', 'hide', 'round', 'through'];
const LATE = 2000; // ms after the answer for the view that it brings; a change that shows nothing brings none

export function leadRoom(place, workshop) {
  let view = null;
  const waiting = new Set(); // what whoever waits for a view looks for in each

  /** Sends one change, with the step that is seen where it is meant for that one alone. Resolves
   * when this page shows what came of it: until then a second press would mean what is over. */
  async function steer(wanted) {
    const { current, step } = view;
    const seen = OF_THE_STEP.includes(wanted.do) ? { from: current, ...(step ? { round: step.round } : {}) } : {};
    const { revision } = await post(`api/workshops/${workshop}/steer`, { ...seen, ...wanted });
    await new Promise((resolve) => {
      const done = () => { waiting.delete(look); resolve(); };
      const look = () => view.revision >= revision && done();
      waiting.add(look);
      setTimeout(done, LATE);
      look();
    });
  }
  const why = (error) => (error.rule === 'moved-on' ? says.moved_on : error.message);
  const room = {
    steer,
    id: workshop,
    get view() { return view; },
    /** For a button: does it, busy meanwhile, and says in `problem` why it could not. */
    act: (pressed, problem, wanted) => working(pressed, problem, () => steer(wanted), why),
    working: (pressed, problem, action) => working(pressed, problem, action, why),
  };

  const ask = dialogs(room);
  const now = stepNow(room, ask);
  const parts = [now, pictureCard(room, ask), textsCard(room), agendaList(room, ask), peopleCard(room), linksCard(room), endedCard(room), privateNotes()];
  const [, picture, texts, agenda, people, links, ended, notes] = parts;
  const bar = band(ask);
  const opener = now.element.querySelector('#next');

  place.removeAttribute('aria-busy');
  const main = h('div', { class: 'lead-now' }, now.element, ended.element, picture.element, texts.element);
  const side = h('div', { class: 'lead-agenda' }, agenda.element, people.element, links.element,
    quiet(says.close, () => ask.close(), { id: 'close', class: 'close-room' }));
  const columns = h('div', { class: 'lead-columns', hidden: true }, side, main, notes.element);
  const status = h('p', { class: 'cw-hidden', role: 'status' });
  const coming = place.querySelector('[data-coming]');
  place.append(bar.element, columns, status, ask.element);

  keyboard({
    n: opener,
    b: now.element.querySelector('#back'),
    p: now.element.querySelector('#pause'),
    '+': now.element.querySelector('#extend'),
    s: now.element.querySelector('#clock'),
    r: picture.element.querySelector('#reveal'),
    2: picture.element.querySelector('#again'),
    t: () => texts.element.hidden || texts.element.querySelector('h3').focus(),
    i: () => ask.insert(),
    j: () => ask.jump(),
    u: () => ask.upset(),
    c: side.querySelector('#close'),
    w: bar.element.querySelector('#wall'),
    '?': () => ask.keys(),
  });

  function show(next) {
    const before = view;
    view = next;
    if (coming) coming.hidden = true;
    columns.hidden = false;
    main.classList.toggle('is-ended', view.closed);
    side.querySelector('#close').hidden = view.closed;
    for (const part of parts) part.show(view);
    bar.show(view);
    ask.show(view);
    for (const look of waiting) look();
    const { step } = view;
    if (before && step && before.current !== view.current) {
      status.textContent = `${fill(says.step_of, { n: step.number, of: step.of })}: ${step.title}`;
    }
  }

  const banner = document.getElementById('connection');
  const line = new Room({
    role: 'facilitator',
    workshop,
    onview: show,
    onlost: () => { banner.textContent = says.lost; },
    onback: () => { banner.textContent = ''; },
    onrefused: (code) => {
      columns.hidden = true;
      banner.textContent = '';
      if (!coming) return;
      coming.hidden = false;
      coming.textContent = code === 4410 ? says.gone : says.not_yours;
    },
  });
  return { line, room };
}

/** The head of the page: whose page this is, the wall's window, help for a hard moment. */
function band(ask) {
  const title = document.querySelector('h1');
  const mark = h('span', { class: 'mark mark-rehearsal', hidden: true }, says.rehearsal);
  // Leads nowhere before the room has said where its wall is, and says so.
  const wall = h('a', { class: 'cw-button', id: 'wall', target: 'closeness-wall', role: 'link', 'aria-disabled': 'true', 'aria-describedby': 'coming' }, says.wall_window);
  return {
    element: h('div', { class: 'lead-band' }, h('div', { class: 'lead-title' }, title, mark),
      h('p', { class: 'row' }, wall,
        quiet(says.upset, () => ask.upset(), { id: 'upset', class: 'upset' }),
        quiet(says.keys, () => ask.keys(), { id: 'keys' }))),
    show(view) {
      title.textContent = view.title;
      mark.hidden = !view.rehearsal;
      // Another computer has no cookie of the owner, so it needs the link with its secret.
      wall.removeAttribute('aria-disabled');
      wall.href = view.owner === false && view.wall_link ? view.wall_link : `${told.base}projector/${view.id}`;
    },
  };
}

/** The step, its clock, and the way on. */
function stepNow(room, ask) {
  const wall = h('p', { class: 'wall-says' });
  const where = h('p', { class: 'step-where' });
  const title = h('h2', { class: 'step-title' });
  const about = h('p', { class: 'step-about' });
  const countdown = new Countdown({ left: says.timer, over: says.time_over, minute: says.minute_left, up: says.time_up });
  const problem = problemLine();
  const act = (wanted) => (event) => room.act(event.currentTarget, problem, wanted(room.view));
  // A double click goes one step: its second half means no other one.
  const unlessOff = (go) => (event) => event.detail > 1 || event.currentTarget.getAttribute('aria-disabled') || go(event);
  const extend = quiet(says.extend, act(() => ({ do: 'extend', seconds: 60 })), { id: 'extend' });
  const clock = quiet('', act((view) => ({ do: 'timer', running: !view.timer.running })), { id: 'clock' });
  const back = quiet(says.go_back, unlessOff(act(() => ({ do: 'back' }))), { id: 'back' });
  const next = button('', unlessOff(act(() => ({ do: 'next' }))), { id: 'next', class: 'next-step' });
  const pause = quiet('', act((view) => ({ do: view.paused ? 'resume' : 'pause' })), { id: 'pause' });
  const upset = quiet(says.upset_short, () => ask.upset(), { class: 'upset phone-only' });
  const clocks = h('div', { class: 'row' }, extend, clock);
  const numbers = h('p', { class: 'numbers' });
  const element = h('section', { class: 'step-now', 'aria-label': says.wall.title },
    wall, h('div', { class: 'step-head' }, h('div', {}, where, title, about), h('div', { class: 'step-clock' }, countdown.element, clocks)),
    h('div', { class: 'steer' }, back, next, pause, upset), problem, numbers);

  return {
    element,
    show(view) {
      element.hidden = view.closed;
      const { step, timer } = view;
      const following = view.agenda.find(({ state }) => state === 'next');
      const picture = step && step.share === 'texts' ? 'texts' : 'picture';
      const shown = view.reveal.state === 'shown' ? picture : 'question';
      wall.textContent = says.wall[{ lobby: 'join', step: shown, break: 'pause', ended: 'ended' }[view.phase]];
      wall.dataset.phase = view.phase;
      where.textContent = step ? fill(says.step_of, { n: step.number, of: step.of }) : '';
      if (step && view.meetings > 1) where.prepend(`${fill(says.meeting, { n: view.meeting })} · `);
      if (step && step.round > 1) where.append(' · ', h('strong', {}, fill(says.round, { n: step.round })));
      title.textContent = step ? step.title : says.lobby;
      about.textContent = view.paused ? says.on_pause : step ? '' : says.lobby_text;
      about.hidden = !about.textContent;
      countdown.show(timer);
      clocks.hidden = !timer || view.paused;
      clock.textContent = timer && timer.running ? says.stop_clock : says.run_clock;
      off(back, !step);
      off(next, !following);
      next.textContent = following ? fill(step ? says.next : says.begin, { title: following.title }) : says.next_none;
      pause.textContent = view.paused ? says.end_pause : says.pause;
      pause.hidden = view.phase === 'lobby';
      numbers.replaceChildren(...count(view));
    },
  };
}

/** "23 here · 25 of 40 joined · Enough have shared". */
function count({ here, joined, expected, shared, step }) {
  const said = [fill(says.here, { n: here }), fill(says.joined, { n: joined, expected })];
  if (step && step.shareable) {
    const known = shared.count !== null && shared.count !== undefined;
    said.push(known ? fill(says.shared_many, { n: shared.count }) : shared.enough ? says.shared_enough : says.shared_few);
  }
  return said.map((text) => h('span', {}, text));
}

const off = (pressed, yes) => (yes ? pressed.setAttribute('aria-disabled', 'true') : pressed.removeAttribute('aria-disabled'));

/** Say, do, watch out for: never on the wall. */
function privateNotes() {
  const place = h('div', { class: 'private-notes' });
  return {
    element: h('aside', { class: 'private', 'aria-labelledby': 'notes-title', tabindex: '0' },
      h('p', { class: 'only-you' }, says.only_you), h('h2', { id: 'notes-title' }, says.notes), place),
    show(view) {
      redraw(place, view.notes, () => (view.notes ? notesOf(view.notes) : [h('p', { class: 'cw-help' }, words.notes.none)]));
    },
  };
}

/** After the room was closed: what can be taken home, and when the rest goes. */
function endedCard(room) {
  const ended = words.ended;
  const at = `${told.base}facilitate/${room.id}/export`;
  const problem = problemLine();
  const goes = h('p', { class: 'cw-note' });
  const link = (text, address, more = {}) => h('li', {}, h('a', { href: address, ...more }, text));
  const element = h('section', { class: 'ended', hidden: true },
    h('h2', {}, ended.title), h('p', {}, ended.text), goes,
    h('h3', {}, ended.export), h('p', {}, ended.export_text),
    h('ul', { class: 'links' },
      link(ended.html, at, { target: '_blank', rel: 'noopener' }),
      link(ended.csv, `${at}.csv`, { download: '' }), link(ended.pdf, `${at}.pdf`, { download: '' })),
    quiet(ended.open, (event) => room.act(event.currentTarget, problem, { do: 'open' })), problem);
  return {
    element,
    show(view) {
      element.hidden = !view.closed;
      goes.textContent = fill(ended.goes, { date: day(view.goes_on) });
    },
  };
}
