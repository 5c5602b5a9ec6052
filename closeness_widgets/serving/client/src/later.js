// Exercises that wait behind a button: a chapter with many of them then opens as fast as one with
// one, and shows one thing at a time. Their places (`.cell-seat[data-cell="exercise:<id>"]`, with an
// id) are in the page from the start; a `#` with that id in the address opens one, too. A place with
// `data-asks` waits for nothing.

const MOVES = ['pointerdown', 'wheel', 'keydown'];

/** Keeps `place` in sight while what stands above it still grows, until the reader moves. */
function lead(place) {
  if (!window.ResizeObserver) return;
  const growing = new ResizeObserver(() => place.scrollIntoView());
  growing.observe(document.body);
  for (const move of MOVES) {
    addEventListener(move, () => growing.disconnect(), { once: true, passive: true });
  }
}

/** Calls `open(exercise)` for each exercise that somebody wants to see. */
export function openLater(open) {
  const start = (place) => {
    const button = place.querySelector('[data-opens]');
    if (!button) return;
    if (place.contains(document.activeElement)) place.focus({ preventScroll: true });
    place.querySelector('.coming').hidden = false;
    place.setAttribute('aria-busy', 'true');
    button.parentNode.remove();
    open(button.dataset.opens);
  };

  const named = () => {
    const place = location.hash && document.getElementById(location.hash.slice(1));
    if (!place || !place.matches('.cell-seat')) return;
    start(place);
    lead(place);
  };

  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-opens]');
    if (!button) return;
    const place = button.closest('.cell-seat');
    start(place);
    history.replaceState(history.state, '', '#' + place.id); // a reload opens it again
  });
  window.addEventListener('hashchange', named);
  for (const early of document.querySelectorAll('[data-opens][data-pressed]')) start(early.closest('.cell-seat'));
  named();
  for (const place of document.querySelectorAll('[data-asks]')) open(place.dataset.asks);
}
