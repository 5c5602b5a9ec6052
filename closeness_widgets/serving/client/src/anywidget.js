// The browser's side of anywidget: the model, and drawing what an exercise's module exports
// (`export default {initialize?, render}`, or a function that returns it).
//
// anywidget's own runtime is not used: it needs AbortSignal.any and structuredClone, which phones
// of 2019 lack, gives up for good when a module takes more than two seconds, and loads modules from
// blob: addresses, which our content policy forbids. Exercises run under either.

import { DOMWidgetModel } from '@jupyter-widgets/base';

import { base } from './page.js';
import { pause } from './wake.js';

const TRIES = 4; // a phone that moves between access points may fail once or twice

/** What an exercise sees of its model: anywidget's contract, no more. */
function face(model, context) {
  return {
    get: model.get.bind(model),
    set: model.set.bind(model),
    save_changes: model.save_changes.bind(model),
    send: model.send.bind(model),
    on: (name, callback) => void model.on(name, callback, context),
    off: (name, callback) => void model.off(name, callback, context),
  };
}

/** Fetches the module at an address relative to the base url. Some browsers remember a failure by
 * its address, so that each further try asks for a slightly different one. */
async function load(address) {
  for (let tried = 0; ; tried++) {
    const url = new URL(address, base);
    if (url.origin !== location.origin) throw new Error(`not from this server: ${url}`);
    if (tried) url.searchParams.set('try', tried);
    try {
      const exported = (await import(url.href)).default;
      return typeof exported === 'function' ? await exported() : exported;
    } catch (error) {
      if (tried + 1 >= TRIES || !(error instanceof TypeError)) throw error;
      await pause(500 * 2 ** tried);
    }
  }
}

export class AnyModel extends DOMWidgetModel {
  initialize(attributes, options) {
    super.initialize(attributes, options);
    this._module = load(this.get('_esm')).then(async (exported) => {
      if (exported.initialize) {
        const { signal } = new AbortController();
        await exported.initialize({ model: face(this, this), signal });
      }
      return exported;
    });
    this._loaded = this._module.catch(() => {}); // `draw` reports what went wrong
  }

  /** Draws the exercise into `place`, which shows its placeholder until then. */
  async draw(place) {
    const { render } = await this._module;
    const el = document.createElement('div');
    const { signal } = new AbortController();
    place.textContent = '';
    place.appendChild(el);
    await render({ model: face(this, el), el, signal });
  }

  /** Custom messages wait until the exercise can hear them. */
  async _handle_comm_msg(message) {
    if (message.content.data.method === 'custom') await this._loaded;
    return super._handle_comm_msg(message);
  }

  /** The line to the kernel is lost: nothing can be said until `reseat`. */
  unseat() {
    this.comm = undefined;
    this.comm_live = false;
  }

  /** Puts the drawn exercise on a new comm: what was under way on the old one is forgotten, as the
   * exercise says it again when it hears that it was moved (manager.js). */
  reseat(comm, id) {
    this.model_id = id;
    this._pending_msgs = 0;
    this._msg_buffer = null;
    this._msg_buffer_callbacks = null;
    this._buffered_state_diff = {};
    this._attrsToUpdate.clear();
    this._expectedEchoMsgIds.clear();
    this.comm = comm;
    comm.on_msg(this._handle_comm_msg.bind(this));
    this.comm_live = true;
  }
}
