// Habits marked for each side, one of one's own to work on, a first small step, all in a few words.
// What is sensitive looks like everything else, and help stands under the list whatever is marked.

const mark = (exercise, { id }, side) => exercise.answers.get(`${id}.${side}`) || 0;

/** As answers/checklist.py: a sensitive habit of the other's rules out opening up to them. */
function promptsAllowed(exercise) {
  return !exercise.content.items.some((item) => item.sensitive && mark(exercise, item, "other") > 0);
}

function sideGroup(exercise, blocker, side) {
  const { content, answers } = exercise;
  const item = `${blocker.id}.${side.id}`;
  return h("fieldset", { class: "cw-side" },
    h("legend", {}, h("span", { class: "cw-hidden" }, `${blocker.title}. ${content.question} `), side.label),
    h("div", { class: "cw-segments" }, content.often.map(({ value, label }) => {
      const id = idFor(exercise, item, value);
      return h("label", { for: id },
        h("input", {
          type: "radio", name: idFor(exercise, item), id, value: String(value), checked: answers.get(item) === value,
          onchange: () => answers.set(item, value),
        }),
        h("span", {}, label));
    })));
}

/** One habit: its words, a group for each side, and a line for "Saved" that keeps its height. */
function card(exercise, blocker) {
  const { content, answers } = exercise;
  const items = content.sides.map((side) => `${blocker.id}.${side.id}`);
  const heading = idFor(exercise, blocker.id, "title");
  const clear = h("button", {
    type: "button", class: "cw-link", id: idFor(exercise, blocker.id, "clear"),
    onclick: () => {
      for (const item of items) if (answers.get(item) !== null) answers.set(item, null);
      for (const radio of element.querySelectorAll("input")) radio.checked = false;
      element.querySelector("input").focus();
    },
  }, content.clear, h("span", { class: "cw-hidden" }, `: ${blocker.title}`));
  const showClear = () => { clear.hidden = items.every((item) => answers.get(item) === null); };
  for (const item of items) answers.watch(item, showClear);
  showClear();
  const element = h("li", { class: "cw-card" },
    h("div", { class: "cw-card-words" }, h("h4", { id: heading }, blocker.title), h("p", {}, blocker.text)),
    content.sides.map((side) => sideGroup(exercise, blocker, side)),
    h("div", { class: "cw-under" }, savedMark(exercise, ...items), clear));
  return element;
}

/** The same for everyone, before and after anything is marked. */
function help({ content }) {
  const page = document.getElementById("site"); // a served page says where it is; a notebook does not
  const link = page && h("a", { class: "cw-link", href: `${JSON.parse(page.textContent).base}help` }, content.help.link);
  return h("div", { class: "cw-note" }, h("p", {}, content.help.text), link && h("p", {}, link));
}

/** A place whose content follows the answers, redrawn only when `state` gives something new. */
function following(exercise, element, state, fill) {
  let shown;
  const show = () => {
    const wanted = state();
    const key = JSON.stringify(wanted);
    if (key !== shown) element.replaceChildren(...fill(wanted).flat().filter(Boolean));
    shown = key;
  };
  for (const { id } of exercise.content.items) {
    for (const side of exercise.content.sides) exercise.answers.watch(`${id}.${side.id}`, show);
  }
  for (const item of ["chosen", "plan.when", "plan.then"]) exercise.answers.watch(item, show);
  show();
  return element;
}

function chooser(exercise) {
  const { content, answers } = exercise;
  const name = idFor(exercise, "chosen");
  const heading = idFor(exercise, "choose");
  const option = ({ id, title }) => h("label", { class: "cw-option", for: `${name}-${id}` },
    h("input", {
      type: "radio", name, id: `${name}-${id}`, value: id, checked: answers.get("chosen") === id,
      onchange: () => answers.set("chosen", id),
    }),
    h("span", {}, title));
  // A choice made from the whole list stays where it is until the page is drawn again.
  const first = answers.get("chosen");
  const offered = () => content.items.filter((item) => item.id === first || mark(exercise, item, "me") > 0).map(({ id }) => id);
  const list = following(exercise, h("div", { class: "cw-offered" }), offered, (ids) => {
    const rest = content.items.filter(({ id }) => !ids.includes(id));
    const details = rest.length ? h("details", { open: exercise.othersOpen, ontoggle: () => { exercise.othersOpen = details.open; } },
      h("summary", { id: idFor(exercise, "others") }, content.choose.others),
      h("div", { class: "cw-options" }, rest.map(option))) : null;
    return [
      ids.length ? h("div", { class: "cw-options" }, content.items.filter(({ id }) => ids.includes(id)).map(option))
        : h("p", { class: "cw-help" }, content.choose.none),
      details,
    ];
  });
  return h("section", { class: "cw-part" }, h("h3", { id: heading }, content.choose.heading),
    h("p", {}, content.choose.introduction),
    h("fieldset", { class: "cw-choose", "aria-labelledby": heading }, list),
    savedMark(exercise, "chosen"));
}

/** The opposite of the chosen habit; quietly the version for oneself where opening up may not be safe. */
function practiceOf(exercise) {
  const chosen = exercise.content.items.find(({ id }) => id === exercise.answers.get("chosen"));
  if (!chosen) return null;
  const { practice } = chosen;
  const { title, tries } = (!promptsAllowed(exercise) && practice.alone) || practice;
  return { title, tries, chosen: chosen.title };
}

function practicePlace(exercise) {
  return following(exercise, h("div", { class: "cw-practice" }), () => practiceOf(exercise), (practice) => practice
    ? [h("p", { class: "cw-help" }, exercise.content.choose.practice), h("h4", {}, practice.title),
      h("ul", {}, practice.tries.map((text) => h("li", {}, text)))]
    : []);
}

function plan(exercise) {
  const { heading, introduction, when, then } = exercise.content.plan;
  return h("section", { class: "cw-part" }, h("h3", {}, heading), h("p", {}, introduction),
    textField(exercise, { item: "plan.when", label: when, lines: 2 }),
    textField(exercise, { item: "plan.then", label: then, lines: 2 }));
}

/** The person's own marks, folded until they want to see them. Nothing about the other stands here. */
function inShort(exercise) {
  const { content, answers } = exercise;
  const { often, items, in_short: words, plan: { when, then } } = content;
  const state = () => ({
    marks: often.slice(1).reverse().map(({ value, label }) => [label, items.filter((item) => mark(exercise, item, "me") === value).map(({ title }) => title)])
      .filter(([, titles]) => titles.length),
    practice: practiceOf(exercise),
    plan: [[when, answers.get("plan.when")], [then, answers.get("plan.then")]].filter(([, text]) => text),
  });
  const lines = following(exercise, h("div"), state, ({ marks, practice, plan: step }) => [
    marks.length ? null : h("p", {}, words.nothing),
    marks.map(([label, titles]) => [h("h4", {}, label), h("ul", {}, titles.map((title) => h("li", {}, title)))]).flat(),
    practice ? [h("h4", {}, words.chosen), h("p", {}, practice.chosen), h("h4", {}, words.practice), h("p", {}, practice.title)] : null,
    step.map(([label, text]) => [h("h4", {}, label), h("p", { class: "cw-own" }, text)]).flat(),
  ]);
  const details = h("details", { class: "cw-part", open: exercise.shortOpen, ontoggle: () => { exercise.shortOpen = details.open; } },
    h("summary", { id: idFor(exercise, "short") }, words.summary), lines);
  return details;
}

export default exerciseView((exercise) => {
  const { content } = exercise;
  return [
    h("p", {}, content.introduction),
    h("p", { class: "cw-help" }, content.not_for),
    h("p", { class: "cw-help" }, content.skip),
    h("h3", {}, content.question),
    h("ol", { class: "cw-cards" }, content.items.map((blocker) => card(exercise, blocker))),
    help(exercise),
    chooser(exercise),
    practicePlace(exercise),
    plan(exercise),
    inShort(exercise),
  ];
});
