// Knows the page's cells and the models drawn in them, and moves them from one kernel to the next.

import { LayoutModel, put_buffers, shims, uuid } from '@jupyter-widgets/base';
import { ManagerBase } from '@jupyter-widgets/base-manager';

import { AnyModel } from './anywidget.js';
import { words } from './page.js';

const CLASSES = { AnyModel, LayoutModel }; // all that a served page may hold
const DRAWN = 'closeness:ready'; // the mark in the browser's timeline for the first exercise drawn
// What an exercise hears, as a custom message, when it was moved: whatever it has said and not seen
// acknowledged may be lost and has to be said again.
const RESEATED = { type: 'closeness:reseated' };
const ASK_AGAIN = 500; // ms after the kernel answered, if the states have not come by then
const GIVE_UP = 5000; // ms after the kernel answered

export class Manager extends ManagerBase {
  constructor() {
    super();
    this.drawn = new Map(); // cell -> the model drawn in it
    this.drawing = []; // promises of exercises being drawn
    this.line = null; // the line that the models are on
  }

  loadClass(name) {
    const found = CLASSES[name];
    if (found) return Promise.resolve(found);
    return Promise.reject(new Error(`a served page has no widget class ${name}`));
  }

  /**
   * Puts the page's cells on the kernel at the other end of `line`: cells that are empty are drawn,
   * exercises that are drawn already are moved there as they are. `cells` is what the server said
   * about the seat: `{"3": {model: id}, "5": {html: "…"}}`; an exercise that was opened later has
   * the cell `exercise:<its id>`. Called again for the same line, it takes up only what is new.
   * Resolves when all models are on it.
   */
  async attach(line, cells) {
    const cellOf = new Map(); // model id -> cell
    if (line !== this.line) this._models = Object.create(null);
    this.line = line;
    for (const [number, { model }] of Object.entries(cells)) {
      if (model && !this.has_model(model)) cellOf.set(model, number);
    }
    if (cellOf.size) await this._takeStates(line, cellOf);
    for (const [number, { model, html }] of Object.entries(cells)) {
      const place = document.querySelector(`.cell-seat[data-cell="${CSS.escape(number)}"]`);
      if (!place || this.drawn.has(number)) continue;
      if (model) this.drawing.push(this._draw(number, place, await this.get_model(model)));
      else {
        place.innerHTML = html || ''; // made safe by the server
        place.removeAttribute('aria-busy');
        this.drawn.set(number, null);
      }
    }
  }

  /** The line is lost: the exercises keep what they hold and wait. */
  unseat() {
    for (const model of this.drawn.values()) if (model) model.unseat();
  }

  /** Says in the cell's place that its exercise does not work. */
  fail(number) {
    const place = document.querySelector(`.cell-seat[data-cell="${CSS.escape(number)}"]`);
    if (!place || this.drawn.has(number)) return;
    place.textContent = words.failed || '';
    place.removeAttribute('aria-busy');
  }

  async _draw(number, place, model) {
    this.drawn.set(number, model instanceof AnyModel ? model : null); // or Jupyter's error model
    try {
      await model.draw(place);
      if (!performance.getEntriesByName(DRAWN).length) performance.mark(DRAWN);
    } catch (error) {
      console.error(error);
      place.textContent = words.failed || '';
    }
    place.removeAttribute('aria-busy');
  }

  /**
   * Asks the kernel for the state of all its widgets in one message, and takes them over while the
   * line holds back whatever comes after the reply, so that no update is missed in between.
   *
   * The question is put as soon as the websocket is open, without waiting for the kernel's first
   * answer, which saves a round trip. The reply can get lost while the server is still subscribing,
   * so it is asked once more.
   */
  _takeStates(line, cellOf) {
    return new Promise((resolve, reject) => {
      let taken = false;
      const ask = () => {
        if (taken || !line.open) return;
        const comm = line.kernel.createComm('jupyter.widget.control', uuid());
        comm.onMsg = (message) => {
          if (taken) return undefined;
          taken = true;
          return this._seatModels(line, cellOf, message).then(resolve, reject);
        };
        comm.open({}, { version: '1.0.0' });
        comm.send({ method: 'request_states' });
      };
      line.connected.then(ask);
      line.answered.then(() => {
        setTimeout(ask, ASK_AGAIN);
        setTimeout(() => reject(new Error('the kernel told no widget states')), GIVE_UP);
      });
      line.ended.then(() => reject(new Error('the line ended')));
    });
  }

  /** Takes over the states in the kernel's reply: new models are made, drawn ones moved. */
  async _seatModels(line, cellOf, message) {
    const { states, buffer_paths: paths } = message.content.data;
    put_buffers(states, paths, message.buffers || []);
    const comms = [];
    const made = [];
    const moved = [];
    for (const [id, { state, ...named }] of Object.entries(states)) {
      if (this.has_model(id)) continue; // it is on this line already
      const comm = new shims.services.Comm(line.comm(id));
      const model = this.drawn.get(cellOf.get(id));
      if (model) {
        model.reseat(comm, id);
        this.register_model(id, Promise.resolve(model));
        moved.push([model, state]);
      } else {
        made.push(this.new_model({ ...named, model_id: id, comm }, state));
      }
      comms.push(comm);
    }
    await Promise.all(made);
    // A kernel closes a widget only as it ends; the exercise in the page stays.
    for (const comm of comms) comm.on_close(() => line.end('gone'));
    for (const [model, state] of moved) {
      model.set_state(await model.constructor._deserialize_state(state, this));
    }
    for (const [model] of moved) if (line.open) model.trigger('msg:custom', RESEATED, []);
  }
}
