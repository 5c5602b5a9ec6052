// Stands in for libraries that are mentioned but never used in a served page (see build.mjs).
export class Widget {}
export class Panel {}
export class MessageLoop {}
export default function nothing() {
  throw new Error('left out of the page client, see client/build.mjs');
}
