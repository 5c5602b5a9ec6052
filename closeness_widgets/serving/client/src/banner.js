// The line at the page's edge that says how the connection is, and the same for tests and styles:
// `<html data-seat="waiting | ready | lost">`.

import { words } from './page.js';

const GLAD = 2000; // ms for which the page says that all is well again

const place = document.getElementById('connection');
const root = document.documentElement;
let timer = null;

/** Shows `text` (nothing if empty) as long as `state` lasts. The element stays in the page, as
 * screen readers announce only what changes inside one that they know. */
function show(state, text) {
  clearTimeout(timer);
  root.dataset.seat = state;
  if (!place) return;
  if (place.textContent !== (text || '')) place.textContent = text || '';
}

/** No seat yet, and nothing to worry about. */
export const waiting = () => show('waiting', '');

/** The room is full: a place will come free. */
export const busy = () => show('waiting', words.one_moment);

/** The connection or the kernel is lost; the page is looking for a way back. */
export const lost = () => show('lost', words.reconnecting);

/** There is no way back without the person doing something. */
export const failed = () => show('lost', words.failed);

/** The exercises can be used; says so if something else stood there before. */
export function ready() {
  const glad = place && place.textContent ? words.back : '';
  show('ready', glad);
  if (glad) timer = setTimeout(() => show('ready', ''), GLAD);
}
