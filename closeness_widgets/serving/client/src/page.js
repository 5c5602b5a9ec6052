// What the served page tells its client: where the server is, which page this is, and the wording.
// Nothing a person reads is written in the client itself.

const told = JSON.parse(document.getElementById('closeness-page').textContent);

/** The server's base url, absolute, with a slash at its end. */
export const base = new URL(told.base, location.href).href;

/** The page's name, e.g. "dimensions". */
export const page = told.page;

/** Where somebody goes who may not be here, absolute. */
export const door = base + (told.door || '');

/** The banner's and the cells' wording. */
export const words = told.words || {};

/** A random name for this load of the page, so that the server can tell a second try from a second
 * visitor. `crypto.randomUUID` is missing where a page comes over plain HTTP. */
export const visit = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
  byte.toString(16).padStart(2, '0')
).join('');
