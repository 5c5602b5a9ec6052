// Shared by every exercise and placed before its own widget.js, in one module.
// Native, labelled controls only; text from people or content enters through textContent.

/** An element: h("p", {class: "x", onclick: f, "aria-live": "polite"}, "text", child). */
function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** An id for a control, the same after a redraw so that focus can return to it. */
function idFor(exercise, ...parts) {
  return ["ex", exercise.content.id, ...parts].join("-").replace(/[^\w-]/g, "_");
}

/** The text with its {names} filled in; a name without a value stays as it is. */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function random() {
  // Not crypto.randomUUID: phones on a room's plain HTTP do not have it.
  return Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36)).join("");
}

// Milliseconds until an answer that could not be written down is sent again.
const TRY_AGAIN = 3_000;

/**
 * The person's answers as this page knows them, and those that are not acknowledged yet.
 *
 * A change carries the relationship that it is about, so that one re-sent after the person turned
 * to another relationship is never stored under the wrong name.
 */
class Answers {
  constructor(model) {
    this.model = model;
    this.writer = random();
    this.unsent = new Map(); // "about item" -> {about, item, value, revision, writer}
    this.sent = new Map(); // "about item" -> revision last handed over
    this.timer = null;
    this.settling = []; // who waits until nothing is unsent
    this.forgetWatchers();
    this.learn();
  }

  /** Take over what the kernel says is stored. */
  learn() {
    const about = this.model.get("about").id || "";
    if (about !== this.about) this.shown = {}; // item -> {state, message}
    this.about = about;
    this.words = this.model.get("content").interface.saving;
    this.known = { ...this.model.get("answers") };
  }

  key(item) {
    return `${this.about} ${item}`;
  }

  get(item) {
    const entry = this.unsent.get(this.key(item)) || this.known[item];
    return entry === undefined || entry.value === undefined ? null : entry.value;
  }

  /** All answered items that start with a prefix, as sorted [item, value]. */
  all(prefix = "") {
    const mine = [...this.unsent.values()].filter((change) => change.about === this.about);
    const items = new Set([...Object.keys(this.known), ...mine.map((change) => change.item)]);
    return [...items].filter((item) => item.startsWith(prefix) && this.get(item) !== null)
      .sort().map((item) => [item, this.get(item)]);
  }

  /** Keep an answer; with `wait` (milliseconds) it travels when no further one comes. */
  set(item, value, wait = 0) {
    const key = this.key(item);
    const waiting = this.unsent.get(key);
    const revision = waiting && this.sent.get(key) !== waiting.revision
      ? waiting.revision
      : Math.max(waiting?.revision || 0, this.known[item]?.revision || 0) + 1;
    this.unsent.set(key, { about: this.about, item, value, revision, writer: this.writer });
    this.tell(item, "saving");
    clearTimeout(this.timer);
    if (wait) this.timer = setTimeout(() => this.send(), wait);
    else this.send();
  }

  /** Hand over everything that is not acknowledged: a repeat changes nothing. */
  send() {
    clearTimeout(this.timer);
    if (!this.unsent.size) return;
    for (const [key, change] of this.unsent) this.sent.set(key, change.revision);
    this.model.set("outbox", { sent: random(), changes: [...this.unsent.values()] });
    this.model.save_changes();
  }

  /** Send waiting text now: the person leaves the field or the page. */
  flush() {
    if ([...this.unsent].some(([key, change]) => this.sent.get(key) !== change.revision)) this.send();
  }

  /** Send what waits; resolves when all is acknowledged, rejects if it is not within ten seconds. */
  settle() {
    this.flush();
    if (!this.unsent.size) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("not saved yet")), 10_000);
      this.settling.push(() => { clearTimeout(timer); resolve(); });
    });
  }

  /** Take in a receipt; true if a shown answer must change. */
  receive({ saved = [], refused = [] }) {
    let redraw = false;
    for (const { about, item, revision } of saved) {
      const change = this.unsent.get(`${about} ${item}`);
      if (!change || revision < change.revision) continue;
      this.unsent.delete(`${about} ${item}`);
      if (about !== this.about) continue;
      this.known[item] = { value: change.value, revision };
      this.tell(item, "saved");
    }
    for (const refusal of refused) {
      const { about, item } = refusal;
      const change = this.unsent.get(`${about} ${item}`);
      if (!change || refusal.sent_revision !== change.revision) continue;
      if (refusal.rule === "storage") { // a full disk: no fault of this answer, so it waits here
        if (about === this.about) this.tell(item, "refused", this.words.cannot_store);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.send(), TRY_AGAIN);
        continue;
      }
      this.unsent.delete(`${about} ${item}`);
      if (about !== this.about) continue;
      if (refusal.rule === "stale") {
        this.known[item] = { value: refusal.value, revision: refusal.revision };
        this.tell(item, "elsewhere", this.words.changed_elsewhere, change.value);
        redraw = true;
      } else {
        this.tell(item, "refused", `${this.words.refused} ${refusal.message}`);
      }
    }
    if (!this.unsent.size) for (const done of this.settling.splice(0)) done();
    return redraw;
  }

  tell(item, state, message, mine) {
    this.shown[item] = { state, message: message || this.words[state] || "", mine };
    for (const watcher of this.watchers[item] || []) watcher(this.shown[item]);
    for (const watcher of this.watchers["*"] || []) watcher(this.shown[item]);
  }

  watch(item, callback) {
    (this.watchers[item] ||= new Set()).add(callback);
    if (this.shown[item]) callback(this.shown[item]);
  }

  forgetWatchers() {
    this.watchers = {};
  }

  /** After an erasure: nothing of this relationship is waiting to be sent again. */
  forget() {
    clearTimeout(this.timer);
    for (const [key, change] of this.unsent) if (change.about === this.about) this.unsent.delete(key);
    this.shown = {};
  }
}

/** The word beside an answer: "Saved", "Saving…", or why not. Keeps its place when empty. */
function savedMark(exercise, ...items) {
  const mark = h("span", { class: "cw-saved" });
  const show = (item) => ({ state, message, mine }) => {
    mark.dataset.state = state;
    mark.replaceChildren(message);
    if (state === "elsewhere") {
      mark.append(" ", h("button", {
        type: "button", class: "cw-link",
        onclick: () => { exercise.answers.set(item, mine); exercise.redraw(); },
      }, exercise.words.saving.keep_mine));
    }
  };
  for (const item of items) exercise.answers.watch(item, show(item));
  return mark;
}

/**
 * One choice of several as a radio group. options: [{value, label}]; no default, and "not answered"
 * is said in words. `before` comes before the legend for whoever hears it out of its place.
 */
function radioGroup(exercise, { item, before, legend, options, low, high, describedby, kind = "" }) {
  const name = idFor(exercise, item);
  const current = exercise.answers.get(item);
  const radios = options.map((option) => {
    const id = idFor(exercise, item, option.value);
    return h("label", { class: "cw-option", for: id },
      h("input", {
        type: "radio", name, id, value: String(option.value), checked: current === option.value,
        onchange: () => { exercise.answers.set(item, option.value); answered(true); },
      }),
      h("span", {}, option.label));
  });
  const clear = h("button", {
    type: "button", class: "cw-link cw-clear", id: idFor(exercise, item, "clear"),
    onclick: () => {
      exercise.answers.set(item, null);
      for (const radio of group.querySelectorAll("input")) radio.checked = false;
      group.querySelector("input").focus();
      answered(false);
    },
  }, exercise.words.saving.clear, h("span", { class: "cw-hidden" }, `: ${before ? `${before}, ` : ""}${legend}`));
  const open = h("span", { class: "cw-open" }, exercise.words.saving.not_answered);
  const answered = (yes) => { open.hidden = yes; clear.hidden = !yes; };
  answered(current !== null);
  const group = h("fieldset", { class: `cw-group ${kind}`, "aria-describedby": describedby },
    h("legend", {}, before ? h("span", { class: "cw-hidden" }, `${before}: `) : null, legend),
    low ? h("div", { class: "cw-ends", "aria-hidden": "true" }, h("span", {}, low), h("span", {}, high)) : null,
    h("div", { class: "cw-options" }, radios),
    h("div", { class: "cw-under" }, h("span", {}, open, " ", savedMark(exercise, item)), clear));
  return group;
}

/** A whole-number scale with words at its ends, each end's words part of that choice's name. */
function scaleGroup(exercise, { scale, ...group }) {
  const options = [];
  for (let value = scale.minimum; value <= scale.maximum; value += 1) {
    const end = value === scale.minimum ? scale.low : value === scale.maximum ? scale.high : "";
    options.push({ value, label: h("span", {}, String(value), end ? h("span", { class: "cw-hidden" }, ` ${end}`) : "") });
  }
  const long = options.length > 6 ? " cw-long" : ""; // more than a small phone has room for in a row
  return radioGroup(exercise, { ...group, options, low: scale.low, high: scale.high, kind: `cw-scale${long}` });
}

/** A labelled text field or area that is saved while the person writes. */
function textField(exercise, { item, label, help, lines = 1, longest = 2000 }) {
  const id = idFor(exercise, item);
  const field = h(lines > 1 ? "textarea" : "input", {
    id, maxlength: String(longest), rows: lines > 1 ? String(lines) : undefined,
    type: lines > 1 ? undefined : "text", autocomplete: "off",
    "aria-describedby": help ? `${id}-help` : undefined,
    oninput: () => exercise.answers.set(item, field.value.trim() ? field.value : null, 600),
    onblur: () => exercise.answers.flush(),
  });
  field.value = exercise.answers.get(item) ?? "";
  return h("div", { class: "cw-field" },
    h("label", { for: id }, label),
    help ? h("p", { class: "cw-help", id: `${id}-help` }, help) : null,
    field, savedMark(exercise, item));
}

/** The way to a page of the workbook; null in a notebook, which does not know where that is. */
function siteLink(path, words) {
  const page = document.getElementById("site");
  return page && h("p", {}, h("a", { class: "cw-link", href: `${JSON.parse(page.textContent).base}${path}` }, words));
}

const isAbout = (about, { id, kind, nickname }) => (id ? about.id === id : about.kind === kind && (about.nickname || "") === nickname);

/** Who the answers are about, and the way to choose another. */
function aboutHeader(exercise) {
  const { about, words, model } = exercise;
  const chooser = h("div", { class: "cw-chooser" });
  const choose = (choice, pressed) => {
    for (const one of chooser.querySelectorAll("[aria-busy]")) one.removeAttribute("aria-busy");
    pressed.setAttribute("aria-busy", "true");
    exercise.answers.flush();
    exercise.wish("choice", () => ({ ...choice, wanted: random() }), () => isAbout(model.get("about"), choice));
  };
  const open = () => {
    const group = idFor(exercise, "kind");
    const nickname = h("input", { type: "text", id: idFor(exercise, "nickname"), maxlength: "40", autocomplete: "off", "aria-describedby": idFor(exercise, "nickname-help") });
    const radios = Object.entries(words.others).map(([kind, names]) => {
      const id = idFor(exercise, "kind", kind);
      return h("label", { class: "cw-option", for: id },
        h("input", { type: "radio", name: group, id, value: kind, required: true }), h("span", {}, names.name));
    });
    const known = exercise.model.get("relationships").filter((one) => one.id !== about.id);
    const done = h("button", { type: "submit", class: "cw-button" }, words.about.done);
    chooser.replaceChildren(
      h("form", { class: "cw-about-form", onsubmit: (event) => {
        event.preventDefault();
        const kind = event.target.querySelector("input[type=radio]:checked");
        if (kind) choose({ kind: kind.value, nickname: nickname.value.trim().replace(/\s+/g, " ") }, done);
      } },
        known.length ? h("fieldset", { class: "cw-known" }, h("legend", {}, words.about.switch),
          known.map((one) => h("button", { type: "button", class: "cw-button cw-quiet", onclick: ({ currentTarget }) => choose({ id: one.id }, currentTarget) }, one.name))) : null,
        h("fieldset", { class: "cw-group cw-kinds" }, h("legend", {}, words.about.kind_question), h("div", { class: "cw-options" }, radios)),
        h("div", { class: "cw-field" },
          h("label", { for: nickname.id }, words.about.nickname_label),
          h("p", { class: "cw-help", id: idFor(exercise, "nickname-help") }, words.about.nickname_help),
          nickname),
        done));
  };
  if (!about.id) {
    open();
    return h("header", { class: "cw-about" }, chooser);
  }
  if (model.get("check_in")) { // a coach is told of this one relationship
    return h("header", { class: "cw-about" }, h("p", {}, `${words.about.heading} `, h("strong", {}, about.name)));
  }
  return h("header", { class: "cw-about" },
    h("p", {}, `${words.about.heading} `, h("strong", {}, about.name), " ",
      h("button", { type: "button", class: "cw-link", id: idFor(exercise, "change"), "aria-expanded": "false", onclick: (event) => {
        const folded = !chooser.firstChild;
        event.currentTarget.setAttribute("aria-expanded", String(folded));
        if (folded) { open(); chooser.querySelector("input,button").focus(); } else chooser.replaceChildren();
      } }, words.about.change)),
    chooser);
}

/** A button that asks for the chart, and the chart with its words and its table. */
function pictureSection(exercise, heading) {
  const { model, words } = exercise;
  const button = h("button", { type: "button", class: "cw-button", id: idFor(exercise, "picture") }, words.picture.show);
  const place = h("div", { class: "cw-picture", "aria-live": "polite" });
  const drawing = h("p", {}, words.picture.drawing);
  button.addEventListener("click", () => {
    if (exercise.waits("picture_wanted")) return; // one drawing at a time
    exercise.answers.flush();
    place.replaceChildren(drawing);
    exercise.wish("picture_wanted", () => model.get("picture_wanted") + 1,
      () => model.get("picture").wanted === model.get("picture_wanted"));
  });
  const show = () => {
    const picture = model.get("picture");
    if (exercise.waits("picture_wanted")) return place.replaceChildren(drawing);
    drawing.remove();
    if (!picture || !picture.wanted) return;
    button.replaceChildren(words.picture.again);
    if (!picture.svg) {
      place.replaceChildren(...(picture.sentences?.length ? picture.sentences : [words.picture.nothing]).map((text) => h("p", {}, text)));
      return;
    }
    const { columns = [], rows = [], caption = "" } = picture.table || {};
    place.replaceChildren(h("figure", {},
      h("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`, alt: picture.alt }),
      h("figcaption", {}, (picture.sentences || []).map((text) => h("p", {}, text)))),
      h("details", {}, h("summary", {}, words.picture.table),
        h("div", { class: "cw-table", tabindex: "0", role: "region", "aria-label": caption || heading },
          h("table", {}, h("caption", {}, caption),
            h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
            h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, String(first)), rest.map((cell) => h("td", {}, String(cell))))))))));
  };
  exercise.onPicture = show;
  show();
  return h("section", { class: "cw-picture-section" }, h("h3", {}, heading), button, place);
}

/** Where the ideas come from, and the way to take every answer back. */
function exerciseFooter(exercise) {
  const { words, content, model } = exercise;
  const place = h("div", { class: "cw-erase" });
  const ask = h("button", { type: "button", class: "cw-link", id: idFor(exercise, "erase"), onclick: () => {
    const no = h("button", { type: "button", class: "cw-button cw-quiet", onclick: () => { exercise.forgo("erase_wanted"); place.replaceChildren(ask); ask.focus(); } }, words.erasing.no);
    place.replaceChildren(h("p", {}, words.erasing.ask),
      h("button", { type: "button", class: "cw-button cw-danger", onclick: ({ currentTarget }) => {
        if (exercise.waits("erase_wanted")) return;
        currentTarget.setAttribute("aria-busy", "true");
        exercise.answers.forget();
        exercise.erased = true;
        exercise.wish("erase_wanted", () => model.get("erase_wanted") + 1, () => !exercise.answers.all().length);
      } }, words.erasing.yes), no);
    no.focus();
  } }, words.erasing.erase);
  place.replaceChildren(ask);
  if (exercise.erased && !exercise.waits("erase_wanted")) {
    place.prepend(h("p", { role: "status" }, words.erasing.erased));
    exercise.erased = false;
  }
  const sources = content.sources.map((source) => `“${source.title}” (${source.author})`).join(", ");
  return h("footer", { class: "cw-footer" }, h("p", { class: "cw-source" }, `${words.adapted_from} ${sources}.`), place);
}

/**
 * Draws one exercise. `draw(exercise)` returns the elements between header and footer, for
 * exercise = {model, content, words, about, answers, redraw}. `drawAlone(exercise)` returns the
 * kind's version for somebody who had better not be open with the other; without it the words
 * `alone` of the content stand there, if it has any.
 */
function exerciseView(draw, drawAlone = null) {
  return {
    render({ model, el }) {
      const words = () => model.get("content").interface;
      const live = h("p", { class: "cw-hidden", role: "status" });
      const problem = h("p", { class: "cw-problem", role: "alert" });
      const root = h("article", { class: "cw-exercise", tabindex: "-1" });
      const exercise = { model, erased: false, safe: null, onPicture: () => {}, answers: new Answers(model) };
      const wishes = {}; // what was asked for and has not come: trait -> {value(), met()}
      const ask = (trait) => {
        model.set(trait, wishes[trait].value());
        model.save_changes();
      };
      /** Asks the kernel for something by setting a trait, on a new seat once more, until it is met. */
      exercise.wish = (trait, value, met) => {
        wishes[trait] = { value, met };
        ask(trait);
      };
      exercise.waits = (trait) => trait in wishes;
      exercise.forgo = (trait) => { delete wishes[trait]; exercise.erased = false; };
      const look = () => { for (const [trait, { met }] of Object.entries(wishes)) if (met()) delete wishes[trait]; };
      const hear = () => exercise.answers.watch("*", ({ state, message }) => {
        if (state !== "saving") live.replaceChildren(message);
        // A live workshop's page asks how this stands to what was shared.
        el.dispatchEvent(new CustomEvent("closeness:answer", { bubbles: true, detail: { state } }));
      });

      exercise.redraw = () => {
        exercise.content = model.get("content");
        exercise.words = words();
        exercise.about = model.get("about");
        exercise.answers.forgetWatchers();
        hear();
        const inside = root.contains(document.activeElement) && document.activeElement !== root;
        const focused = document.activeElement.id;
        const chosen = Boolean(exercise.about.id);
        root.setAttribute("aria-label", exercise.content.title);
        root.replaceChildren(...[
          model.get("temporary") ? h("p", { class: "cw-temporary" }, exercise.words.saving.temporary) : null,
          aboutHeader(exercise),
          ...(chosen ? [safetyGate(exercise, draw, drawAlone)].flat(2) : []),
          chosen ? exerciseFooter(exercise) : null,
        ].filter(Boolean));
        // Focus returns to where it was; if that is gone, to the exercise, never to the page's top.
        if (inside) ((focused && document.getElementById(focused)) || root).focus({ preventScroll: true });
      };

      const onAnswers = () => {
        const before = JSON.stringify(exercise.answers.all());
        const chosen = exercise.waits("choice");
        exercise.answers.learn();
        look();
        const met = (chosen && !exercise.waits("choice")) || (exercise.erased && !exercise.waits("erase_wanted"));
        // Nothing moves under the thumb when the page only got a new seat.
        if (met || JSON.stringify(exercise.answers.all()) !== before) exercise.redraw();
      };
      const onWords = () => { exercise.answers.learn(); look(); exercise.redraw(); };
      const onReceipt = () => {
        if (exercise.answers.receive(model.get("receipt"))) exercise.redraw();
      };
      const onPicture = () => { look(); exercise.onPicture(); };
      const onCustom = (message) => {
        if (!message || message.type !== "closeness:reseated") return;
        Object.keys(wishes).forEach(ask);
        exercise.answers.send();
      };
      const onProblem = () => {
        problem.replaceChildren(model.get("problem"));
        if (!model.get("problem")) return;
        for (const trait of Object.keys(wishes)) delete wishes[trait]; // refused: not to be asked again
        for (const one of root.querySelectorAll("[aria-busy]")) one.removeAttribute("aria-busy");
        exercise.erased = false;
        exercise.onPicture();
      };
      const onHide = () => exercise.answers.flush();
      const onLeave = () => askAgain(exercise);
      const onSettle = ({ detail }) => detail.waits.push(exercise.answers.settle());
      const events = [
        ["change:loaded", onAnswers], ["change:content", onWords], ["change:about", onWords],
        ["change:receipt", onReceipt], ["change:picture", onPicture], ["msg:custom", onCustom], ["change:problem", onProblem],
      ];
      for (const [name, callback] of events) model.on(name, callback);
      document.addEventListener("visibilitychange", onHide);
      document.addEventListener("closeness:settle", onSettle);
      window.addEventListener("pagehide", onLeave);
      exercise.redraw();
      el.classList.add("cw");
      el.append(problem, root, live);
      return () => {
        for (const [name, callback] of events) model.off(name, callback);
        document.removeEventListener("visibilitychange", onHide);
        document.removeEventListener("closeness:settle", onSettle);
        window.removeEventListener("pagehide", onLeave);
      };
    },
  };
}
