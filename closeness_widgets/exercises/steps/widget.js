// Steps one after the other: words, choices to tick, a place to write, marks. Nothing is locked, since
// each step may be skipped; only a first question that ends the plan leaves them out.

function tick({ id, label, checked, onchange }) {
  const box = h("input", { type: "checkbox", id, checked, onchange: () => onchange(box.checked) });
  return h("label", { class: "cw-option", for: id }, box, h("span", {}, label));
}

/** Choices of which several may be ticked: one answer, the list of their ids. */
function choiceGroup(exercise, step) {
  const { answers } = exercise;
  const item = `${step.id}.choices`;
  const set = (id, on) => {
    const others = (answers.get(item) || []).filter((one) => one !== id);
    const ids = on ? [...others, id] : others;
    answers.set(item, ids.length ? ids : null);
  };
  const chosen = answers.get(item) || [];
  return h("fieldset", { class: "cw-group" },
    h("legend", {}, h("span", { class: "cw-hidden" }, `${step.title}: `), step.choices.question),
    h("div", { class: "cw-chips" }, step.choices.options.map(({ id, label }) => tick({
      id: idFor(exercise, item, id), label, checked: chosen.includes(id), onchange: (on) => set(id, on),
    }))),
    savedMark(exercise, item));
}

function ownWords(exercise, step, title, { label, help, lines }) {
  return textField(exercise, { item: `${step.id}.own`, label: [h("span", { class: "cw-hidden" }, `${title}: `), label], help, lines });
}

/** The boxes of a step, and what to mind while a later one is still open. */
function markGroup(exercise, step, marks) {
  const { answers } = exercise;
  const minds = marks.map((mark, place) => mark.missing && h("p", { class: "cw-mind", "data-place": String(place) }, mark.missing)).filter(Boolean);
  const isSet = (place) => answers.get(`${step.id}.${marks[place].id}`) !== null;
  const show = () => { for (const mind of minds) mind.hidden = !isSet(mind.dataset.place - 1) || isSet(Number(mind.dataset.place)); };
  const items = marks.map((mark) => `${step.id}.${mark.id}`);
  for (const item of items) answers.watch(item, show);
  show();
  return h("fieldset", { class: "cw-group cw-marks" },
    h("legend", { class: "cw-hidden" }, step.title),
    h("div", { class: "cw-chips" }, marks.map(({ id, label }) => tick({
      id: idFor(exercise, step.id, id), label, checked: answers.get(`${step.id}.${id}`) !== null,
      onchange: (on) => answers.set(`${step.id}.${id}`, on || null),
    }))),
    h("div", { "aria-live": "polite" }, minds), savedMark(exercise, ...items));
}

function stepItem(exercise, step, marks, tag) {
  return h("li", { class: "cw-step" },
    h("h4", {}, step.title, tag), h("p", {}, step.text),
    step.tries.length ? h("ul", {}, step.tries.map((text) => h("li", {}, text))) : null,
    step.choices ? choiceGroup(exercise, step) : null,
    step.own ? ownWords(exercise, step, step.title, step.own) : null,
    marks.length ? markGroup(exercise, step, marks) : null);
}

function partSection(exercise, part) {
  const { answers } = exercise;
  const tags = part.steps.map(() => part.next && h("span", { class: "cw-next" }, part.next));
  const isDone = ({ id }) => part.marks.every((mark) => answers.get(`${id}.${mark.id}`) !== null);
  const show = () => {
    const next = part.steps.findIndex((step) => !isDone(step));
    tags.forEach((tag, place) => { if (tag) tag.hidden = place !== next; });
  };
  for (const { id } of part.steps) for (const mark of part.marks) answers.watch(`${id}.${mark.id}`, show);
  show();
  const many = exercise.content.parts.length > 1 || part.text;
  return h("section", { class: "cw-part" },
    many ? h("h3", {}, part.title) : h("h3", { class: "cw-hidden" }, part.title),
    part.text ? h("p", {}, part.text) : null,
    h("ol", { class: "cw-steps" }, part.steps.map((step, place) => stepItem(exercise, step, part.marks, tags[place]))));
}

/** How things stand; the steps follow it at once, without a redraw under the thumb. */
function firstQuestion(exercise, steps) {
  const { answers, content: { first } } = exercise;
  const place = h("div", { "aria-live": "off" });
  let shown;
  const show = () => {
    const way = first.options.find(({ id }) => id === answers.get("first"));
    const wanted = way ? (way.ends ? "ended" : "steps") : "";
    if (wanted === shown) return;
    shown = wanted;
    place.setAttribute("aria-live", wanted === "ended" ? "polite" : "off");
    place.replaceChildren(...{
      "": () => [],
      steps,
      ended: () => [h("div", { class: "cw-note" }, first.ended.map((text) => h("p", {}, text)), siteLink("help", first.link))],
    }[wanted]().flat().filter(Boolean));
  };
  answers.watch("first", show);
  show();
  const help = first.help && idFor(exercise, "first", "help");
  return [
    first.help ? h("p", { class: "cw-help", id: help }, first.help) : null,
    radioGroup(exercise, {
      item: "first", legend: first.question, describedby: help || undefined,
      options: first.options.map(({ id, label }) => ({ value: id, label })),
    }),
    place,
  ];
}

/** What the steps become for somebody alone: words that need no other, and a place to write. */
function alone(exercise) {
  const { content, words: { safety } } = exercise;
  const steps = content.parts.flatMap((part) => part.steps).filter((step) => step.alone);
  if (!steps.length) return [];
  return [
    content.alone ? h("p", {}, content.alone) : null,
    h("ol", { class: "cw-steps" }, steps.map((step) => h("li", { class: "cw-step" },
      h("h4", {}, step.alone.title), h("p", {}, step.alone.text),
      step.own ? ownWords(exercise, step, step.alone.title, { label: safety.own, lines: step.own.lines }) : null))),
  ];
}

export default exerciseView((exercise) => {
  const { content, about } = exercise;
  const steps = () => content.parts.map((part) => partSection(exercise, part));
  return [
    h("p", {}, content.introduction),
    h("p", { class: "cw-help" }, content.skip),
    ...(content.first && about.kind !== "myself" ? firstQuestion(exercise, steps) : steps()),
  ];
}, alone);
