// A link to another page waits until what was answered is saved: on a lost line it would go with this
// page. The banner says then why nothing moves. Leaving quickly waits for nothing.

const UNSAVED = '.cw-saved[data-state=saving]';

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  const here = !link || link.target || link.hasAttribute('download') || link.pathname === location.pathname;
  if (here || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.matches('.leave') || !document.querySelector(UNSAVED)) return;
  const waits = [];
  document.dispatchEvent(new CustomEvent('closeness:settle', { detail: { waits } }));
  event.preventDefault();
  link.setAttribute('aria-busy', 'true');
  Promise.all(waits)
    .then(() => location.assign(link.href), () => {})
    .then(() => link.removeAttribute('aria-busy'));
});
