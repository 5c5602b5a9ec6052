// Runs in a page before its own scripts: taps a control as soon as it can be seen, and notes when
// the answer can be seen. Times are milliseconds since the page was asked for.
({ control, answer, says }) => {
  const AGAIN = 5000; // ms: a person who sees no answer taps again
  if (window !== window.top) return;
  const seen = (element) => element && element.checkVisibility({ checkVisibilityCSS: true });
  window.firstTap = new Promise((resolve) => {
    const told = { drawn: 0, taps: 0 };
    let tappedAt = -Infinity;
    const look = () => {
      const now = performance.now();
      const answered = [...document.querySelectorAll(answer)].some(
        (one) => one.textContent.includes(says) && seen(one)
      );
      if (told.taps && answered) return resolve({ ...told, answered: now });
      const element = document.querySelector(control);
      if (seen(element?.labels?.[0] || element)) {
        told.drawn ||= now;
        if (now - tappedAt > AGAIN) {
          tappedAt = now;
          told.taps += 1;
          element.click();
        }
      }
      return setTimeout(look, 4);
    };
    look();
  });
};
