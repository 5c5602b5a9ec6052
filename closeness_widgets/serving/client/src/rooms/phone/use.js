// Whether somebody is using this phone right now. A phone in use never changes under the thumb.

const RECENT = 20000; // ms since the last touch, key or scroll
const OWN = 600; // ms for which the page's own scrolling and focusing do not count
const TEXT = 'textarea, input:not([type=radio]):not([type=checkbox]):not([type=button])';

// A page that is loaded again begins at its top: scrolled back by the browser it would seem in use.
if ('scrollRestoration' in history) history.scrollRestoration = 'manual';

let last = -Infinity;
let own = -Infinity;

const touched = () => (last = performance.now());
const moved = () => performance.now() - own > OWN && touched();
const listen = (name, listener) =>
  document.addEventListener(name, listener, { capture: true, passive: true });
for (const name of ['pointerdown', 'touchmove', 'wheel', 'keydown', 'input']) listen(name, touched);
for (const name of ['scroll', 'focusin']) listen(name, moved);

/** Lets the page move or focus something itself, which is no sign of somebody. */
export function quietly(move) {
  own = performance.now();
  move();
}

/** Whether a text is being written, something was touched lately, or an answer is on its way. */
export function inUse() {
  const focused = document.activeElement;
  return Boolean(
    performance.now() - last < RECENT ||
      (focused && focused.matches(TEXT) && !focused.readOnly) ||
      isUnsaved()
  );
}

/** Whether what somebody wrote is not saved yet. */
export const isUnsaved = () => document.querySelector('.cw-saved[data-state=saving]') !== null;

/** Whether a text is being written or is not saved yet: enough to hold a page on which there is
 * nothing else to be disturbed. */
export function isWriting() {
  const focused = document.activeElement;
  return Boolean((focused && focused.matches(TEXT)) || isUnsaved());
}
