// Builds the scripts of the pages: `node build.mjs [folder]` writes client.js and client.licenses.txt
// (the page client), live.js, facilitator.js and wall.js (the live room), coach.js and check_in.js (a
// coach and their clients) into the folder (default: ../static). The same sources and lock file give
// the same bytes.

import { build } from 'esbuild';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] || join(here, '..', 'static'));
const slim = (name) => join(here, 'slim', name);

// What the libraries mention but a served page never reaches, and what stands in for it.
const INSTEAD = {
  '@jupyterlab/coreutils': slim('coreutils.js'), // only addresses and the page's settings are used
  '@lumino/widgets': slim('nothing.js'), // layouts and panels of JupyterLab
  '@lumino/messaging': slim('nothing.js'),
  jquery: slim('nothing.js'),
  minimist: slim('nothing.js'), // command lines
  'sanitize-html': slim('nothing.js'), // the server makes HTML safe; the client writes none
  ws: slim('nothing.js'), // websockets outside browsers
};

const leaner = {
  name: 'leaner',
  setup({ onResolve }) {
    const instead = (path) => (path in INSTEAD ? { path: INSTEAD[path] } : null);
    onResolve({ filter: /^[^.]/ }, ({ path }) => instead(path));
    // Jupyter's kernel part asks its whole package for two names.
    onResolve({ filter: /^\.\.$/ }, ({ importer }) =>
      importer.includes(join('@jupyterlab', 'services', 'lib', 'kernel') + sep)
        ? { path: slim('services.js') }
        : null
    );
  },
};

const settings = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2019', // phones of 2019: Safari 13, Chrome 80
  charset: 'utf8',
  legalComments: 'none', // the licences go into a file of their own
  logLevel: 'warning',
};

const result = await build({
  ...settings,
  entryPoints: ['src/main.js'],
  outfile: join(out, 'client.js'),
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [leaner],
  metafile: true,
});

// The room's scripts are our own alone: no library, so no licence to name.
await build({
  ...settings,
  entryPoints: ['live', 'facilitator', 'wall', 'coach', 'check_in'].map((room) => `src/rooms/${room}.js`),
  outdir: out,
});

const folders = new Set();
for (const file of Object.keys(result.metafile.inputs)) {
  const found = file.replaceAll('\\', '/').match(/^.*node_modules\/(@[^/]+\/)?[^/]+/);
  if (found && result.metafile.inputs[file].bytes) folders.add(found[0]);
}
const notices = Array.from(folders, (folder) => {
  const about = JSON.parse(readFileSync(join(here, folder, 'package.json'), 'utf8'));
  const { name, version, license, author } = about;
  let file = readdirSync(join(here, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  // Project Jupyter's packages name their licence but do not contain it.
  if (file) file = join(here, folder, file);
  else if (author === 'Project Jupyter') file = join(here, 'project-jupyter.license.txt');
  else throw new Error(`${name} has no licence file`);
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}).sort();
writeFileSync(join(out, 'client.licenses.txt'), notices.join(`\n${'-'.repeat(72)}\n\n`));

if (process.argv.includes('--parts')) {
  const { inputs } = Object.values(result.metafile.outputs)[0];
  const parts = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
  for (const [file, { bytesInOutput }] of parts) console.log(bytesInOutput, file);
}
