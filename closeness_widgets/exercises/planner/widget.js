// Ideas in groups, up to three of them picked; for each pick a small first practice, a day, a time
// and a "when ..., I will ..."; all of it in short, on paper, and as a file for a calendar.

const MOST = 3; // as in content/planner.py; the server refuses more
const LONGEST = 500; // as in answers/planner.py
const EARLIEST = "2000-01-01";
const LATEST = "2199-12-31";

const allIdeas = ({ content }) => content.groups.flatMap(({ ideas }) => ideas);

/** The ids picked, without any that this exercise does not offer (any more). */
function picks(exercise) {
  const offered = allIdeas(exercise).map(({ id }) => id);
  return (exercise.answers.get("picks") || []).filter((id) => offered.includes(id));
}

function setPicks(exercise, ids) {
  exercise.answers.set("picks", ids.length ? ids : null);
}

/** A place that is filled anew whenever `state` gives something new after an answer. */
function following(exercise, element, state, draw) {
  let shown;
  const show = () => {
    const wanted = state();
    const key = JSON.stringify(wanted);
    if (key === shown) return;
    shown = key;
    element.replaceChildren(...draw(wanted).flat(2).filter(Boolean));
  };
  exercise.answers.watch("*", show);
  show();
  return element;
}

/** The day as it is said where the page's language is spoken: "Sunday 6 December". */
function sayDay(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  const language = document.documentElement.lang || "en";
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { weekday: "long", day: "numeric", month: "long", year: "numeric" })
    .format(new Date(year, month - 1, day, 12));
}

function today() {
  const now = new Date();
  const pad = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/* Picking */

function ideaEntry(exercise, idea) {
  const { content } = exercise;
  const id = idFor(exercise, "idea", idea.id);
  const full = h("p", { class: "cw-too-many", role: "alert" });
  const box = h("input", { type: "checkbox", id, checked: picks(exercise).includes(idea.id), "aria-describedby": `${id}-text`, onchange: () => {
    const others = picks(exercise).filter((one) => one !== idea.id);
    full.replaceChildren();
    if (box.checked && others.length >= MOST) {
      box.checked = false;
      full.replaceChildren(content.choose.full);
      return;
    }
    setPicks(exercise, box.checked ? [...others, idea.id] : others);
  } });
  exercise.boxes.set(idea.id, box);
  const whole = allIdeas(exercise).find((one) => one.id === idea.part_of);
  const link = whole && h("button", { type: "button", class: "cw-link", id: `${id}-whole`, onclick: () => {
    const target = exercise.boxes.get(whole.id);
    for (let part = target.parentElement; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    target.focus();
  } }, fill(content.choose.part_of, { title: whole.title }));
  return h("li", { class: "cw-idea" },
    h("label", { class: "cw-option", for: id }, box, h("span", {}, h("strong", {}, idea.title))),
    h("p", { id: `${id}-text` }, idea.text), link || null, full);
}

function groupEntry(exercise, group, first) {
  const name = idFor(exercise, "group", group.id);
  exercise.openGroups ||= new Set(first ? [group.id] : []);
  const details = h("details", { class: "cw-ideas", open: exercise.openGroups.has(group.id), ontoggle: () => {
    if (details.open) exercise.openGroups.add(group.id);
    else exercise.openGroups.delete(group.id);
  } },
    h("summary", { id: name }, group.heading),
    h("ul", { "aria-labelledby": name }, group.ideas.map((idea) => ideaEntry(exercise, idea))));
  return details;
}

function choosing(exercise) {
  const { content: { choose, groups } } = exercise;
  exercise.boxes = new Map();
  const count = following(exercise, h("p", { class: "cw-picked", role: "status" }), () => picks(exercise).length,
    (number) => [fill(choose.count, { count: number, most: MOST })]);
  return h("section", { class: "cw-picking" },
    h("h3", {}, choose.pick),
    groups.map((group, number) => groupEntry(exercise, group, number === 0)),
    h("div", { class: "cw-under" }, count, savedMark(exercise, "picks")));
}

/* Planning */

function dateOrTime(exercise, { item, type, label }) {
  const id = idFor(exercise, item);
  const input = h("input", { type, id, min: type === "date" ? today() : undefined, oninput: () => {
    const { value } = input;
    const isDay = value >= EARLIEST && value <= LATEST; // while a year is typed, "2" is the year 2
    if (value ? type === "time" || isDay : !input.validity.badInput) exercise.answers.set(item, value.slice(0, type === "time" ? 5 : 10) || null, 600);
  }, onblur: () => exercise.answers.flush() });
  input.value = exercise.answers.get(item) || "";
  return h("div", { class: "cw-field" }, h("label", { for: id }, label), input);
}

function cadenceField(exercise, idea) {
  const item = `${idea.id}.every`;
  const id = idFor(exercise, item);
  const current = exercise.answers.get(item) || idea.every;
  const select = h("select", { id, onchange: () => exercise.answers.set(item, select.value) },
    exercise.content.cadences.map((one) => h("option", { value: one.id, selected: one.id === current }, one.label)));
  return h("div", { class: "cw-field" }, h("label", { for: id }, exercise.content.plan.every), select);
}

function planCard(exercise, idea) {
  const { plan } = exercise.content;
  const field = (name) => `${idea.id}.${name}`;
  const heading = idFor(exercise, "plan", idea.id);
  const drop = h("button", { type: "button", class: "cw-link", id: idFor(exercise, "drop", idea.id), onclick: () => {
    setPicks(exercise, picks(exercise).filter((id) => id !== idea.id));
    document.getElementById(idFor(exercise, "plans")).focus();
  } }, plan.drop, h("span", { class: "cw-hidden" }, `: ${idea.title}`));
  return h("section", { class: "cw-planned", role: "group", "aria-labelledby": heading },
    h("h4", { id: heading }, idea.title),
    h("div", { class: "cw-first-step" }, h("p", { class: "cw-help" }, plan.first), h("p", {}, idea.first)),
    h("div", { class: "cw-planned-at" },
      dateOrTime(exercise, { item: field("day"), type: "date", label: plan.day }),
      dateOrTime(exercise, { item: field("time"), type: "time", label: plan.time }),
      cadenceField(exercise, idea)),
    savedMark(exercise, field("day"), field("time"), field("every")),
    textField(exercise, { item: field("when"), label: plan.when, help: plan.when_help, lines: 2, longest: LONGEST }),
    textField(exercise, { item: field("then"), label: plan.then, lines: 2, longest: LONGEST }),
    drop);
}

function plans(exercise) {
  const { plan, choose } = exercise.content;
  const cards = new Map(); // a card stays as it is while another idea is picked
  const place = following(exercise, h("div"), () => picks(exercise), (ids) => {
    for (const [id, box] of exercise.boxes) box.checked = ids.includes(id);
    const ideas = ids.map((id) => allIdeas(exercise).find((one) => one.id === id));
    for (const idea of ideas) if (!cards.has(idea.id)) cards.set(idea.id, planCard(exercise, idea));
    return ideas.length ? ideas.map(({ id }) => cards.get(id)) : [h("p", { class: "cw-help" }, choose.none)];
  });
  return h("section", { class: "cw-part" },
    h("h3", { id: idFor(exercise, "plans"), tabindex: "-1" }, plan.heading), h("p", {}, plan.introduction), place);
}

/* In short, on paper, in a calendar */

function linesOf(exercise) {
  const { answers, content: { cadences, plan } } = exercise;
  return picks(exercise).map((id) => {
    const idea = allIdeas(exercise).find((one) => one.id === id);
    const get = (name) => answers.get(`${id}.${name}`);
    const every = cadences.find((one) => one.id === (get("every") || idea.every)).label;
    return {
      title: idea.title,
      at: get("day") || get("time") ? [get("day") && sayDay(get("day")), get("time"), every].filter(Boolean).join(" · ") : "",
      first: idea.first,
      own: [[plan.when, get("when")], [plan.then, get("then")]].filter(([, text]) => text),
      day: get("day"),
    };
  });
}

function inShort(exercise) {
  const { in_short: words, title } = exercise.content;
  const print = () => {
    const marked = [[document.documentElement, "cw-prints-plan"], [section, "cw-printing"]];
    for (const [element, name] of marked) element.classList.add(name);
    window.addEventListener("afterprint", () => { for (const [element, name] of marked) element.classList.remove(name); }, { once: true });
    window.print();
  };
  const list = following(exercise, h("div"), () => linesOf(exercise), (lines) => lines.length
    ? [lines.map(({ title: name, at, first, own }) => [
      h("h4", {}, name), at ? h("p", { class: "cw-plan-at" }, at) : null, h("p", {}, first),
      own.map(([label, text]) => h("p", { class: "cw-own" }, h("strong", {}, label), " ", text))].flat()),
    h("button", { type: "button", class: "cw-button cw-quiet", id: idFor(exercise, "print"), onclick: print }, words.print)]
    : [h("p", { class: "cw-help" }, words.nothing)]);
  const section = h("section", { class: "cw-part cw-plan-short" }, h("h3", {}, words.heading), h("p", { class: "cw-printed" }, title), list);
  return section;
}

/** A link to the server's file: phones open it as a calendar's own, which they do not do with what a page makes. */
function calendarFile(exercise) {
  const page = document.getElementById("site"); // a notebook without a workbook has no address for it
  if (!page) return null;
  const { content, about } = exercise;
  const words = content.calendar;
  const own = h("input", { type: "checkbox", id: idFor(exercise, "own-words") });
  const told = h("p", { role: "status" });
  const address = () => `${JSON.parse(page.textContent).base}plan.ics?${new URLSearchParams({ exercise: content.id, about: about.id, ...(own.checked ? { own: "1" } : {}) })}`;
  const save = h("button", { type: "button", class: "cw-button", id: idFor(exercise, "calendar"), onclick: async () => {
    if (save.getAttribute("aria-busy")) return;
    save.setAttribute("aria-busy", "true");
    told.replaceChildren(exercise.words.saving.saving);
    try {
      await exercise.answers.settle();
      told.replaceChildren();
      location.assign(address());
    } catch {
      told.replaceChildren(words.not_yet);
    }
    save.removeAttribute("aria-busy");
  } }, words.save);
  const ways = [h("label", { class: "cw-option", for: own.id }, own, h("span", {}, words.own_words)), save, told];
  const place = following(exercise, h("div", { class: "cw-calendar" }), () => linesOf(exercise).some(({ day }) => day),
    (ready) => (ready ? ways : [h("p", { class: "cw-help" }, words.needs_day)]));
  return h("section", { class: "cw-part" }, h("h3", {}, words.heading), h("p", {}, words.introduction), place);
}

export default exerciseView((exercise) => {
  const { introduction, not_for: notFor, skip } = exercise.content;
  return [
    h("p", {}, introduction),
    h("p", { class: "cw-help" }, notFor),
    h("p", { class: "cw-help" }, skip),
    choosing(exercise),
    plans(exercise),
    inShort(exercise),
    calendarFile(exercise),
  ];
});
