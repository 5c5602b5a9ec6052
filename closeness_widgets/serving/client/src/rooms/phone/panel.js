// One step on the phone: its words, its exercise or field, what the group said, and sharing. A panel
// is made once and stays in the page, hidden or not, so that nothing that was entered gets lost.

import { h, put } from '../common.js';
import { quotes, sentences, table } from '../result.js';
import { Draft } from './draft.js';
import { Share } from './share.js';
import { words } from './words.js';

const places = new Map(); // exercise -> its place; two steps may use the same one

/** The place of an exercise; the page client (main.js) draws into it. */
function placeOf(exercise, panel) {
  if (!places.has(exercise)) {
    const place = h('div', { class: 'cell-seat', 'data-cell': `exercise:${exercise}`, 'aria-busy': 'true' },
      h('p', { class: 'coming' }, words.exercise));
    places.set(exercise, place);
  }
  const place = places.get(exercise);
  if (place.parentNode !== panel) {
    put(panel, place);
    document.dispatchEvent(new CustomEvent('closeness:exercise', { detail: { exercise } }));
  }
}

export class Panel {
  /** `onsaved()`: something of this step was saved; `onshare(step, mine)`: see Share. */
  constructor(step, k, { onsaved, onshare }) {
    this.step = step;
    this.result = h('section', { class: 'said', hidden: true });
    this.shownResult = '';
    this.exercise = h('div', {});
    const opens = !step.card && step.kind !== 'gone';
    const ask = step.card && step.card.ask;
    this.draft = ask ? new Draft(step, onsaved) : null;
    this.share = step.share
      ? new Share(step, k, { draft: this.draft, onchange: onshare }) : null;
    this.element = h('div', { class: 'panel', hidden: true },
      this.result,
      step.kind === 'gone' && h('p', {}, words.missing),
      step.card && h('div', { class: `words words-${step.card.shape}` }, step.card.texts.map((text) => h('p', {}, text))),
      this.draft && this.draft.element,
      opens && h('h2', { class: 'cw-hidden' }, words.own),
      this.exercise,
      this.share ? this.share.element : opens && h('p', { class: 'cw-note' }, words.share.private));
    this.exercise.addEventListener('closeness:answer', ({ detail }) => detail.state === 'saved' && onsaved());
  }

  /** Paints the step as the room sees it now. */
  show(step, result) {
    this.step = step;
    this.element.hidden = false;
    if (!step.card && step.kind !== 'gone') placeOf(step.exercise, this.exercise);
    const says = words.result;
    const said = result ? JSON.stringify(result) : '';
    if (said === this.shownResult) return;
    this.shownResult = said;
    this.result.hidden = !result;
    if (!result) return;
    put(this.result,
      h('h2', {}, says.title),
      result.heading && h('p', { class: 'said-heading' }, result.heading),
      result.note && h('p', { class: 'cw-help' }, result.note),
      sentences(result),
      result.texts && result.texts.length > 0 && quotes(result.texts),
      result.table && result.table.rows.length > 0
        && h('details', {}, h('summary', {}, says.table), table(result)));
  }

  /** What the person's own part looks like, as the server knows it. */
  own({ shared, drafts }) {
    if (this.draft) this.draft.load(drafts[this.step.id] || '');
    const { id } = this.step;
    if (this.share) this.share.show(this.step, id in shared ? shared[id] : null);
  }
}
