// The field of a card that asks for words: kept for the person while they write, shared only by a tap.

import { pause } from '../../wake.js';
import { fill, h, isLost, post, put } from '../common.js';
import { words } from './words.js';

const QUIET = 600; // ms without a key before the text is sent
const AGAIN = 3000; // ms before another try
const CLOSE_TO_FULL = 40; // characters left from which the page says how many
const SETTLING = 10000; // ms to wait until all is saved

export class Draft {
  /** The field for `step.card.ask`; `onsaved()` is called after each text that is kept. */
  constructor(step, onsaved) {
    const { label, hint, longest } = step.card.ask;
    const says = words.draft;
    const id = `draft-${step.id}`;
    this.step = step.id;
    this.onsaved = onsaved;
    this.longest = longest;
    this.kept = ''; // the text that the server has
    this.sending = null;
    this.touched = false;
    this.mark = h('span', { class: 'cw-saved' });
    this.room = h('span', {}, words.exercise); // until it is known what was written here before
    this.status = h('span', { class: 'cw-hidden', role: 'status' });
    this.field = h('textarea', {
      id, rows: '4', hidden: true, maxlength: String(longest), autocomplete: 'off',
      'aria-describedby': `${id}-hint ${id}-told`,
      oninput: () => this.changed(),
      onblur: () => this.flush(),
    });
    this.element = h('div', { class: 'cw-field draft' },
      h('label', { for: id }, label),
      h('p', { class: 'cw-help', id: `${id}-hint` }, hint),
      h('p', { class: 'cw-help', id: `${id}-told` }, says.told),
      this.field,
      h('p', { class: 'draft-under' }, this.mark, this.room, this.status));
    window.addEventListener('pagehide', () => this.last());
    document.addEventListener('visibilitychange', () => this.flush());
  }

  /** What the server keeps, unless something was written here meanwhile. */
  load(text) {
    this.field.hidden = false;
    if (this.touched) return;
    this.kept = text;
    this.field.value = text;
    this.count();
  }

  get unsaved() {
    return this.field.value !== this.kept;
  }

  changed() {
    this.touched = true;
    this.count();
    this.say('saving');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), QUIET);
  }

  count() {
    const left = this.longest - this.field.value.length;
    put(this.room, left <= CLOSE_TO_FULL ? fill(words.draft.left, { left }) : '');
  }

  /** Sends what is not kept yet, one text after the other, until it is. */
  flush() {
    clearTimeout(this.timer);
    if (!this.sending && this.unsaved) {
      this.sending = this.send().then(() => (this.sending = null));
    }
    return this.sending || Promise.resolve();
  }

  async send() {
    while (this.unsaved) {
      const text = this.field.value;
      try {
        await post('api/live/draft', { step: this.step, text });
        this.kept = text;
        if (this.unsaved) continue;
        this.say('saved');
        this.onsaved();
      } catch (error) {
        if (!isLost(error)) {
          this.say('refused', error.message);
          return;
        }
        this.say('saving', words.draft.unsaved);
        await pause(AGAIN);
      }
    }
  }

  /** Resolves when all is kept; rejects if it is not within ten seconds. */
  settle() {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('not saved yet')), SETTLING));
    return Promise.race([this.flush().then(() => this.unsaved && Promise.reject(new Error('refused'))), late]);
  }

  /** The page goes: nobody waits for the reply. */
  last() {
    if (!this.unsaved) return;
    post('api/live/draft', { step: this.step, text: this.field.value }, { keepalive: true }).catch(() => {});
  }

  say(state, message = words.draft[state]) {
    if (this.mark.dataset.state === state && this.mark.textContent === message) return;
    this.mark.dataset.state = state;
    put(this.mark, message);
    if (message !== words.draft.saving) put(this.status, message);
  }
}
