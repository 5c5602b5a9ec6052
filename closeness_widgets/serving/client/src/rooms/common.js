// What the pages of a live workshop share: elements, asking the server, the line to the room, the
// countdown. Phones are on plain HTTP: nothing here needs a secure origin.

import { onLeave, onWake, pause } from '../wake.js';

/** What the page was told by the server: {base, words, workshop, ...}; texts for people in `words`. */
export const told = read('room') || {};

const site = read('site') || {}; // the frame's own words, on pages that have the frame
const base = new URL(told.base || site.base || './', location.href).href;

const PATIENCE = 20000; // ms for the server to answer
const FIRST = 300; // ms before the room is called again; then half as long again each time
const LONGEST = 4000; // ms
const GRACE = 1000; // ms without a line before anybody is told: a server that restarts is back sooner
const FRESH = 3000; // ms for which a line that said something needs no looking after

function read(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
}

/** An element: h('p', {class: 'x', onclick: f, 'aria-live': 'polite'}, 'text', child, [children]). */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  put(element, ...children);
  return element;
}

/** Puts `children` in the place of what stands there. (`replaceChildren` came with Safari 14.) */
export function put(place, ...children) {
  place.textContent = '';
  place.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
}

/** "Hello {name}" with {name: 'you'} is "Hello you". */
export function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The absolute address of a page or call, e.g. at('api/live/me'). */
export const at = (path) => base + path;

async function ask(path, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  const words = site.words || told.words || {};
  let reply = null;
  let said = {};
  try {
    reply = await fetch(at(path), {
      cache: 'no-store',
      credentials: 'same-origin',
      signal: abort.signal,
      ...options,
    });
    said = JSON.parse((await reply.text()) || '{}');
  } catch (error) {
    if (!reply) throw problem('no-answer', words.no_answer);
  } finally {
    clearTimeout(timer);
  }
  if (reply.ok) return said;
  const { rule, message } = (said && said.error) || {};
  throw problem(rule || `status-${reply.status}`, message || words.not_understood);
}

function problem(rule, message) {
  return Object.assign(new Error(message || ''), { rule });
}

/** Whether what was asked for may have been done all the same: the server's own answer is missing. */
export const isLost = ({ rule }) => rule === 'no-answer' || /^status-5/.test(rule);

/** Sends `body` as JSON. Rejects with an Error whose message is for people; its `rule` is the
 * server's name for what was wrong, or "no-answer". With `options.keepalive` also while leaving. */
export function post(path, body = {}, options = {}) {
  return ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Closeness': '1' },
    body: JSON.stringify(body),
    ...options,
  });
}

/** Asks for JSON; rejects like `post`. */
export const get = (path) => ask(path, {});

/**
 * The line to the room: `onview(view)` at once and after each change.
 *
 * A lost line is opened again by itself: after 0.3 s, then later and later up to 4 s, never all
 * phones in the same moment, at once when the device wakes up. `onlost()` is called when the line
 * has been away for a second, `onback()` with the first view after that. `onrefused(code)` ends it:
 * 4401 this page may not look into the room (it goes to its door), 4410 the workshop is gone.
 * A server that says `{"beat": seconds}` promises to say something at least that often; if it then
 * keeps silent for twice as long, the line is taken for dead.
 */
export class Room {
  constructor({ role, workshop = '', onview, onlost = () => {}, onback = () => {}, onrefused = () => {} }) {
    Object.assign(this, { onview, onlost, onback, onrefused });
    const query = `as=${encodeURIComponent(role)}&workshop=${encodeURIComponent(workshop)}`;
    this.address = `${base.replace(/^http/, 'ws')}api/room?${query}`;
    this.socket = null;
    this.lost = false; // whether the page was told
    this.ended = false;
    this.heard = -Infinity;
    this.wait = FIRST;
    onWake(() => {
      // A line that slept looks open for minutes after it is dead.
      if (!this.ended && this.socket && performance.now() - this.heard > FRESH) this.open();
    });
    onLeave(() => this.drop(), () => !this.ended && this.open());
    this.open();
  }

  /** Goes on after `close`. */
  begin() {
    this.ended = false;
    this.open();
  }

  /** Opens a new line in place of the one there may be. */
  open() {
    this.drop();
    const socket = (this.socket = new WebSocket(this.address));
    const mine = () => socket === this.socket;
    this.worry();
    this.listen(2 * LONGEST);
    socket.addEventListener('message', ({ data }) => mine() && this.hear(JSON.parse(data)));
    socket.addEventListener('close', ({ code }) => {
      if (mine()) this.closed(code);
    });
  }

  hear(said) {
    this.heard = performance.now();
    this.wait = FIRST;
    clearTimeout(this.worrying);
    this.worrying = null;
    if (said.beat) this.beat = said.beat * 2000;
    this.listen(this.beat);
    if (this.lost) {
      this.lost = false;
      this.onback();
    }
    if (said.room) this.onview(said.room);
  }

  async closed(code) {
    this.drop();
    if (code === 4401 || code === 4410) {
      this.close();
      this.onrefused(code);
      return;
    }
    this.worry();
    const wait = this.wait;
    this.wait = Math.min(wait * 1.5, LONGEST);
    await pause(wait);
    if (!this.ended && !this.socket) this.open();
  }

  /** Tells the page, unless the line is back soon. */
  worry() {
    if (this.worrying || this.lost) return;
    this.worrying = setTimeout(() => {
      this.worrying = null;
      this.lost = true;
      this.onlost();
    }, GRACE);
  }

  /** Gives a silent line up after `ms`. */
  listen(ms) {
    clearTimeout(this.silence);
    if (ms) this.silence = setTimeout(() => this.closed(0), ms);
  }

  drop() {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = null; // so that its last words are not heard
    if (socket) socket.close();
  }

  /** No more calls. */
  close() {
    this.ended = true;
    clearTimeout(this.worrying);
    this.worrying = null;
    this.drop();
  }
}

/** Seconds as people read them: 245 is "4:05"; below zero "+0:07", the time that is over. */
export function clock(left) {
  const seconds = Math.abs(Math.ceil(left));
  const rest = String(seconds % 60).padStart(2, '0');
  return `${Math.ceil(left) < 0 ? '+' : ''}${Math.floor(seconds / 60)}:${rest}`;
}

/**
 * The step's time, counted on between two views. `element` is made once and stays in the page.
 * words: {left: "Time left", over: "over time", minute: "One minute left.", up: "Time is up."};
 * only the last two are announced, politely, when that moment passes. It cuts nobody off.
 */
export class Countdown {
  constructor(words) {
    this.words = words;
    this.timer = null;
    this.time = h('span', { class: 'room-time' });
    this.note = h('span', { class: 'room-over' });
    this.status = h('span', { class: 'cw-hidden', role: 'status' });
    this.element = h('p', { class: 'room-clock', hidden: true },
      h('span', { class: 'cw-hidden' }, `${words.left} `), this.time, ' ', this.note, this.status);
  }

  /** timer: what the view says, {left: seconds, running} or null for a step without time. */
  show(timer) {
    clearInterval(this.ticking);
    this.timer = timer;
    this.since = performance.now();
    this.before = null;
    this.element.hidden = !timer;
    if (!timer) return;
    this.paint();
    if (timer.running) this.ticking = setInterval(() => this.paint(), 250);
  }

  /** Seconds left now; below zero when the time is over. */
  left() {
    return this.timer.left - (this.timer.running ? (performance.now() - this.since) / 1000 : 0);
  }

  paint() {
    const left = Math.ceil(this.left());
    if (left === this.before) return;
    const passed = (moment) => this.before !== null && this.before > moment && left <= moment;
    if (passed(0)) this.status.textContent = this.words.up;
    else if (passed(60)) this.status.textContent = this.words.minute;
    this.before = left;
    this.time.textContent = clock(left);
    this.note.textContent = left < 0 ? this.words.over : '';
    this.element.dataset.state = left < 0 ? 'over' : left <= 60 ? 'last' : 'going';
    this.element.classList.toggle('room-still', !this.timer.running);
  }
}
