// An author's preview follows the files: when one was saved, the page is loaded again, as soon as what
// was typed into it is saved as well.
(() => {
  const { base } = JSON.parse(document.getElementById('site').textContent);
  const EVERY = 1500; // ms
  let known = '';

  async function look() {
    if (document.visibilityState === 'visible') {
      try {
        const reply = await fetch(`${base}api/preview`, { cache: 'no-store', credentials: 'same-origin' });
        const { mark } = reply.ok ? await reply.json() : {};
        const typing = document.querySelector('.cw-saved[data-state=saving]');
        if (mark && known && mark !== known && !typing) return location.reload();
        known ||= mark;
      } catch (error) {
        // the workbook may just be starting again
      }
    }
    return setTimeout(look, EVERY);
  }

  look();
})();
