// Under each step: what a tap would share, with whom, and the way to take it back.

import { fill, h, isLost, post, put } from '../common.js';
import { words } from './words.js';

/** Waits until everything on the page is saved; rejects if it is not within ten seconds. */
export function settle(draft) {
  const waits = draft ? [draft.settle()] : [];
  document.dispatchEvent(new CustomEvent('closeness:settle', { detail: { waits } }));
  return Promise.all(waits);
}

export class Share {
  /** `onchange(step, mine)`: what is shared of this step by now, null if nothing, undefined if
   * nobody knows: the answer was lost on its way. */
  constructor(step, k, { draft, onchange }) {
    const says = words.share;
    const id = `share-${step.id}`;
    this.step = step;
    this.draft = draft;
    this.onchange = onchange;
    this.busy = false;
    this.said = h('p', { class: 'share-said', role: 'status' });
    this.problem = h('p', { class: 'problem', role: 'alert' });
    this.doing = h('p', { class: 'row' });
    this.hint = h('p', { class: 'cw-help' });
    this.element = h('section', { class: 'share', 'aria-labelledby': id },
      h('h2', { id }, says.title),
      h('p', { id: `${id}-what` }, says.what[step.share]),
      h('p', { id: `${id}-who` }, fill(says.who[step.share], { k })),
      this.said, this.problem, this.doing, this.hint);
    this.button = h('button', {
      type: 'button', class: 'cw-button', 'aria-describedby': `${id}-what ${id}-who`,
      onclick: () => this.share(),
    });
    this.back = h('button', { type: 'button', class: 'cw-button cw-quiet', onclick: () => this.takeBack() }, says.take_back);
    this.show(step, undefined);
  }

  /** mine: {round, changed} as the server knows it, null: nothing shared, undefined: not known. */
  show(step, mine) {
    const says = words.share;
    this.step = step;
    if (this.busy) return;
    const shared = mine && mine.round === step.round;
    if (this.mine === undefined && mine) put(this.problem, '');
    this.mine = mine;
    for (const one of [this.button, this.back]) {
      if (mine === undefined) one.setAttribute('aria-disabled', 'true');
      else one.removeAttribute('aria-disabled');
    }
    put(this.button, shared ? says.again : says.share);
    const wanted = shared ? (mine.changed ? [this.button, this.back] : [this.back]) : [this.button];
    const inside = this.doing.contains(document.activeElement);
    if (wanted.some((one) => one.parentNode !== this.doing) || wanted.length !== this.doing.children.length) {
      put(this.doing, wanted);
      if (inside) wanted[0].focus({ preventScroll: true });
    }
    put(this.hint, shared ? says.take_back_hint : '');
    const note = mine === undefined ? says.sharing : shared ? (mine.changed ? says.changed : says.shared)
      : this.taken ? says.taken_back : step.round > 1 ? says.new_round : '';
    if (this.said.textContent !== note) put(this.said, note);
    this.element.dataset.state = shared ? (mine.changed ? 'changed' : 'shared') : 'open';
  }

  share() {
    return this.send(async () => {
      await settle(this.draft);
      const { round } = await post('api/live/share', { step: this.step.id });
      this.taken = false;
      return { round, changed: false };
    });
  }

  takeBack() {
    return this.send(async () => {
      await post('api/live/take-back', { step: this.step.id });
      this.taken = true;
      return null;
    });
  }

  async send(ask) {
    if (this.busy || this.mine === undefined) return;
    this.busy = true;
    this.element.setAttribute('aria-busy', 'true');
    put(this.problem, '');
    put(this.said, words.share.sharing);
    let { mine } = this; // as before, if it is refused
    try {
      mine = await ask();
    } catch (error) {
      put(this.said, '');
      put(this.problem, error.rule ? error.message : words.share.unsaved);
      if (isLost(error)) mine = undefined;
    }
    this.busy = false;
    this.element.removeAttribute('aria-busy');
    this.onchange(this.step, mine);
  }
}
