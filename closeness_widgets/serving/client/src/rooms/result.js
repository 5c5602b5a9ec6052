// How a group's picture looks: large on the wall, in one column on phones, the same for whoever leads.
// The numbers and sentences come from the server (workshops/result.py), looks from result.css. The
// few words of the drawing itself are `told.words.drawing` (wall.yaml): {share, hardly, whole,
// middle, middle_before, before, earlier, more}.

import { fill, h } from './common.js';

/**
 * The drawing. For screen readers it is one picture with a text in its place: put `sentences` or
 * `table` beside it. Texts of people are a list to be read. `most`: how many counts are drawn.
 * Heading and note of the result are the page's to place.
 */
export function bars(result, words, { most = Infinity } = {}) {
  const ratings = result.ratings || [];
  const counts = result.counts || [];
  const texts = result.texts || [];
  const drawn = [
    ...ratings.map((rating) => ratingPart(rating, words)),
    counts.length > 0 && countsPart(counts, words, most),
  ].filter(Boolean);
  return h('div', { class: 'result' },
    drawn.length > 0 && h('div', { class: `result-picture${ratings.length ? ' result-ratings' : ''}`, role: 'img', 'aria-label': result.alt }, drawn),
    drawn.length > 0 && moved(result) && h('p', { class: 'result-key' }, h('span', { class: 'result-key-line' }), words.before),
    texts.length > 0 && quotes(texts));
}

/** What people wrote, as quotes. */
export function quotes(texts) {
  return h('ul', { class: 'result-texts', role: 'list' },
    texts.map(({ text }) => h('li', {}, h('blockquote', {}, h('p', {}, text)))));
}

/** The result as a table, in a part of the page that scrolls by itself where the page is narrow. */
export function table({ table: { caption, columns, rows } }) {
  return h('div', { class: 'cw-table result-table', role: 'region', tabindex: '0', 'aria-label': caption },
    h('table', {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, columns.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, rows.map(([first, ...rest]) =>
        h('tr', {}, h('th', { scope: 'row' }, String(first)), rest.map((cell) => h('td', {}, String(cell))))))));
}

/** The result in words, a sentence a line. */
export function sentences(result) {
  const said = [
    ...(result.ratings || []).flatMap(({ label, rows }) => rows.map((row) => `${label}, ${row.label}: ${row.sentence}`)),
    ...(result.counts || []).map(({ label, words, sentence }) => sentence || `${label}: ${words}`),
  ];
  return h('ul', { class: 'result-sentences', role: 'list' }, said.map((text) => h('li', {}, text)));
}

/** Whether something in the result is compared with an earlier round. */
export function moved(result) {
  const rows = (result.ratings || []).flatMap((rating) => rating.rows);
  return rows.some((row) => row.before) || (result.counts || []).some((one) => isShare(one.before));
}

const isShare = (share) => share !== null && share !== undefined;

function ratingPart({ label, rows }, words) {
  return h('div', { class: 'result-rating' },
    h('p', { class: 'result-name' }, label),
    rows.map((row, place) => ratingRow(row, place === 0 ? 'now' : 'wished', words)));
}

function ratingRow(row, time, words) {
  const head = h('p', { class: 'result-time' },
    h('span', {}, row.label),
    isShare(row.median) && middle(fill(words.middle, { median: row.median })),
    row.before && isShare(row.before.median) && row.before.median !== row.median
      && middle(fill(words.middle_before, { median: row.before.median }), 'result-was'),
    row.earlier && h('span', { class: 'result-earlier' }, words.earlier));
  if (row.alike || !row.bands || !row.bands.length) {
    return h('div', { class: `result-row result-${time}` }, head, h('p', { class: 'result-alike' }, row.sentence));
  }
  const before = (row.before && row.before.bands) || [];
  const drawn = row.bands.map((band, place) => {
    const was = before.find(({ label }) => label === band.label);
    return bar(band.label, inTenths(band.share, words), band.share, was && was.share, level(place, row.bands.length));
  });
  return h('div', { class: `result-row result-${time}` }, head, drawn);
}

const middle = (text, more = '') =>
  h('span', { class: `result-middle ${more}` }, h('span', { class: 'result-mark' }), text);

/** The lowest, a middle or the highest band: each has a pattern of its own. */
const level = (place, of) => (place === 0 ? 'low' : place === of - 1 ? 'high' : 'mid');

function inTenths(share, words) {
  if (share <= 0) return words.hardly;
  return share >= 10 ? words.whole : fill(words.share, { share });
}

function countsPart(counts, words, most) {
  const shown = counts.slice(0, most);
  return h('div', { class: 'result-now result-counts' },
    shown.map((one) => bar(one.label, one.words, one.share, one.before, 'high')),
    counts.length > most && h('p', { class: 'result-more' }, fill(words.more, { count: counts.length - most })));
}

/** One bar with its words above it; lengths are tenths, none where no number may be told. */
function bar(label, said, share, before, which) {
  const track = h('div', { class: 'result-track' });
  if (isShare(share)) track.append(length('result-fill', share));
  if (isShare(before)) track.append(length('result-before', before));
  return h('div', { class: `result-bar result-${which}` },
    h('p', { class: 'result-words' }, h('span', { class: 'result-label' }, label), ' ', h('span', { class: 'result-share' }, said)),
    track);
}

function length(name, tenths) {
  const element = h('div', { class: name });
  element.style.width = `${Math.min(Math.max(tenths, 0), 10) * 10}%`;
  return element;
}
