// An author's preview follows the files: when one was saved, the page is loaded again. Nobody is
// disturbed by it who has just typed something that is not saved yet.
(() => {
  const { base } = JSON.parse(document.getElementById('site').textContent);
  const EVERY = 1500; // ms
  let known = '';

  async function look() {
    if (document.visibilityState === 'visible') {
      try {
        const reply = await fetch(`${base}api/preview`, { cache: 'no-store', credentials: 'same-origin' });
        const { mark } = reply.ok ? await reply.json() : {};
        if (mark && known && mark !== known) return location.reload();
        known = mark || known;
      } catch (error) {
        // the workbook may just be starting again
      }
    }
    return setTimeout(look, EVERY);
  }

  look();
})();
