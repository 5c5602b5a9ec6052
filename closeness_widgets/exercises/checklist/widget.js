// Lines marked for each side, in groups if there are any; then what the exercise has of these: their
// picture, one of one's own to work on with a first small step, all in a few words.
// What is sensitive looks like everything else, and help stands under the list whatever is marked.

const mark = (exercise, { id }, side) => exercise.answers.get(`${id}.${side}`) || 0;

/** As answers/checklist.py: a sensitive habit of the other's rules out opening up to them. */
function promptsAllowed(exercise) {
  return !exercise.content.items.some((item) => item.sensitive && mark(exercise, item, "other") > 0);
}

/** Marks of one line for one side. A line without further words is the legend of its only side. */
function sideGroup(exercise, line, side, isLegend) {
  const { content, answers } = exercise;
  const item = `${line.id}.${side.id}`;
  const hidden = (text) => h("span", { class: "cw-hidden" }, text);
  const legend = isLegend ? [line.title, hidden(` ${content.question}`)]
    : [hidden(`${line.title}. ${content.question} `), content.sides.length > 1 ? side.label : hidden(side.label)];
  return h("fieldset", { class: "cw-side" },
    h("legend", { class: isLegend || content.sides.length > 1 ? "" : "cw-hidden" }, legend),
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

/** One line: its words, a group for each side, and a place for "Saved" that keeps its height. */
function card(exercise, line) {
  const { content, answers } = exercise;
  const items = content.sides.map((side) => `${line.id}.${side.id}`);
  const isLegend = content.sides.length === 1 && !line.text;
  const clear = h("button", {
    type: "button", class: "cw-link", id: idFor(exercise, line.id, "clear"),
    onclick: () => {
      for (const item of items) if (answers.get(item) !== null) answers.set(item, null);
      for (const radio of element.querySelectorAll("input")) radio.checked = false;
      element.querySelector("input").focus();
    },
  }, content.clear, h("span", { class: "cw-hidden" }, `: ${line.title}`));
  const showClear = () => { clear.hidden = items.every((item) => answers.get(item) === null); };
  for (const item of items) answers.watch(item, showClear);
  showClear();
  const element = h("li", { class: isLegend ? "cw-card cw-one-line" : "cw-card" },
    isLegend ? null : h("div", { class: "cw-card-words" },
      h("h4", { id: idFor(exercise, line.id, "title") }, line.title), line.text && h("p", {}, line.text)),
    content.sides.map((side) => sideGroup(exercise, line, side, isLegend)),
    h("div", { class: "cw-under" }, savedMark(exercise, ...items), clear));
  return element;
}

/** All lines in one list, or a list a group under the group's heading. */
function lists(exercise) {
  const { groups, items, question } = exercise.content;
  const list = (lines) => h("ol", { class: "cw-cards" }, lines.map((line) => card(exercise, line)));
  if (!groups.length) return [h("h3", {}, question), list(items)];
  return groups.map((group) => h("section", { class: "cw-part" },
    h("h3", {}, group.heading), group.introduction && h("p", {}, group.introduction),
    h("p", { class: "cw-question" }, question),
    list(items.filter((line) => line.group === group.id))));
}

/** The same for everyone, before and after anything is marked. */
function help({ content }) {
  return h("div", { class: "cw-note" }, h("p", {}, content.help.text), siteLink("help", content.help.link));
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
  const choosable = content.ways.length ? content.ways : content.items.filter(({ practice }) => practice);
  const option = ({ id, title }) => h("label", { class: "cw-option", for: `${name}-${id}` },
    h("input", {
      type: "radio", name, id: `${name}-${id}`, value: id, checked: answers.get("chosen") === id,
      onchange: () => answers.set("chosen", id),
    }),
    h("span", {}, title));
  // A choice made from the whole list stays where it is until the page is drawn again.
  const first = answers.get("chosen");
  const offered = () => choosable.filter((item) => content.ways.length || item.id === first || mark(exercise, item, "me") > 0).map(({ id }) => id);
  const list = following(exercise, h("div", { class: "cw-offered" }), offered, (ids) => {
    const rest = choosable.filter(({ id }) => !ids.includes(id));
    const details = rest.length ? h("details", { open: exercise.othersOpen, ontoggle: () => { exercise.othersOpen = details.open; } },
      h("summary", { id: idFor(exercise, "others") }, content.choose.others),
      h("div", { class: "cw-options" }, rest.map(option))) : null;
    return [
      ids.length ? h("div", { class: "cw-options" }, choosable.filter(({ id }) => ids.includes(id)).map(option))
        : h("p", { class: "cw-help" }, content.choose.none),
      details,
    ];
  });
  return h("section", { class: "cw-part" }, h("h3", { id: heading }, content.choose.heading),
    h("p", {}, content.choose.introduction),
    h("fieldset", { class: "cw-choose", "aria-labelledby": heading }, list),
    savedMark(exercise, "chosen"));
}

/** What goes with the choice; quietly the version for oneself where opening up may not be safe. */
function practiceOf(exercise) {
  const { items, ways } = exercise.content;
  const chosen = [...ways, ...items].find(({ id, practice }) => practice && id === exercise.answers.get("chosen"));
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

/** Where being open with the other may not be safe: the same lines for oneself, and nothing else. */
function forOneself(exercise) {
  const { content } = exercise;
  const alone = { ...exercise, content: { ...content, sides: content.sides.filter(({ id }) => id === "me") } };
  return [content.alone && h("p", {}, content.alone), ...lists(alone)];
}

export default exerciseView((exercise) => {
  const { content } = exercise;
  return [
    h("p", {}, content.introduction),
    h("p", { class: "cw-help" }, content.not_for),
    h("p", { class: "cw-help" }, content.skip),
    ...lists(exercise),
    content.remark ? h("div", { class: "cw-note" }, h("h4", {}, content.remark.heading), h("p", {}, content.remark.text)) : null,
    help(exercise),
    content.picture ? pictureSection(exercise, content.picture.heading) : null,
    ...(content.choose ? [chooser(exercise), practicePlace(exercise), plan(exercise), inShort(exercise)] : []),
  ];
}, forOneself);
