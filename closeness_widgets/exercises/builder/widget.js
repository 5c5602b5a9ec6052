// Three short texts become one sentence that is read back while it grows. The page listens for wording
// that is easily heard as blame: it suggests, it changes nothing, and it says what it cannot know.

const LONGEST = 400; // as in answers/builder.py
const HINTS_AFTER = 700; // milliseconds without a key: nobody is interrupted inside a word
const READ_AFTER = 1500;

/* Pure: words in, hints and sentences out. */

/** Words alone, "you've" as two of them: so "you * never" hears "you never", "you've never" and more. */
const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+|\*/gu) || [];

/** Whether a pattern's words stand in the text from `at` on; a star stands for up to three words. */
function standsAt(text, at, [first, ...rest]) {
  if (first === undefined) return true;
  if (first !== "*") return text[at] === first && standsAt(text, at + 1, rest);
  return [0, 1, 2, 3].some((skip) => at + skip <= text.length && standsAt(text, at + skip, rest));
}

/** A part's own words, without the words that lead into it if they were typed once more. */
function bare({ lead }, text) {
  const own = (text || "").split(/\s+/).filter(Boolean).join(" ").replace(/[\s.,;!]+$/, "");
  const again = own.toLowerCase().startsWith(`${lead.toLowerCase()} `);
  return again ? own.slice(lead.length + 1) : own;
}

/** The hints for one part of the sentence, each once, in the order of the file. */
function heard(content, part, text) {
  const own = bare(part, text);
  if (!own) return [];
  const words = wordsOf(`${part.lead} ${own}`);
  const stands = (pattern) => words.some((_, at) => standsAt(words, at, wordsOf(pattern)));
  return content.hints.filter(({ hears }) => hears.some(stands));
}

function sentenceOf(content, texts) {
  return fill(content.sentence, Object.fromEntries(content.parts.map((part) => [part.id, bare(part, texts[part.id]) || part.gap])));
}

/** A text with a feeling's word put in or taken out: "sad" and "tired" make "sad and tired". */
function toggled(content, text, word) {
  const between = content.joined.replace("{before}", "").replace("{last}", "");
  const all = text.split(between).flatMap((one) => one.split(/,\s*/)).map((one) => one.trim()).filter(Boolean);
  const same = (one) => one.toLowerCase() === word.toLowerCase();
  const kept = all.some(same) ? all.filter((one) => !same(one)) : [...all, word];
  const last = kept.pop() || "";
  return kept.length ? fill(content.joined, { before: kept.join(", "), last }) : last;
}

/* The page */

const textsOf = ({ answers, content }) => Object.fromEntries(content.parts.map(({ id }) => [id, answers.get(id) || ""]));

function hintsPlace(exercise, part) {
  const place = h("div", { class: "cw-hints", "aria-live": "polite" });
  let shown = "";
  const show = () => {
    const hints = heard(exercise.content, part, exercise.answers.get(part.id));
    const ids = hints.map(({ id }) => id).join();
    if (ids === shown) return;
    shown = ids;
    place.replaceChildren(...hints.map(({ says, instead }) => h("div", { class: "cw-note" }, h("p", {}, says), h("p", {}, instead))));
  };
  let timer;
  exercise.answers.watch(part.id, () => { clearTimeout(timer); timer = setTimeout(show, HINTS_AFTER); });
  show();
  return place;
}

function feelingsList(exercise, field) {
  const { content, answers } = exercise;
  const input = field.querySelector("input, textarea");
  const buttons = [];
  const mark = () => {
    const words = ` ${wordsOf(input.value).join(" ")} `;
    for (const [word, button] of buttons) button.setAttribute("aria-pressed", String(words.includes(` ${wordsOf(word).join(" ")} `)));
  };
  const chip = (word) => {
    const button = h("button", { type: "button", class: "cw-feeling", onclick: () => {
      const text = toggled(content, input.value, word);
      if (text.length > LONGEST) return;
      input.value = text;
      answers.set("feel", text || null);
    } }, word);
    buttons.push([word, button]);
    return h("li", {}, button);
  };
  const groups = content.feelings.map((group) => {
    const heading = idFor(exercise, "feelings", group.id);
    return [h("h4", { id: heading }, group.heading), h("ul", { "aria-labelledby": heading }, group.words.map(chip))];
  });
  answers.watch("feel", mark);
  mark();
  const details = h("details", { class: "cw-feelings", open: exercise.feelingsOpen, ontoggle: () => { exercise.feelingsOpen = details.open; } },
    h("summary", { id: idFor(exercise, "feelings") }, content.feelings_heading),
    h("p", {}, content.feelings_introduction), groups.flat());
  return details;
}

function partField(exercise, part) {
  const field = textField(exercise, { item: part.id, label: part.label, help: part.help, lines: 2, longest: LONGEST });
  return h("div", { class: "cw-built" },
    h("h3", { class: "cw-lead" }, part.lead, " …"), field, hintsPlace(exercise, part),
    part.id === "feel" ? feelingsList(exercise, field) : null);
}

/** The sentence as it grows, for the eye at once, and read out when the person pauses. */
function together(exercise) {
  const { content, answers } = exercise;
  const seen = h("p", { class: "cw-sentence" });
  const read = h("p", { class: "cw-hidden", role: "status" });
  let timer;
  const show = (aloud) => {
    const text = sentenceOf(content, textsOf(exercise));
    seen.replaceChildren(text);
    clearTimeout(timer);
    if (aloud) timer = setTimeout(() => read.replaceChildren(text), READ_AFTER);
  };
  for (const { id } of content.parts) answers.watch(id, () => show(true));
  show(false);
  return h("section", { class: "cw-together" }, h("h3", {}, content.together), seen, read);
}

function focusOn(exercise, ...parts) {
  document.getElementById(idFor(exercise, ...parts))?.focus();
}

/** Keep what stands in the fields as a sentence of its own; false if nothing stands there. */
function keepSentence(exercise) {
  const texts = textsOf(exercise);
  if (!Object.values(texts).some((text) => text.trim())) return false;
  const id = Date.now().toString(36) + random().replace(/[^a-z0-9]/g, "").slice(0, 2); // in the order they were kept
  exercise.answers.set(`sentence.${id}`, texts);
  for (const part of Object.keys(texts)) exercise.answers.set(part, null);
  exercise.keptLast = `sentence.${id}`;
  return true;
}

function keptEntry(exercise, [item, texts]) {
  const { content, content: { keeping: words }, answers } = exercise;
  const id = item.slice("sentence.".length);
  const text = sentenceOf(content, texts);
  const button = (what, name, onclick) => h("button", {
    type: "button", class: "cw-link", id: idFor(exercise, name, id), onclick,
    "aria-label": fill(words.about, { what, sentence: text }),
  }, what);
  const change = button(words.change, "change", () => {
    keepSentence(exercise); // what stands in the fields is not lost
    answers.set(item, null);
    for (const { id: part } of content.parts) answers.set(part, texts[part] || null);
    exercise.keptLast = null;
    exercise.redraw();
    focusOn(exercise, "feel");
  });
  const remove = button(words.deleting.delete, "delete", () => {
    const keep = h("button", { type: "button", class: "cw-button cw-quiet", onclick: () => { place.replaceChildren(change, remove); remove.focus(); } }, words.deleting.keep);
    place.replaceChildren(h("p", {}, words.deleting.ask),
      h("button", { type: "button", class: "cw-button cw-danger", onclick: () => {
        answers.set(item, null);
        exercise.keptLast = null;
        exercise.erasedSentence = item;
        exercise.redraw();
        focusOn(exercise, "gone");
      } }, words.deleting.confirm), keep);
    keep.focus();
  });
  const place = h("div", { class: "cw-kept-do" }, change, remove);
  return h("li", {}, h("p", { class: "cw-sentence" }, text), place,
    answers.shown[item] ? savedMark(exercise, item) : null);
}

function kept(exercise) {
  const { content: { keeping: words }, answers } = exercise;
  const told = h("p", { class: "cw-told", role: "status" });
  const keep = h("button", { type: "button", class: "cw-button", id: idFor(exercise, "keep"), onclick: () => {
    if (!keepSentence(exercise)) {
      told.replaceChildren(words.empty);
      focusOn(exercise, "feel");
      return;
    }
    exercise.erasedSentence = null;
    exercise.redraw();
    focusOn(exercise, "kept");
  } }, words.keep);
  const said = exercise.keptLast ? ["kept", words.kept, exercise.keptLast]
    : exercise.erasedSentence ? ["gone", words.deleting.done, exercise.erasedSentence] : null;
  const entries = answers.all("sentence.").reverse();
  return h("section", {},
    keep, told,
    said ? h("p", { id: idFor(exercise, said[0]), tabindex: "-1" }, said[1], " ", savedMark(exercise, said[2])) : null,
    h("h3", {}, words.heading),
    entries.length ? h("ul", { class: "cw-kept" }, entries.map((entry) => keptEntry(exercise, entry)))
      : h("p", { class: "cw-help" }, words.none));
}

export default exerciseView((exercise) => {
  const { content } = exercise;
  return [
    h("p", {}, content.introduction),
    h("p", { class: "cw-help" }, content.not_for),
    h("p", { class: "cw-help" }, content.skip),
    content.parts.map((part) => partField(exercise, part)),
    h("p", { class: "cw-note" }, content.listening),
    together(exercise),
    kept(exercise),
  ].flat();
});
