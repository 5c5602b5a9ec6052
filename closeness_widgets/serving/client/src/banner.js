// The line at the page's edge that says how the connection is, and the same for tests and styles:
// `<html data-seat="waiting | ready | lost">`.

import { words } from './page.js';

const GLAD = 2000; // ms for which the page says that all is well again

const place = document.getElementById('connection');
const root = document.documentElement;
let timer = null;
let seatSays = ''; // about the seat
let roomSays = ''; // about the line to a live workshop's room (rooms/live.js); there is one banner

/** Shows `text` (nothing if empty) as long as `state` lasts. The element stays in the page, as
 * screen readers announce only what changes inside one that they know. */
function show(state, text) {
  root.dataset.seat = state;
  seatSays = text || '';
  say(seatSays || roomSays);
}

function say(text) {
  clearTimeout(timer);
  if (place && place.textContent !== text) place.textContent = text;
}

/** All is well; says so if something else stood there before. */
function glad() {
  if (!place || !place.textContent) return;
  say(words.back || '');
  timer = setTimeout(() => say(seatSays || roomSays), GLAD);
}

/** No seat yet, and nothing to worry about. */
export const waiting = () => show('waiting', '');

/** The room is full: a place will come free. */
export const busy = () => show('waiting', words.one_moment);

/** The connection or the kernel is lost; the page is looking for a way back. */
export const lost = () => show('lost', words.reconnecting);

/** There is no way back without the person doing something. */
export const failed = () => show('lost', words.failed);

/** The exercises can be used. */
export function ready() {
  root.dataset.seat = 'ready';
  seatSays = '';
  if (!roomSays) glad();
}

document.addEventListener('closeness:room', ({ detail }) => {
  const before = roomSays;
  roomSays = detail.lost ? words.reconnecting : '';
  if (roomSays || seatSays) say(seatSays || roomSays);
  else if (before) glad();
});
