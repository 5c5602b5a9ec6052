// What to do with a plan before people come: preview, rehearsal, a phone, paper. And deleting it.

import { fill, get, h, post, told } from '../common.js';
import { bars, sentences, table } from '../result.js';
import { asked, button, labelled, leaving, numberField, problemLine, quiet, whole, words, working } from './parts.js';

/** Everything below the form of a saved workshop; gone() is called once it was deleted. */
export function preparations(workshop, gone) {
  const says = words.prepare;
  const at = `${told.base}facilitate/${workshop.id}`;
  return h('section', { class: 'part prepare', 'aria-labelledby': 'prepare-title' },
    h('h2', { id: 'prepare-title' }, says.title),
    h('p', { class: 'cw-help' }, says.not_saved),
    h('p', {}, h('a', { class: 'cw-button', href: at }, words.home.open)),
    preview(workshop),
    rehearse(workshop),
    phone(),
    part(says.print.title, h('p', {}, says.print.text),
      h('ul', { class: 'links' }, ['guide', 'paper', 'poster'].map((name) =>
        h('li', {}, h('a', { href: `${at}/${name}`, target: '_blank', rel: 'noopener' }, says.print[name])))),
      h('p', {}, h('a', { class: 'back-link', href: `${at}/enter` }, says.print.enter))),
    part(says.remove.title, h('p', {}, says.remove.text),
      asked(says.remove.ask, { question: says.remove.sure, yes: says.remove.yes, no: says.remove.no }, async () => {
        await post(`api/workshops/${workshop.id}/delete`);
        gone();
      })));
}

const part = (title, ...children) => h('section', { class: 'card' }, h('h3', {}, title), children);

function preview(workshop) {
  const says = words.prepare.preview;
  const known = new Map(told.steps.map((step) => [step.exercise, step]));
  // Where the server says which steps make a picture, only those are offered.
  const shared = (step) => (known.get(step.exercise) || {}).shareable !== false;
  const step = h('select', { id: 'preview-step' }, workshop.agenda.filter((one) => one.id && shared(one)).map((one) =>
    h('option', { value: one.id }, (known.get(one.exercise) || { title: one.exercise }).title)));
  const people = numberField('preview-people', workshop.expected, 1, 500);
  const problem = problemLine();
  const place = h('div', { class: 'preview', 'aria-live': 'polite' });
  const show = button(says.show, () => working(show, problem, async () => {
    const query = `people=${whole(people) || 0}&step=${encodeURIComponent(step.value)}`;
    const { result } = await get(`api/workshops/${workshop.id}/preview?${query}`);
    place.replaceChildren(...(result ? [h('p', { class: 'made-up' }, says.made_up), ...resultOf(result)]
      : [h('p', {}, fill(says.too_few, { k: workshop.k }))]));
  }), { class: 'cw-quiet' });
  return part(says.title, h('p', {}, says.text),
    h('div', { class: 'add-fields' }, labelled(says.step, step), labelled(says.people, people), show),
    problem, place);
}

/** A group's picture as it looks on the wall, and the same in words and numbers. */
export function resultOf(result) {
  return [
    h('p', { class: 'result-heading' }, result.heading),
    result.note && h('p', { class: 'cw-note' }, result.note),
    bars(result, words.drawing),
    (result.ratings || []).length + (result.counts || []).length > 0 && h('details', {}, h('summary', {}, words.export.table), sentences(result), result.table && table(result)),
  ].filter(Boolean);
}

function rehearse(workshop) {
  const says = words.prepare.rehearse;
  const problem = problemLine();
  const start = quiet(says.start, () => working(start, problem, async () => {
    const { id } = await post(`api/workshops/${workshop.id}/rehearse`, { people: workshop.expected });
    await leaving(() => location.assign(`${told.base}facilitate/${id}`));
  }));
  return part(says.title, h('p', {}, says.text), h('p', {}, start), problem);
}

function phone() {
  const says = words.prepare.phone;
  const problem = problemLine();
  const place = h('div', { 'aria-live': 'polite' });
  const test = quiet(says.test, () => working(test, problem, async () => {
    const lan = await get('api/lan');
    place.replaceChildren(...phoneWords(lan));
  }));
  return part(says.title, h('p', {}, says.text), h('p', {}, test), problem, place);
}

/** The server's names for what stands in the way, in words (wall.yaml). */
const blocks = (problems) => problems.map((name) => (words.lan.rules[name] || name));

function phoneWords({ address, reachable, problems = [], qr }) {
  const says = words.prepare.phone;
  const { lan } = words;
  const said = problems.length ? says.blocked : reachable ? lan.reached : lan.not_reached;
  return [
    h('p', { class: problems.length ? 'problem' : '' }, said),
    problems.length > 0 && h('ul', {}, blocks(problems).map((text) => h('li', {}, text))),
    address && h('p', {}, says.open, ' ', h('strong', { class: 'address' }, address)),
    qr && h('img', { class: 'qr', alt: says.qr, src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(qr)}` }),
    !reachable && [h('h4', {}, lan.may_block.title), h('ul', {}, lan.may_block.points.map(({ title, text }) =>
      h('li', {}, h('strong', {}, title), ' ', text)))],
  ].flat().filter(Boolean);
}
