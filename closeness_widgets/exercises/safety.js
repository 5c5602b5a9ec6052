// The question before an exercise that asks a person to be open. Placed after common.js, in one module.

/**
 * Before an exercise that asks a person to be open: is that safe? Only "no" opens the exercise, until
 * the page is left or turns to another relationship. The answer is kept in `exercise.safe` alone, as
 * true or false: it is in no trait, no address and no storage, and "yes" looks like "not sure".
 */
function safetyGate(exercise, draw, drawAlone) {
  const { content, about, words: { safety: words } } = exercise;
  if (exercise.askedAbout !== about.id) Object.assign(exercise, { askedAbout: about.id, safe: null });
  if (!content.safety || about.kind === "myself") return draw(exercise);
  const answer = (safe) => { exercise.safe = safe; exercise.redraw(); };
  const button = (name, look, safe) => h("button", { type: "button", class: look, id: idFor(exercise, "safety", name), onclick: () => answer(safe) }, words[name]);
  const again = button("again", "cw-link", null);
  if (exercise.safe) return [draw(exercise), again];
  if (exercise.safe === null) {
    const [question, meaning] = ["question", "meaning"].map((part) => idFor(exercise, "safety", part));
    const choices = [["no", true], ["yes", false], ["unsure", false]];
    return h("div", { class: "cw-safety" }, // no landmark: a chapter may ask more than once
      h("p", { class: "cw-help" }, words.heading), h("h3", { id: question }, words.question), h("p", { id: meaning }, words.meaning),
      h("div", { class: "cw-answers", role: "group", "aria-labelledby": question, "aria-describedby": meaning },
        choices.map(([name, safe]) => button(name, "cw-button cw-quiet", safe))),
      h("p", { class: "cw-help" }, words.kept));
  }
  const inRoom = document.getElementById("room"); // a workshop goes on by itself; nobody should lose it
  const drawn = drawAlone ? [drawAlone(exercise)].flat().filter(Boolean) : [];
  const alone = drawn.length || !content.alone ? drawn : [h("p", {}, content.alone)];
  return [
    h("div", { class: "cw-note" }, words.careful.map((text) => h("p", {}, text)), siteLink("help", words.help)),
    ...(alone.length ? [h("h3", {}, words.alone), ...alone] : [h("p", {}, words.none), inRoom ? null : siteLink("", words.elsewhere)]),
    again,
  ];
}

/** Whoever leaves the page and comes back is asked anew, even where the browser kept the page. */
function askAgain(exercise) {
  if (exercise.safe === null) return;
  exercise.safe = null;
  exercise.redraw();
}
