// The group's picture before and while the wall shows it, and what people wrote.

import { fill, h } from '../common.js';
import { button, problemLine, quiet, redraw, words } from './parts.js';
import { resultOf } from './prepare.js';

const says = words.lead;

export function pictureCard(room, ask) {
  const problem = problemLine();
  const why = h('p', { class: 'cw-help', id: 'reveal-why' });
  const reveal = button('', (event) =>
    room.act(event.currentTarget, problem, { do: room.view.reveal.state === 'shown' ? 'hide' : 'reveal' }),
  { id: 'reveal', 'aria-describedby': 'reveal-why' });
  const anew = quiet(says.reveal_anew, (event) => room.act(event.currentTarget, problem, { do: 'reveal' }));
  const again = quiet(says.again, () => ask.again(), { id: 'again' });
  const state = h('p', { class: 'result-state' });
  const result = h('div', {});
  const place = h('div', { class: 'result-private', hidden: true }, state, result);
  const element = h('section', { class: 'card', 'aria-labelledby': 'picture-title' },
    h('h3', { id: 'picture-title' }, says.result),
    h('p', { class: 'row' }, reveal, anew, again), why, problem, place);

  /** Why no new picture can be drawn; "" if it can. */
  function reason({ reveal: { fresh, message }, result: earlier, k }) {
    if (fresh !== 'few' && fresh !== 'close') return '';
    const said = message || (fresh === 'few' ? fill(says.reveal_few, { k }) : says.reveal_close);
    return earlier ? `${said} ${says.reveal_earlier}` : said;
  }

  return {
    element,
    show(view) {
      const { reveal: { state: now, fresh } } = view;
      const shown = now === 'shown';
      element.hidden = !view.step || !view.step.shareable || view.closed;
      reveal.textContent = shown ? says.hide : says.reveal;
      // Never switched off: an earlier meeting's picture may be there, and the server says if not.
      reveal.classList.toggle('cw-quiet', shown || (fresh !== 'can' && !view.result));
      anew.hidden = !shown || fresh !== 'can';
      why.textContent = shown ? '' : reason(view);
      place.hidden = !view.result;
      state.textContent = shown ? says.result_shown : says.result_hidden;
      place.classList.toggle('is-shown', shown);
      redraw(result, view.result, () => (view.result ? resultOf({ ...view.result, texts: [] }) : []));
    },
  };
}

export function textsCard(room) {
  const problem = problemLine();
  const place = h('div', {});
  const element = h('section', { class: 'card texts', 'aria-labelledby': 'texts-title' },
    h('h3', { id: 'texts-title', tabindex: '-1' }, says.texts),
    h('p', { class: 'cw-help' }, says.texts_text), problem, place);

  function entry({ id, text, through }) {
    const said = h('span', { id: `text-${id}` });
    said.textContent = text;
    return h('li', { class: through ? 'is-through' : '' },
      h('blockquote', {}, said),
      h('p', { class: 'row' },
        quiet(through ? says.take_off : says.let_through, (event) =>
          room.act(event.currentTarget, problem, { do: 'through', text: id, yes: !through }),
        { id: `let-${id}`, 'aria-describedby': `text-${id}` }),
        through && h('span', { class: 'mark' }, says.on_wall)));
  }

  return {
    element,
    show(view) {
      element.hidden = !view.texts.length || view.closed;
      redraw(place, view.texts, () => h('ul', { class: 'written', role: 'list' }, view.texts.map(entry)));
    },
  };
}
