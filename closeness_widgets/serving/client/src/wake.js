// When to try again: after a while, but at once when the phone is back (unlocked, online, or on the
// page again), and never while nobody looks at it.

let away = false; // the page was left; it may come back from the browser's back-forward cache
const sleepers = new Set();

/** Tells every `pause` and every listener that trying now is worth it. */
function wakeUp() {
  if (away || document.visibilityState === 'hidden') return;
  for (const wake of Array.from(sleepers)) wake();
}

/** Calls `listener` whenever the phone is back. */
export function onWake(listener) {
  sleepers.add(listener);
}

/** Calls `leave` when the page is left and `back` when it comes back as it was. */
export function onLeave(leave, back) {
  window.addEventListener('pagehide', () => {
    away = true;
    leave();
  });
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    away = false;
    back();
    wakeUp();
  });
}

/** Resolves after three quarters of `ms` milliseconds to all of them (so that forty phones do not
 * knock in the same moment), at the earliest when somebody looks at the page, or at once when the
 * phone comes back. */
export function pause(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      sleepers.delete(done);
      resolve();
    };
    const timer = setTimeout(() => {
      if (!away && document.visibilityState !== 'hidden') done();
    }, ms * (0.75 + Math.random() / 4));
    sleepers.add(done);
  });
}

document.addEventListener('visibilitychange', wakeUp);
window.addEventListener('online', wakeUp);
window.addEventListener('offline', wakeUp); // so that a lost Wi-Fi is noticed before the next tap
