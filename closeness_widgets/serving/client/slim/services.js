// The two names that Jupyter's kernel connection takes from its own package's front door.
export { CommsOverSubshells } from '@jupyterlab/services/lib/kernel/comm.js';
export { ServerConnection } from '@jupyterlab/services/lib/serverconnection.js';
