// One websocket to one kernel. A line that ended is not mended but replaced by a new one, to the
// same kernel or to another, so that there is one way back and not two. Jupyter's own reconnecting
// stops after seven tries and asks REST routes that this server does not have; it is never reached.

import { CommsOverSubshells } from '@jupyterlab/services/lib/kernel/comm.js';
import { KernelConnection } from '@jupyterlab/services/lib/kernel/default.js';
import { deserialize, serialize } from '@jupyterlab/services/lib/kernel/serialize.js';
import { ServerConnection } from '@jupyterlab/services/lib/serverconnection.js';

import { base } from './page.js';

const SILENCE = 10000; // ms without a sign of the kernel after something was said to it
const GLANCE = 1500; // ms to wait for a sign of life when the phone wakes up
const KERNEL_ENDED = 4404; // the close code by which the server says that the kernel is no more

// Jupyter's faster wire format needs 64-bit integers, which Safari has since version 15.
const newWireFormat = typeof DataView.prototype.setBigUint64 === 'function';

/** A kernel that was restarted has lost the page's exercises: to us it is dead. */
function hear(data, protocol) {
  const message = deserialize(data, protocol);
  if (message.header.msg_type === 'status' && /restarting/.test(message.content.execution_state)) {
    message.content.execution_state = 'dead';
  }
  return message;
}

export class Line {
  /** Opens a websocket to the kernel `id`, which has `patience` ms to show that it is there. */
  constructor(id, patience) {
    this.open = true;
    // How it ended: 'refused' (it never opened), 'dropped', 'gone' (the kernel does not answer) or
    // 'ended' (the server said that the kernel is no more).
    this.why = null;
    this.ended = new Promise((resolve) => {
      this._ended = resolve;
    });
    this.connected = new Promise((resolve) => {
      this._connected = resolve;
    });
    this._silence = null;
    let opened = false;
    const line = this;
    class Socket extends WebSocket {
      constructor(url, protocols) {
        super(url, newWireFormat ? protocols : []);
        // Registered before Jupyter's own handlers, which then find the connection disposed of.
        const closed = ({ code }) =>
          line.end(code === KERNEL_ENDED ? 'ended' : opened ? 'dropped' : 'refused');
        this.addEventListener('open', () => (opened = true));
        this.addEventListener('error', closed);
        this.addEventListener('close', closed);
      }
    }
    this.kernel = new KernelConnection({
      model: { id, name: '' },
      commsOverSubshells: CommsOverSubshells.Disabled, // the server lets none through
      serverSettings: ServerConnection.makeSettings({
        baseUrl: base,
        wsUrl: base.replace(/^http/, 'ws'),
        serializer: { serialize, deserialize: hear },
        WebSocket: Socket,
      }),
    });
    // A widget that the kernel opens while we listen: the library would close a comm that nobody
    // takes. Its state is asked for like that of all others (manager.js).
    this.opened = new Map(); // id -> comm
    this.kernel.registerCommTarget('jupyter.widget', (comm) => {
      this.opened.set(comm.commId, comm);
    });
    this.kernel.statusChanged.connect((_, status) => {
      if (status === 'dead') this.end('gone');
    });
    this.kernel.connectionStatusChanged.connect((_, status) => {
      if (status === 'connected') this._connected();
    });
    this.kernel.anyMessage.connect((_, { direction }) => {
      if (direction === 'recv') {
        clearTimeout(this._silence);
        this._silence = null;
      } else if (this.open && !this._silence) {
        this._silence = setTimeout(() => this.end('dropped'), SILENCE);
      }
    });
    this._patience = setTimeout(() => this.end(opened ? 'gone' : 'refused'), patience);
    this.answered = this.kernel.info.then(() => clearTimeout(this._patience));
    this.answered.catch(() => this.end('gone'));
  }

  /** The comm of the kernel's widget `id`. */
  comm(id) {
    return this.opened.get(id) || this.kernel.createComm('jupyter.widget', id);
  }

  /** Asks the kernel for a sign of life, and ends the line if none comes soon. */
  glance() {
    if (!this.open || this.kernel.connectionStatus !== 'connected') return;
    const busy = this.kernel.status === 'busy'; // drawing a picture may take a while
    const timer = setTimeout(() => this.end('dropped'), busy ? SILENCE : GLANCE);
    this.kernel.requestKernelInfo().then(() => clearTimeout(timer), () => {});
  }

  /** Ends the line; what was on its way is lost and has to be said again on the next one. */
  end(why) {
    if (!this.open) return;
    this.open = false;
    this.why = why;
    clearTimeout(this._silence);
    clearTimeout(this._patience);
    this.kernel.dispose();
    this._ended(why);
  }
}
