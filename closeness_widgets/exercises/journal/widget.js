// A journal: moments of closeness, a check-in once a week, and the picture of both.
// Dates are the person's own: local days as "YYYY-MM-DD", counted by hand and never through UTC.

const EARLIEST = "1900-01-01";
const WEEKS_BACK = 26; // offered in the list; older weeks are there once they hold an answer
const MOMENTS_AT_ONCE = 5;
const CANNOT_SAY = -1;

function isoDay(date) {
  const pad = (number, length) => String(number).padStart(length, "0");
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

/** Noon of a day that is some days after another: no clock change reaches noon. */
function noon(iso, days = 0) {
  const [year, month, day] = iso.split("-").map(Number);
  return new Date(year, month - 1, day + days, 12);
}

const daysAfter = (iso, days) => isoDay(noon(iso, days));
const today = () => isoDay(new Date());
const mondayOf = (iso) => daysAfter(iso, -((noon(iso).getDay() + 6) % 7));

/** A date in words: form "full" (with its weekday), "plain", or "short" (a month's short name, no year). */
function sayDay(exercise, iso, form) {
  const { weekdays, short_months: short, [form]: text } = exercise.content.calendar;
  const months = form === "short" ? short : exercise.content.calendar.months;
  const [year, month, day] = iso.split("-").map(Number);
  return fill(text, { weekday: weekdays[(noon(iso).getDay() + 6) % 7], day, month: months[month - 1], year });
}

function focusOn(exercise, ...parts) {
  document.getElementById(idFor(exercise, ...parts))?.focus();
}

/** What this page shows just now; it starts anew for another relationship. */
function stateOf(exercise) {
  if (exercise.journal?.about !== exercise.about.id) {
    exercise.journal = {
      about: exercise.about.id,
      editing: null, // {id, fresh}: the moment that is open; no id until it has a day
      shown: MOMENTS_AT_ONCE,
      deleted: null, // item of the moment deleted last
      week: null, // Monday of the chosen week; null is this week
      touched: {}, // item of a moment -> its fields of the last save, beside which "Saved" stands
    };
  }
  return exercise.journal;
}

/**
 * One field of a moment in the form that the shared controls expect of an exercise. A moment is one
 * answer: whatever changes, all of it is saved under a new revision.
 */
function fieldOf(exercise, item, name) {
  const { answers } = exercise;
  const page = stateOf(exercise);
  return {
    ...exercise,
    answers: {
      get: () => answers.get(item)?.[name] ?? null,
      set(_item, value, wait) {
        if (answers.shown[item]?.state !== "saving") page.touched[item] = new Set();
        page.touched[item].add(name);
        if (value?.whole) return answers.set(item, value.whole); // "Use mine instead"
        const moment = { ...answers.get(item), [name]: value };
        if (value === null) delete moment[name];
        return answers.set(item, moment, wait);
      },
      watch: (_item, callback) => answers.watch(item, (shown) => {
        if (page.touched[item]?.has(name)) callback({ ...shown, mine: { whole: shown.mine } });
      }),
      flush: () => answers.flush(),
    },
  };
}

/** Any number of choices, kept as a list of ids. `none` is a box for the answer "none of these". */
function checkboxes(field, { item, legend, options, none }) {
  const chosen = () => field.answers.get(item) || [];
  const box = (name, label, checked, onchange) => {
    const id = idFor(field, item, name);
    return h("label", { class: "cw-option", for: id }, h("input", { type: "checkbox", id, checked, onchange }), h("span", {}, label));
  };
  const boxes = options.map((option) => box(option.id, option.label, chosen().includes(option.id), ({ target }) => {
    // Choices that are no longer offered stay with the answer that has them.
    const others = chosen().filter((one) => one !== option.id);
    const all = target.checked ? [...others, option.id] : others;
    if (nothing) nothing.control.checked = false;
    field.answers.set(item, all.length ? all : null);
  }));
  const nothing = none && box("none", none, field.answers.get(item)?.length === 0, ({ target }) => {
    for (const one of boxes) one.control.checked = false;
    field.answers.set(item, target.checked ? [] : null);
  });
  return h("fieldset", { class: "cw-group" }, h("legend", {}, legend),
    h("div", { class: "cw-options cw-helped" }, boxes, nothing),
    h("div", { class: "cw-under" }, savedMark(field, item)));
}

/** The question for a moment's day. `take` is called with each day that can be one. */
function dayField(exercise, { item, value, take }) {
  const words = exercise.content.moments.day;
  const id = idFor(exercise, "moment", "day");
  const problem = h("p", { class: "cw-problem", id: `${id}-problem`, "aria-live": "polite" });
  const isDay = () => input.value >= EARLIEST && input.value <= today();
  const judge = (wrong) => {
    input.setAttribute("aria-invalid", String(wrong));
    problem.replaceChildren(wrong ? words.needed : "");
  };
  const changed = () => {
    if (!isDay()) return; // while a year is typed, "2" is the year 2
    judge(false);
    take(input.value);
  };
  const input = h("input", {
    type: "date", id, min: EARLIEST, max: today(), required: true,
    "aria-describedby": `${id}-help ${id}-problem`, onchange: changed, oninput: changed,
    onblur: () => judge(!isDay() && (input.value !== "" || input.validity.badInput || Boolean(item()))),
  });
  input.value = value || "";
  const choose = (days) => () => { input.value = daysAfter(today(), days); changed(); };
  return h("div", { class: "cw-field cw-day" },
    h("label", { for: id }, words.label),
    h("p", { class: "cw-help", id: `${id}-help` }, words.help),
    h("div", { class: "cw-row" },
      h("button", { type: "button", class: "cw-button cw-quiet", id: `${id}-today`, onclick: choose(0) }, words.today),
      h("button", { type: "button", class: "cw-button cw-quiet", id: `${id}-yesterday`, onclick: choose(-1) }, words.yesterday),
      input),
    problem);
}

/** Everything about a moment but its day; it opens as soon as there is a day to keep it under. */
function momentFields(exercise, item) {
  const { moments: words, scale } = exercise.content;
  const field = (name) => fieldOf(exercise, item, name);
  const at = (name) => `moment.${name}`; // only one moment is open at a time
  return [
    h("p", { class: "cw-day-saved" }, savedMark(field("date"), item)),
    radioGroup(field("part"), {
      item: at("part"), legend: words.part_question, kind: "cw-parts",
      options: words.parts.map(({ id, label }) => ({ value: id, label })),
    }),
    textField(field("what"), { item: at("what"), ...words.what, lines: 4, longest: 2000 }),
    textField(field("with"), { item: at("with"), ...words.with_whom, longest: 120 }),
    scaleGroup(field("close"), { item: at("close"), legend: words.close, scale }),
    checkboxes(field("helped"), { item: at("helped"), legend: words.helped_question, options: words.helped }),
    textField(field("helped_own"), { item: at("helped_own"), ...words.helped_own, longest: 200 }),
  ];
}

function momentEditor(exercise) {
  const { moments: words } = exercise.content;
  const page = stateOf(exercise);
  const { editing } = page;
  const item = () => editing.id && `moment.${editing.id}`;
  const rest = h("div", {});
  const open = () => rest.replaceChildren(...momentFields(exercise, item()));
  const take = (day) => {
    const fresh = !editing.id;
    if (fresh) editing.id = random().slice(0, 10);
    if (fresh || exercise.answers.get(item())?.date !== day) {
      fieldOf(exercise, item(), "date").answers.set(item(), day);
    }
    if (fresh) open();
  };
  const done = () => {
    exercise.answers.flush();
    page.editing = null;
    exercise.redraw();
    focusOn(exercise, ...(editing.id ? ["change", editing.id] : ["add"]));
  };
  const value = editing.id ? exercise.answers.get(item())?.date : "";
  const heading = h("h4", { id: idFor(exercise, "editor") }, editing.fresh ? words.new : words.edit);
  const form = h("div", { class: "cw-panel", role: "group", "aria-labelledby": heading.id },
    heading, dayField(exercise, { item, value, take }), rest,
    h("button", { type: "button", class: "cw-button", id: idFor(exercise, "done"), onclick: done }, words.done));
  if (editing.id) open();
  return form;
}

/** One moment as it is read back, with the ways to change and delete it. */
function momentEntry(exercise, [item, moment]) {
  const { moments: words, scale } = exercise.content;
  const page = stateOf(exercise);
  const id = item.slice("moment.".length);
  const part = words.parts.find((one) => one.id === moment.part)?.label;
  const day = sayDay(exercise, moment.date, "full") + (part ? ` · ${part}` : "");
  const helped = [
    ...words.helped.filter((one) => (moment.helped || []).includes(one.id)).map((one) => one.label),
    ...(moment.helped_own ? [moment.helped_own] : []),
  ].join(" · ");
  const button = (what, name, onclick) => h("button", {
    type: "button", class: "cw-link", id: idFor(exercise, name, id), onclick,
    "aria-label": fill(words.asked_about, { what, day }),
  }, what);
  const change = button(words.edit, "change", () => {
    page.editing = { id, fresh: false };
    page.deleted = null;
    exercise.redraw();
    focusOn(exercise, "moment", "day");
  });
  const remove = button(words.deleting.delete, "delete", () => {
    const keep = h("button", { type: "button", class: "cw-button cw-quiet", onclick: () => { place.replaceChildren(change, remove); remove.focus(); } }, words.deleting.keep);
    place.replaceChildren(h("p", {}, words.deleting.ask),
      h("button", { type: "button", class: "cw-button cw-danger", onclick: () => {
        exercise.answers.set(item, null);
        page.deleted = item;
        exercise.redraw();
        focusOn(exercise, "deleted");
      } }, words.deleting.confirm), keep);
    keep.focus();
  });
  const place = h("div", { class: "cw-row" }, change, remove);
  return h("li", { class: "cw-entry" },
    h("h5", {}, day),
    moment.what ? h("p", { class: "cw-words" }, moment.what) : null,
    moment.with ? h("p", {}, fill(words.with_short, { text: moment.with })) : null,
    moment.close === undefined ? null : h("p", {}, fill(words.close_short, { value: moment.close, maximum: scale.maximum })),
    helped ? h("p", {}, fill(words.helped_short, { text: helped })) : null,
    place, exercise.answers.shown[item] ? savedMark(exercise, item) : null);
}

function momentsSection(exercise) {
  const { moments: words } = exercise.content;
  const page = stateOf(exercise);
  const order = (part) => words.parts.findIndex((one) => one.id === part);
  const entries = exercise.answers.all("moment.")
    .filter(([item]) => item !== `moment.${page.editing?.id}`)
    .sort(([, a], [, b]) => b.date.localeCompare(a.date) || order(b.part) - order(a.part));
  const add = h("button", { type: "button", class: "cw-button", id: idFor(exercise, "add"), onclick: () => {
    page.editing = { id: null, fresh: true };
    page.deleted = null;
    exercise.redraw();
    focusOn(exercise, "moment", "day-today");
  } }, words.add);
  const more = entries.length - page.shown;
  const earlier = h("button", { type: "button", class: "cw-link", id: idFor(exercise, "earlier"), onclick: () => {
    const next = entries[page.shown][0].slice("moment.".length);
    page.shown += 2 * MOMENTS_AT_ONCE;
    exercise.redraw();
    focusOn(exercise, "change", next);
  } }, fill(words.earlier, { count: more }));
  return h("section", { class: "cw-moments" },
    h("h3", {}, words.heading), h("p", {}, words.introduction),
    page.editing ? momentEditor(exercise) : add,
    page.deleted ? h("p", { class: "cw-deleted", id: idFor(exercise, "deleted"), tabindex: "-1" },
      words.deleting.done, " ", savedMark(exercise, page.deleted)) : null,
    h("h4", {}, words.list),
    entries.length ? h("ul", { class: "cw-entries" }, entries.slice(0, page.shown).map((entry) => momentEntry(exercise, entry)))
      : h("p", { class: "cw-help" }, words.none),
    more > 0 ? earlier : null);
}

function weekSection(exercise) {
  const { week: words, scale } = exercise.content;
  const page = stateOf(exercise);
  const current = mondayOf(today());
  const monday = page.week || current;
  const answered = () => new Set(exercise.answers.all("week.").map(([item]) => item.split(".")[1]));
  const label = (week) => {
    const text = week === current ? words.this_week : week === daysAfter(current, -7) ? words.last_week : words.earlier;
    const said = fill(text, { date: sayDay(exercise, week, week.slice(0, 4) === current.slice(0, 4) ? "short" : "plain") });
    return answered().has(week) ? fill(words.filled, { week: said }) : said;
  };
  const weeks = new Set([...Array(WEEKS_BACK).keys()].map((back) => daysAfter(current, -7 * back)));
  const id = idFor(exercise, "week");
  const select = h("select", { id, onchange: () => { page.week = select.value; exercise.redraw(); } },
    [...new Set([...weeks, ...answered(), monday])].sort().reverse()
      .map((week) => h("option", { value: week, selected: week === monday }, label(week))));
  exercise.answers.watch("*", () => select.selectedOptions[0]?.replaceChildren(label(monday)));
  const item = (field) => `week.${monday}.${field}`;
  return h("section", { class: "cw-week" },
    h("h3", {}, words.heading), h("p", {}, words.introduction),
    h("div", { class: "cw-field" }, h("label", { for: id }, words.choose), select),
    words.dimensions.map((dimension) => {
      const meaning = idFor(exercise, dimension.id, "meaning");
      const rating = (when) => scaleGroup(exercise, {
        item: item(`${dimension.id}.${when}`), before: dimension.name, legend: words[when], scale, describedby: meaning,
      });
      return h("section", { class: "cw-weekly" }, h("h4", {}, dimension.name),
        h("p", { class: "cw-help", id: meaning }, dimension.meaning), rating("now"), rating("wished"));
    }),
    h("h4", {}, words.signs_heading), h("p", {}, words.signs_introduction),
    words.signs.map((sign) => radioGroup(exercise, {
      item: item(`sign.${sign.id}`), legend: sign.statement, kind: "cw-sign",
      options: [...words.options, { value: CANNOT_SAY, label: words.cannot_say }],
    })),
    h("h4", {}, words.blockers.heading), h("p", {}, words.blockers.introduction),
    checkboxes(exercise, {
      item: item("blockers"), legend: words.blockers.legend, options: words.blockers.choices, none: words.blockers.none,
    }));
}

/** A page that was left open shows the new day, and the new week, when the person comes back. */
function followCalendar(exercise) {
  const followed = Boolean(exercise.drawnOn);
  exercise.drawnOn = today();
  if (followed) return;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && exercise.drawnOn !== today() && exercise.about.id) exercise.redraw();
  });
}

/** Whoever checks in for a coach sees their own chart without asking: they see it first. */
function drawAtOnce(exercise) {
  if (exercise.drawnAtOnce || !exercise.answers.all("week.").length) return;
  exercise.drawnAtOnce = true;
  setTimeout(() => document.getElementById(idFor(exercise, "picture"))?.click());
}

export default exerciseView((exercise) => {
  followCalendar(exercise);
  const picture = () => pictureSection(exercise, exercise.content.chart.heading);
  if (exercise.model.get("check_in")) {
    drawAtOnce(exercise);
    return [weekSection(exercise), momentsSection(exercise), picture()];
  }
  return [h("p", {}, exercise.content.introduction), momentsSection(exercise), weekSection(exercise), picture()];
});
