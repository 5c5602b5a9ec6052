// Small things that the pages of whoever leads are made of, and what they share with others.

import { fill, h } from '../common.js';
import { words } from '../parts.js';

export * from '../parts.js';

/** Everything that can be a step, in the two groups of a list to choose from. */
export function stepChoice(id, steps) {
  const group = (label, some) => some.length > 0 && h('optgroup', { label }, some.map(({ exercise, title, minutes }) =>
    h('option', { value: exercise }, `${title} · ${fill(words.plan.minutes, { n: minutes })}`)));
  return h('select', { id },
    group(words.plan.exercises, steps.filter(({ kind }) => kind !== 'card')),
    group(words.plan.cards, steps.filter(({ kind }) => kind === 'card')));
}
