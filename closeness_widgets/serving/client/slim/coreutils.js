// The two parts of @jupyterlab/coreutils that a kernel connection needs.
export { PageConfig } from '@jupyterlab/coreutils/lib/pageconfig.js';
export { URLExt } from '@jupyterlab/coreutils/lib/url.js';
