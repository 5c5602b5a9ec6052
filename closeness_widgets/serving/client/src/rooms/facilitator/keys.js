// One key for each thing that a facilitator does. They rest while somebody types or a window is
// open, and can be switched off: speech input and shaky hands press keys that were not meant.

import { h } from '../common.js';
import { words } from './parts.js';

const OFF = 'keys-off'; // kept on this computer; says nothing else

export function keysAreOff() {
  try {
    return localStorage.getItem(OFF) === '1';
  } catch (error) {
    return false;
  }
}

function switchKeys(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, '1');
  } catch (error) {
    // A browser that keeps nothing: the switch holds until the page is loaded again.
  }
}

let off = keysAreOff();

/** ways: key -> a button or link to press, or something to call. */
export function keyboard(ways) {
  document.addEventListener('keydown', (event) => {
    if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('dialog[open]') || typing(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const way = ways[key];
    if (!way || (off && key !== '?')) return;
    event.preventDefault();
    if (typeof way === 'function') way();
    else if (!way.hidden && way.getClientRects().length) way.click();
  });
}

function typing(target) {
  const field = target instanceof Element && target.closest('input, textarea, select, [contenteditable]');
  return Boolean(field) && !['checkbox', 'radio', 'button'].includes(field.type);
}

/** The list of all keys with the switch for them. */
export function keyList() {
  const says = words.dialogs.keys;
  const status = h('p', { role: 'status' }, off ? says.off : '');
  const box = h('input', { type: 'checkbox', checked: !off, onchange: () => {
    off = !box.checked;
    switchKeys(!off);
    status.textContent = off ? says.off : '';
  } });
  return [
    h('p', {}, says.text),
    h('dl', { class: 'key-list' }, says.list.map(({ key, does }) =>
      h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, does)))),
    h('label', { class: 'tick' }, box, ' ', says.use),
    status,
  ];
}
