// The wall: large, calm, for everybody to see. Every part has its fixed place; what has not changed
// is not touched, so that nothing jumps. It only listens: no key but "f", nothing is ever sent.

import { Countdown, Room, fill, h, isLost, post, told } from './common.js';
import { pause } from '../wake.js';
import { bars, quotes } from './result.js';

const words = told.words;
const root = document.getElementById('wall');
const MOST_COUNTS = 12; // bars that can be read from the back row
const AGAIN = 2000; // ms until the door is tried again

// --- What stands still ------------------------------------------------------------------------

const line = (name) => h('p', { class: name });
const eyebrow = line('wall-eyebrow');
const title = h('h1', { class: 'wall-title' });
const scene = h('div', { class: 'wall-scene' });
const shared = line('wall-shared');
const here = line('wall-here');
const clock = new Countdown(words.timer);
const small = joining('wall-corner', words.frame.join);
const large = joining('wall-join', words.lobby.scan);
const count = line('wall-count');
const ready = line('wall-ready');
const hint = line('wall-hint');
const arriving = h('div', { class: 'wall-arriving' }, count, ready, hint);
const lost = h('p', { class: 'wall-lost', role: 'status' });
const said = h('p', { class: 'cw-hidden', 'aria-live': 'polite' });
const whole = h('button', { class: 'cw-button cw-quiet wall-whole', type: 'button', hidden: true, onclick: fullScreen }, words.full_screen);
const foot = h('div', { class: 'wall-foot' }, h('div', { class: 'wall-state' }, clock.element, shared, here), small.element);

/** QR, code and address; `show` takes what the view says about joining. */
function joining(name, invitation) {
  const picture = h('img', { class: 'wall-qr', alt: words.lobby.qr });
  const code = h('strong', { class: 'wall-code' });
  const address = h('span', { class: 'wall-address' });
  const element = h('div', { class: name }, picture,
    h('div', { class: 'wall-ways' },
      h('p', { class: 'wall-scan' }, invitation),
      h('p', { class: 'wall-type' }, h('span', { class: 'wall-or' }, words.lobby.type), ' ', address),
      h('p', { class: 'wall-type' }, h('span', { class: 'wall-or' }, words.lobby.code), ' ', code)));
  const show = (join) => {
    element.hidden = !join;
    if (!join) return;
    // As a picture of its own it can neither run anything nor take on the page's looks.
    const source = `data:image/svg+xml,${encodeURIComponent(join.qr)}`;
    if (picture.getAttribute('src') !== source) picture.src = source;
    say(code, join.code.replace(/^(\w{4})(\w{4})$/, '$1-$2'));
    say(address, join.address);
  };
  return { element, show };
}

/** Sets a text only if it is another one. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// --- What the room says -----------------------------------------------------------------------

function onview(view) {
  const [name, heading, build] = sceneOf(view);
  root.dataset.scene = name;
  say(eyebrow, eyebrowOf(view, name));
  say(title, heading);
  say(said, name === 'result' || name === 'texts' ? `${heading}. ${words.result}` : heading);
  clock.show(view.phase === 'step' || (view.timer && view.timer.running) ? view.timer : null);
  say(shared, name === 'lobby' || name === 'ended' || name === 'break' ? '' : sharedOf(view));
  say(here, name === 'ended' ? '' : hereOf(view.here));
  small.show(name === 'ended' ? null : view.join);
  large.show(view.join);
  foot.hidden = name === 'lobby' || name === 'ended';
  say(count, hereOf(view.here));
  say(ready, readyOf(view));
  say(hint, view.join && view.join.insecure ? words.lobby.not_secure : '');
  put(build, [name, heading, view.result, view.texts, view.step]);
}

/** The name, the large line and the builder of what there is to see now. */
function sceneOf(view) {
  const { phase, step, result, texts } = view;
  if (phase === 'ended') return ['ended', words.ended.title, () => ended(view)];
  if (phase === 'break') return ['break', words.pause.title, () => [h('p', { class: 'wall-large' }, words.pause.text)]];
  if (phase === 'lobby' || !step) return ['lobby', view.title, () => [large.element, arriving]];
  if (texts && texts.length) return ['texts', step.title, () => wordsOfPeople(texts)];
  if (result && (result.ratings.length || result.counts.length)) return ['result', result.heading || step.title, () => picture(result)];
  return [step.card ? 'card' : 'step', step.title, () => task(step)];
}

function eyebrowOf({ phase, title: workshop, step, meeting, meetings }, name) {
  const parts = ['lobby', 'result', 'texts'].includes(name) ? [] : [workshop];
  if (meetings > 1) parts.push(fill(words.frame.meeting, { meeting, meetings }));
  if (phase === 'step' && step) {
    parts.push(fill(words.frame.step, step));
    if (step.round > 1) parts.push(fill(words.frame.round, step));
  }
  return parts.join(' · ');
}

const hereOf = (people) =>
  people === 0 ? words.lobby.nobody : people === 1 ? words.lobby.one : fill(words.lobby.here, { here: people });

function readyOf({ ready: places }) {
  if (!places || !places.wanted) return '';
  return fill(words.lobby.ready, { ready: Math.min(places.ready, places.wanted), wanted: places.wanted });
}

function sharedOf({ step, shared: { count: many, enough } }) {
  if (!step || !step.shareable) return '';
  if (typeof many !== 'number') return enough ? words.frame.enough : words.frame.not_enough;
  return many === 1 ? words.frame.shared_one : fill(words.frame.shared, { count: many });
}

// --- Scenes -----------------------------------------------------------------------------------

let before = ['', ''];

/** Puts a new scene into its place, but only if it says something else than the one there. A scene
 * of another name or title fades in; one that has grown does not. */
function put(build, content) {
  const [was, wasIn] = before;
  const now = JSON.stringify(content);
  if (now === was) return;
  before = [now, content.slice(0, 2).join()];
  scene.classList.remove('wall-fresh');
  scene.replaceChildren(...build());
  fit();
  if (before[1] !== wasIn) scene.classList.add('wall-fresh');
}

function task(step) {
  const texts = [step.question, ...(step.card ? step.card.texts : []), step.card && step.card.ask && step.card.ask.label];
  const shown = texts.filter(Boolean);
  if (!step.card) shown.push(words.on_the_phone);
  return [h('div', { class: 'wall-texts' }, shown.map((text) => h('p', {}, text)))];
}

function picture(result) {
  const drawn = bars(result, words.drawing, { most: MOST_COUNTS });
  const remarks = [result.note && h('p', { class: 'wall-note' }, result.note), drawn.querySelector('.result-key')];
  return [remarks.some(Boolean) && h('div', { class: 'wall-remarks' }, remarks), drawn].filter(Boolean);
}

function wordsOfPeople(texts) {
  return [quotes(texts), h('p', { class: 'wall-more' })];
}

function ended({ deleted_on: date }) {
  const day = date && new Date(`${date}T12:00:00`).toLocaleDateString(document.documentElement.lang, { day: 'numeric', month: 'long', year: 'numeric' });
  return [h('p', { class: 'wall-large' }, words.ended.home),
    day && h('p', { class: 'wall-large' }, fill(words.ended.goes, { date: day }))].filter(Boolean);
}

// --- Room for all of it -----------------------------------------------------------------------

const tooMuch = () => scene.scrollHeight > scene.clientHeight + 1 || scene.scrollWidth > scene.clientWidth + 1;

/** Nobody scrolls a wall: closer lines first, then less of what can be left for the phones. */
function fit() {
  root.classList.remove('wall-full');
  for (let close = 0; close <= 10; close += 1) {
    scene.style.setProperty('--close', close / 10);
    if (!tooMuch()) break;
  }
  root.classList.toggle('wall-full', tooMuch()); // then the frame makes room, too
  const quoted = Array.from(scene.querySelectorAll('.result-texts > li'));
  const counted = Array.from(scene.querySelectorAll('.result-counts > .result-bar'));
  for (const one of [...quoted, ...counted]) one.hidden = false;
  let away = 0;
  const more = scene.querySelector('.wall-more');
  if (more) more.textContent = '';
  for (const one of [...quoted, ...counted.reverse()]) { // the oldest words, the rarest count
    if (!tooMuch() || away === quoted.length + counted.length - 1) break;
    one.hidden = true;
    away += 1;
    if (more) more.textContent = fill(words.more_texts, { count: away });
  }
}

window.addEventListener('resize', fit);
if (document.fonts) document.fonts.ready.then(fit);

// --- Full screen ------------------------------------------------------------------------------

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => {});
}

function watchFullScreen() {
  const show = () => (whole.hidden = !document.fullscreenEnabled || Boolean(document.fullscreenElement));
  document.addEventListener('fullscreenchange', show);
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'f' || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    event.preventDefault();
    fullScreen();
  });
  show();
}

// --- The door ---------------------------------------------------------------------------------

function closedDoor(heading, text = '') {
  root.dataset.scene = 'door';
  foot.hidden = true;
  say(eyebrow, '');
  say(title, heading);
  say(said, `${heading} ${text}`);
  put(() => [h('p', { class: 'wall-large' }, text)], ['door', heading, text]);
}

/** A secret behind the # opens this window, once, and is gone from the address before that. */
async function comeIn() {
  const secret = location.hash.slice(1);
  if (!secret) return;
  history.replaceState(null, '', location.pathname);
  for (;;) {
    try {
      await post('api/wall', { workshop: told.workshop, secret });
      return;
    } catch (error) {
      if (!isLost(error)) return; // the room says itself what is wrong
      closedDoor(words.door.opening, words.door.no_answer);
      await pause(AGAIN);
    }
  }
}

async function start() {
  root.append(eyebrow, title, scene, foot, lost, said, whole);
  watchFullScreen();
  closedDoor(words.door.opening);
  await comeIn();
  const room = new Room({
    role: 'wall',
    workshop: told.workshop,
    onview,
    onlost: () => say(lost, words.lost),
    onback: () => say(lost, ''),
    onrefused: (code) => {
      const why = code === 4410 ? words.door.gone : words.door.refused;
      say(lost, '');
      closedDoor(why.title, why.text);
    },
  });
  window.addEventListener('hashchange', async () => {
    if (!location.hash.slice(1)) return;
    room.close();
    location.reload();
  });
}

start();
