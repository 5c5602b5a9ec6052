// A participant's page: follows the room by its own line, with or without a kernel. An idle phone
// goes along at once; a phone in use is asked; whoever looks back stays there until they want to.

import { onWake, pause } from '../wake.js';
import { at, Countdown, fill, get, h, put, Room, told } from './common.js';
import { lobby, nextPerson, over, pausing, you } from './phone/around.js';
import { Panel } from './phone/panel.js';
import { inUse, isWriting, quietly } from './phone/use.js';
import { words } from './phone/words.js';

const SAVED = 800; // ms after an answer was saved before the page asks what that means for the group

const stage = document.getElementById('stage');
const bar = document.getElementById('moved');
const panels = new Map(); // step id -> Panel

let view = null; // the room as it is
let shown = null; // the room as this page shows it
let looking = ''; // the step that is looked back at; empty: the page is where the room is
let me = null; // the person's own part, as the server knows it
let asking = null;
let shares = 0; // how often something was shared or taken back here

// --- The frame, made once ---------------------------------------------------------------------

const countdown = new Countdown(words.timer);
const name = h('p', { class: 'stage-room' });
const title = h('h1', { tabindex: '-1' });
const count = h('p', { class: 'stage-step' });
const status = h('p', { class: 'cw-hidden', role: 'status' });
const away = h('p', { class: 'looking', hidden: true }, h('span', {}, words.follow.looking), ' ',
  h('button', { type: 'button', class: 'cw-button', onclick: () => go('', true) }, words.follow.back));
const body = h('div', { class: 'stage-body' });
const steps = h('div', { class: 'panels' });
const earlier = h('ol', { class: 'chapters' });
const past = h('details', { class: 'earlier', hidden: true }, h('summary', {}, words.follow.earlier),
  h('p', { class: 'cw-help' }, words.follow.earlier_text), earlier);
const mine = you();
const lent = h('div', {});

// --- Following --------------------------------------------------------------------------------

/** What of a view the page must not change without asking: "" or the words to ask with. */
function difference(from, to) {
  const says = words.follow;
  if (from.phase !== to.phase) {
    if (to.phase === 'break') return says.paused;
    return to.phase === 'ended' ? says.ended : says.moved;
  }
  if (from.meeting !== to.meeting || idOf(from) !== idOf(to)) return says.moved;
  if (to.step && from.step.round !== to.step.round) return says.round;
  const [before, after] = [resultOf(from), resultOf(to)];
  if (before !== after) return before && after ? says.changed : after ? says.picture : says.moved;
  return '';
}

const idOf = ({ step }) => (step ? step.id : '');
const resultOf = ({ step, results }) => (step && results[step.id] ? JSON.stringify(results[step.id]) : '');

/** Nothing can be disturbed where nothing is entered. */
const disturbs = () => (looking || shown.phase === 'step' ? inUse() : isWriting());

function onview(next) {
  view = next;
  countdown.show(view.phase === 'step' ? view.timer : null); // a break takes as long as it takes
  if (!shown) return arrive();
  const why = difference(shown, view);
  if (!why) {
    shown = view;
    paint();
    ask('');
  } else if (disturbs()) ask(why);
  else go('');
}

/** The quiet bar: nothing moves until its button is tapped. */
function ask(why) {
  if (why === bar.dataset.why) return;
  bar.dataset.why = why;
  const sees = why === words.follow.picture || why === words.follow.changed;
  put(bar, why && h('p', {}, why),
    why && h('button', { type: 'button', class: 'cw-button', onclick: () => go('', true) }, sees ? words.follow.see : words.follow.go));
}

/** To a step of today, or with "" to where the room is. `tapped`: the person asked for it. */
function go(step, tapped = false) {
  looking = step && (step !== idOf(view) || view.phase !== 'step') ? step : '';
  shown = view;
  past.open = false;
  ask('');
  const inside = stage.contains(document.activeElement);
  quietly(() => {
    paint();
    const focused = document.activeElement;
    const lost = inside && (focused === document.body || focused.closest('[hidden]'));
    if (tapped || lost) title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  });
  put(status, [count.textContent, title.textContent].filter(Boolean).join(': '));
}

/** The room has answered for the first time. */
function arrive() {
  for (const prose of document.querySelectorAll('.before-room')) prose.remove();
  put(stage, h('header', { class: 'stage-head' }, h('div', { class: 'stage-line' }, name, countdown.element), title, count),
    status, away, body, steps, past, mine.element, lent);
  stage.removeAttribute('aria-busy');
  document.documentElement.dataset.room = 'ready';
  shown = view;
  paint();
  learn();
}

// --- Painting ---------------------------------------------------------------------------------

function paint() {
  const here = shown.step;
  const step = looking ? shown.steps.find(({ id }) => id === looking) : shown.phase === 'step' ? here : null;
  if (looking && !step) looking = '';
  put(name, shown.title);
  away.hidden = !looking;
  for (const [id, panel] of panels) panel.element.hidden = !step || id !== step.id;
  stage.dataset.phase = step ? 'step' : shown.phase;
  if (step) paintStep(step);
  else {
    put(count, '');
    const heads = { break: words.pause.title, ended: words.over.title };
    put(title, heads[shown.phase] || words.lobby.title);
  }
  paintBody(step);
  const ended = shown.phase === 'ended' && !looking;
  document.getElementById('later').hidden = !ended;
  paintEarlier();
}

/** What stands in place of a step; drawn anew only when it is something else. */
function paintBody(step) {
  const now = step ? '' : `${shown.phase} ${Boolean(me)}`;
  if (body.dataset.shows === now) return;
  body.dataset.shows = now;
  if (step) put(body, '');
  else if (shown.phase === 'break') put(body, pausing());
  else if (shown.phase === 'ended') put(body, me ? over(shown, me, room, stage) : h('p', { class: 'coming' }, words.exercise));
  else put(body, lobby(me));
}

function paintStep(step) {
  const place = shown.steps.findIndex(({ id }) => id === step.id);
  const numbers = { number: place + 1, of: (shown.step && shown.step.of) || shown.steps.length, round: step.round };
  put(title, step.title);
  put(count, fill(step.round > 1 ? words.step_round : words.step, numbers));
  if (!panels.has(step.id)) {
    const panel = new Panel(step, shown.k, { onsaved: () => saved(step.id), onshare });
    panels.set(step.id, panel);
    steps.append(panel.element);
  }
  panels.get(step.id).show(step, shown.results[step.id]);
  own();
}

/** Steps so far, to go back to. */
function paintEarlier() {
  const at = looking || (shown.phase === 'step' ? idOf(shown) : '');
  past.hidden = !shown.steps.length || (shown.steps.length < 2 && at !== '');
  const now = JSON.stringify([at, shown.steps.map(({ id, title: called, current }) => [id, called, current]), shown.phase]);
  if (earlier.dataset.shows === now) return;
  earlier.dataset.shows = now;
  put(earlier, shown.steps.map((step) => h('li', {},
    h('button', { type: 'button', 'aria-current': step.id === at ? 'step' : null, onclick: () => go(step.id, true) },
      step.title, step.current && shown.phase !== 'ended' && h('small', {}, words.follow.is_here)))));
}

// --- The person's own part --------------------------------------------------------------------

/** Asks what the server keeps of this person, as often as it takes. */
async function learn() {
  while (!(await look())) await pause(2000);
}

/** Asks once; whether it was told. What was asked before a share tells nothing of it. */
async function look() {
  const asked = shares;
  try {
    const said = await get('api/live/me');
    if (asked === shares) heard(said);
    return asked === shares;
  } catch (error) {
    if (error.rule !== 'no-answer') console.warn(error.rule);
    return false;
  }
}

function heard(said) {
  const first = !me;
  me = said;
  own();
  if (!first) return;
  mine.show(me);
  if (me.lends) put(lent, nextPerson(room, () => [...panels.values()].map(({ draft }) => draft).filter(Boolean)));
  if (shown.phase !== 'step' && !looking) paint();
}

function own() {
  if (me) for (const panel of panels.values()) panel.own(me);
}

/** After an answer was saved: does it differ from what the group has? */
function saved(step) {
  if (!me || !me.shared[step]) return;
  clearTimeout(asking);
  asking = setTimeout(look, SAVED);
}

/** `mine`: what is shared of the step by now; undefined: only the server knows. */
function onshare(step, mine) {
  shares += 1;
  me.shared[step.id] = mine;
  own();
  if (mine === undefined) learn();
}

// --- The line ---------------------------------------------------------------------------------

const tell = (lost) => document.dispatchEvent(new CustomEvent('closeness:room', { detail: { lost } }));

/** The workshop was deleted while this page was open. */
function gone() {
  ask('');
  const head = h('h1', { tabindex: '-1' }, words.gone.title);
  put(stage, head, h('p', {}, words.gone.text), h('p', {}, h('a', { class: 'cw-button', href: at('') }, words.gone.start)));
  head.focus();
}

const room = new Room({
  role: 'live',
  workshop: told.workshop,
  onview,
  onlost: () => tell(true),
  onback: () => tell(false),
  onrefused: (code) => (code === 4410 ? gone() : location.replace(at('join'))),
});

onWake(() => {
  for (const { draft } of panels.values()) if (draft) draft.flush();
});
