// Cards in piles: drawn at random, passed or kept with a note; and all of them as a list.
// What is drawn and passed stays on this page and is never stored; only what is kept is an answer.

const kept = (exercise, { id }) => exercise.answers.get(`${id}.favourite`) === true;
const noted = (exercise, { id }) => Boolean(exercise.answers.get(`${id}.note`));

/** What this page shows just now; it starts anew for another relationship. */
function stateOf(exercise) {
  if (exercise.deck?.about !== exercise.about.id) {
    exercise.deck = {
      about: exercise.about.id,
      pile: exercise.content.piles.find((pile) => !pile.asked_for)?.id,
      left: null, // ids of the cards still to come; null before the first draw
      card: null, // id of the card that lies open
      passed: new Set(),
      listed: false,
    };
  }
  return exercise.deck;
}

/** The pile's cards in a new order, without those passed; the card seen last does not come first. */
function shuffled(pile, { passed, card }) {
  const ids = pile.cards.map(({ id }) => id).filter((id) => !passed.has(id));
  for (let last = ids.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [ids[last], ids[other]] = [ids[other], ids[last]];
  }
  if (ids.length > 1 && ids[0] === card) ids.push(ids.shift());
  return ids;
}

function words(card) {
  return [
    h("span", { class: "cw-card-text" }, card.text),
    card.by ? h("span", { class: "cw-card-by" }, card.by) : null,
    card.more ? h("span", { class: "cw-card-more" }, card.more) : null,
  ];
}

/** "Keep": the same answer wherever the card is shown. */
function keepBox(exercise, card, where) {
  const { answers, words: { deck } } = exercise;
  const item = `${card.id}.favourite`;
  const id = idFor(exercise, where, card.id, "keep");
  const box = h("input", {
    type: "checkbox", id, checked: kept(exercise, card),
    onchange: () => answers.set(item, box.checked ? true : null),
  });
  answers.watch(item, () => { box.checked = kept(exercise, card); });
  return h("div", { class: "cw-keep" },
    h("label", { class: "cw-option", for: id }, box, h("span", {}, deck.keep, h("span", { class: "cw-hidden" }, `: ${card.text}`))),
    savedMark(exercise, item));
}

function drawing(exercise) {
  const { content, words: { deck } } = exercise;
  const page = stateOf(exercise);
  const pile = () => content.piles.find(({ id }) => id === page.pile) || content.piles[0];
  const said = h("div", { class: "cw-deck-said", "aria-live": "polite" });
  const tools = h("div", { class: "cw-deck-keep" });
  const about = h("p", { class: "cw-help" });
  const button = (name, text, quiet, onclick) => h("button", {
    type: "button", class: `cw-button${quiet ? " cw-quiet" : ""}`, id: idFor(exercise, name), onclick,
  }, text);
  const next = button("next", deck.draw, false, () => {
    if (!page.left?.length) page.left = shuffled(pile(), page);
    page.card = page.left.shift() ?? null;
    show();
  });
  const pass = button("pass", deck.passing, true, () => {
    page.passed.add(page.card);
    page.card = page.left.shift() ?? null;
    show();
    if (pass.hidden) (next.hidden ? back : next).focus();
  });
  const back = button("passed-back", deck.passed_back, true, () => {
    for (const { id } of pile().cards) page.passed.delete(id);
    page.left = shuffled(pile(), page);
    page.card = page.left.shift() ?? null;
    show();
    next.focus();
  });

  function show() {
    const card = pile().cards.find(({ id }) => id === page.card);
    const count = pile().cards.filter(({ id }) => !page.passed.has(id)).length;
    const through = page.left !== null && (!card || !page.left.length);
    about.replaceChildren(pile().text || "");
    about.hidden = !pile().text;
    said.replaceChildren(...(card
      ? [h("p", { class: "cw-place" }, fill(deck.place, { number: count - page.left.length, count })), h("p", { class: "cw-open-card" }, words(card))]
      : []), ...(through ? [h("p", { class: "cw-place" }, deck.through)] : []));
    tools.replaceChildren(...(card ? [keepBox(exercise, card, "drawn")] : []));
    next.replaceChildren(page.left === null ? deck.draw : through ? deck.again : deck.next);
    next.hidden = through && !count;
    pass.hidden = !card;
    back.hidden = !pile().cards.some(({ id }) => page.passed.has(id)) || !through;
  }

  const radios = content.piles.length > 1 ? h("fieldset", { class: "cw-group cw-piles" }, h("legend", {}, deck.pile),
    h("div", { class: "cw-options" }, content.piles.map(({ id, title, cards }) => {
      const name = idFor(exercise, "pile");
      return h("label", { class: "cw-option", for: `${name}-${id}` },
        h("input", {
          type: "radio", name, id: `${name}-${id}`, value: id, checked: page.pile === id,
          onchange: () => { Object.assign(page, { pile: id, left: null, card: null }); show(); },
        }),
        h("span", {}, `${title} (${cards.length})`));
    }))) : null;
  show();
  return h("section", { class: "cw-deck-draw" }, h("h3", {}, deck.heading), radios, about,
    h("div", { class: "cw-deck-table" }, said, tools, h("div", { class: "cw-deck-buttons" }, next, pass, back)),
    h("p", { class: "cw-help" }, deck.passing_help));
}

/** Every card, for reading, for a screen reader and for paper; a pile to be asked for is folded. */
function list(exercise) {
  const { content, words: { deck } } = exercise;
  const page = stateOf(exercise);
  const cards = (pile) => h("ul", { class: "cw-list" }, pile.cards.map((card) => h("li", {},
    h("p", {}, words(card)), keepBox(exercise, card, "listed"))));
  const piles = content.piles.map((pile) => {
    const title = content.piles.length > 1 ? h(content.drawn ? "h4" : "h3", {}, pile.title) : null;
    if (!pile.asked_for) return [title, pile.text ? h("p", { class: "cw-help" }, pile.text) : null, cards(pile)];
    return [title, h("p", { class: "cw-help" }, pile.text),
      h("details", {}, h("summary", { id: idFor(exercise, "asked", pile.id) }, deck.open_pile, h("span", { class: "cw-hidden" }, `: ${pile.title}`)), cards(pile))];
  }).flat().filter(Boolean);
  if (!content.drawn) return h("section", { class: "cw-all" }, piles);
  const folded = h("details", { class: "cw-all", open: page.listed, ontoggle: () => { page.listed = folded.open; } },
    h("summary", { id: idFor(exercise, "all") }, deck.all), piles);
  return folded;
}

/**
 * What is kept, each with its note. Nothing leaves under the thumb: a card that is put back stays
 * until the page is drawn again, and as long as it has a note.
 */
function keeping(exercise) {
  const { content, answers, words: { deck } } = exercise;
  const page = stateOf(exercise);
  const all = content.piles.flatMap(({ cards }) => cards);
  const place = h("div");
  const entries = new Map();
  const entry = (card) => h("li", {}, h("p", {}, words(card)), keepBox(exercise, card, "kept"),
    textField(exercise, {
      item: `${card.id}.note`, lines: 2, longest: 1000,
      label: [deck.note, h("span", { class: "cw-hidden" }, `: ${card.text}`)],
    }));
  const show = () => {
    const mine = all.filter((card) => kept(exercise, card) || noted(exercise, card) || entries.has(card.id));
    if (mine.length === entries.size && place.firstChild) return;
    for (const card of mine) if (!entries.has(card.id)) entries.set(card.id, entry(card));
    place.replaceChildren(mine.length
      ? h("ul", { class: "cw-list cw-kept" }, mine.map(({ id }) => entries.get(id)))
      : h("p", { class: "cw-help" }, deck.kept_none));
  };
  for (const { id } of all) answers.watch(`${id}.favourite`, show);
  show();
  return h("section", { class: "cw-keeping" }, h("h3", {}, deck.kept), h("p", {}, deck.kept_help), place);
}

export default exerciseView((exercise) => {
  const { content } = exercise;
  return [
    h("p", {}, content.introduction),
    content.how.length ? h("ul", { class: "cw-how" }, content.how.map((line) => h("li", {}, line))) : null,
    h("p", { class: "cw-help" }, content.skip),
    content.drawn ? drawing(exercise) : null,
    content.drawn ? null : list(exercise),
    keeping(exercise),
    content.drawn ? list(exercise) : null,
  ].filter(Boolean);
});
