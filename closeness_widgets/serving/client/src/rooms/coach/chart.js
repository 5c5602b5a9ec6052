// A chart as a coach meets it: drawing, sentences with how they are known, letters, table.

import { at, fill, h } from '../common.js';
import { words } from '../parts.js';
import { linkTo } from './parts.js';

const says = words.chart;

function tableOf({ caption = '', columns, rows }, label) {
  return h('div', { class: 'cw-table', tabindex: '0', role: 'region', 'aria-label': caption || label },
    h('table', {}, h('caption', {}, caption),
      h('thead', {}, h('tr', {}, columns.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, rows.map(([first, ...rest]) => h('tr', {}, h('th', { scope: 'row' }, String(first)), rest.map((cell) => h('td', {}, String(cell))))))));
}

/** The drawing, and what it says as a table. */
export function figure({ svg, alt, table }, label) {
  return [
    svg && h('figure', { class: 'chart' }, h('img', { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, alt })),
    table && h('details', {}, h('summary', {}, says.table), tableOf(table, label)),
  ];
}

/** One sentence about a line; how it is known is one tap away. */
function sentence(one) {
  const { text, ask, how, neutral } = one;
  return h('li', { class: ask ? 'is-asked' : neutral ? 'is-neutral' : '' },
    h('p', {}, text),
    ask && h('p', { class: 'ask' }, h('strong', {}, ask)),
    how && h('details', {}, h('summary', {}, says.how), h('p', {}, how.formula), how.weeks && h('p', {}, fill(says.weeks, { weeks: how.weeks }))));
}

export function progressPart(progress, files) {
  const { svg, sentences = [], notes = [], key = [] } = progress || {};
  return h('section', { class: 'chart-part', 'aria-labelledby': 'chart-title' },
    h('h2', { id: 'chart-title' }, says.title),
    progress && figure(progress, says.title)[0],
    h('div', { class: 'chart-beside' },
      key.length > 0 && h('p', { class: 'chart-key' }, h('span', {}, `${says.key}: `), h('span', {}, key.map(({ letter, text }) => h('span', { class: 'key-mark' }, h('b', {}, letter), ` ${text}`)))),
      sentences.length > 0 && h('ul', { class: 'sentences', role: 'list' }, sentences.map(sentence)),
      notes.map((text) => h('p', { class: 'cw-help' }, text))),
    progress && figure(progress, says.title)[1],
    svg && h('p', { class: 'row' }, linkTo(at(`${files}/progress.pdf`), says.save_pdf), linkTo(at(`${files}/progress.png`), says.save_png)));
}

export function blockersPart(blockers) {
  if (!blockers || !(blockers.svg || (blockers.sentences || []).length)) return null;
  return h('section', { class: 'chart-part', 'aria-labelledby': 'blockers-title' },
    h('h2', { id: 'blockers-title' }, says.blockers),
    figure(blockers, says.blockers)[0],
    h('div', { class: 'chart-beside' }, (blockers.sentences || []).map((text) => h('p', {}, text))),
    figure(blockers, says.blockers)[1]);
}
