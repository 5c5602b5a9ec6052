// Turns by a clock: speaker and listener (and one who watches), or somebody alone with paper and pen.
// The clock is no answer. It lives on this page and, for as long as a turn goes on, in the tab's own
// storage as bare numbers, because phones drop pages that lie in the dark.

const SHELF = "clock";
const FORGOTTEN_AFTER = 3 * 3600_000; // milliseconds after which an interrupted turn is not taken up again
const MOST_MINUTES = 15;

const isAlone = ({ about }) => about.kind === "myself";
const now = () => Date.now();

/** Seconds left; 0 once the time is up. `ends` is a moment while the clock runs, else null. */
const remaining = ({ ends, left }) => Math.max(0, ends === null ? left : (ends - now()) / 1000);

function fresh(exercise) {
  return {
    about: exercise.about.id,
    people: 2,
    minutes: exercise.content.phases.map(({ minutes }) => minutes),
    stage: "ready", // ready, turn (a phase runs), swap (between two turns), done
    turn: 0,
    phase: 0,
    left: 0,
    ends: null,
  };
}

function stored(exercise) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(SHELF));
    const same = kept?.about === exercise.about.id && kept.minutes.length === exercise.content.phases.length;
    return same && now() - kept.saved < FORGOTTEN_AFTER ? kept : null;
  } catch {
    return null;
  }
}

function store(clock) {
  try {
    const going = clock.stage === "turn" || clock.stage === "swap";
    if (going) sessionStorage.setItem(SHELF, JSON.stringify({ ...clock, saved: now() }));
    else sessionStorage.removeItem(SHELF);
  } catch { /* a browser without storage starts anew after a reload */ }
}

function clockOf(exercise) {
  if (exercise.clock?.about !== exercise.about.id) exercise.clock = stored(exercise) || fresh(exercise);
  return exercise.clock;
}

const turns = (exercise) => (isAlone(exercise) ? 1 : clockOf(exercise).people);

/** What is done in this phase, role by role. */
function partsOf(exercise, phase) {
  const watched = clockOf(exercise).people === 3;
  return phase.parts.filter(({ id }) => id !== "observer" || watched);
}

function minutesSaid(exercise, count) {
  const { clock } = exercise.content;
  return count === 1 ? clock.one_minute : fill(clock.minutes, { count });
}

function startPhase(exercise, phase) {
  const clock = clockOf(exercise);
  const left = clock.minutes[phase] * 60;
  Object.assign(clock, { stage: "turn", phase, left, ends: now() + left * 1000 });
}

/** To the next phase, the swap, or the end. */
function goOn(exercise) {
  const clock = clockOf(exercise);
  if (clock.phase + 1 < exercise.content.phases.length) startPhase(exercise, clock.phase + 1);
  else if (clock.turn + 1 < turns(exercise)) Object.assign(clock, { stage: "swap", turn: clock.turn + 1, ends: null });
  else Object.assign(clock, { stage: "done", ends: null });
}

/** How many take part and how long each phase is: to be chosen before the first turn. */
function settings(exercise) {
  const { sizes, phases } = exercise.content;
  const clock = clockOf(exercise);
  const name = idFor(exercise, "people");
  const size = (count, label) => h("label", { class: "cw-option", for: `${name}-${count}` },
    h("input", {
      type: "radio", name, id: `${name}-${count}`, value: String(count), checked: clock.people === count,
      onchange: () => { clock.people = count; },
    }), h("span", {}, label));
  const minutes = phases.map((phase, number) => {
    const id = idFor(exercise, "minutes", phase.id);
    const select = h("select", { id, onchange: () => { clock.minutes[number] = Number(select.value); } },
      [...Array(MOST_MINUTES).keys()].map((one) => h("option", { value: String(one + 1), selected: one + 1 === clock.minutes[number] }, minutesSaid(exercise, one + 1))));
    return h("div", { class: "cw-field" }, h("label", { for: id }, phase.setting), select);
  });
  return [
    isAlone(exercise) ? null : h("fieldset", { class: "cw-group" }, h("legend", {}, sizes.question),
      h("div", { class: "cw-options" }, size(2, sizes.two), size(3, sizes.three))),
    h("div", { class: "cw-clock-settings" }, minutes),
  ];
}

/** A phase in words: whose turn it is, and what each role does. */
function turnWords(exercise) {
  const { clock: words, phases, swap } = exercise.content;
  const clock = clockOf(exercise);
  if (clock.stage === "swap") return [h("h4", {}, swap.heading), h("p", {}, clock.people === 3 ? swap.three : swap.two)];
  const phase = phases[clock.phase];
  return [
    turns(exercise) > 1 ? h("p", { class: "cw-turn" }, fill(words.turn, { turn: clock.turn + 1, turns: turns(exercise) })) : null,
    h("h4", {}, phase.title),
    h("dl", { class: "cw-roles" }, partsOf(exercise, phase).map(({ title, text }) => [h("dt", {}, title), h("dd", {}, text)]).flat()),
  ];
}

/** Shows the seconds, and says aloud only what matters: the start, the last minute, the end. */
function ticking(exercise, digits, up, say) {
  const { clock: words } = exercise.content;
  const clock = clockOf(exercise);
  let before = remaining(clock);
  const show = () => {
    const left = remaining(clock);
    const seconds = Math.ceil(left);
    digits.replaceChildren(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    const over = clock.stage === "turn" && left <= 0;
    up.hidden = !over;
    if (over && before > 0) say(words.up);
    else if (before > 60 && left <= 60 && left > 0 && clock.ends !== null) say(words.minute_left);
    before = left;
  };
  const timer = setInterval(() => (digits.isConnected ? show() : clearInterval(timer)), 250);
  show();
  return show;
}

function running(exercise, draw, say) {
  const { clock: words, phases } = exercise.content;
  const clock = clockOf(exercise);
  const button = (name, text, quiet, act) => h("button", {
    type: "button", class: `cw-button${quiet ? " cw-quiet" : ""}`, id: idFor(exercise, "clock", name), onclick: act,
  }, text);
  const step = () => { goOn(exercise); draw(); };
  const stop = h("button", { type: "button", class: "cw-link", id: idFor(exercise, "clock", "stop"), onclick: () => {
    exercise.clock = { ...fresh(exercise), people: clock.people, minutes: clock.minutes };
    draw();
  } }, words.stop);
  if (clock.stage === "swap") {
    return [turnWords(exercise), h("p", { class: "cw-clock-buttons" }, button("next", words.begin_turn, false, () => { startPhase(exercise, 0); draw(); })), stop];
  }
  const digits = h("span", { class: "cw-digits", role: "timer", "aria-label": words.left });
  const up = h("p", { class: "cw-up" }, words.up);
  const show = ticking(exercise, digits, up, say);
  const pauseText = () => (clock.ends === null ? words.go_on : words.pause);
  const pause = button("pause", pauseText(), true, () => {
    const left = remaining(clock);
    Object.assign(clock, clock.ends === null ? { ends: now() + left * 1000 } : { left, ends: null });
    pause.replaceChildren(pauseText());
    if (clock.ends === null) say(words.paused);
    store(clock);
    show();
  });
  const more = button("more", words.more, true, () => {
    const left = remaining(clock) + 60;
    Object.assign(clock, clock.ends === null ? { left } : { ends: now() + left * 1000 });
    store(clock);
    show();
    say(digits.textContent);
  });
  const next = phases[clock.phase + 1];
  const ending = clock.turn + 1 < turns(exercise) ? words.end_turn : words.end;
  return [
    turnWords(exercise),
    h("p", { class: "cw-clock-face" }, digits), up,
    h("p", { class: "cw-clock-buttons" }, button("next", next ? fill(words.next, { phase: next.title }) : ending, false, step), pause, more),
    stop,
  ];
}

function clockSection(exercise) {
  const { clock: words, after } = exercise.content;
  const clock = () => clockOf(exercise);
  const heading = h("h3", { id: idFor(exercise, "clock"), tabindex: "-1" }, words.heading);
  const spoken = h("p", { class: "cw-hidden", "aria-live": "polite" });
  const say = (text) => spoken.replaceChildren(text);
  const place = h("div", { class: "cw-clock" });
  const start = (id, text) => h("button", { type: "button", class: "cw-button", id: idFor(exercise, "clock", id), onclick: () => {
    Object.assign(clock(), { turn: 0 });
    startPhase(exercise, 0);
    draw();
  } }, text);

  /** `asked`: somebody tapped, so the focus stays with the clock and the change is said aloud. */
  function draw(asked = true) {
    const { stage } = clock();
    store(clock());
    place.dataset.stage = stage;
    place.replaceChildren(...(stage === "ready" ? [settings(exercise), h("p", { class: "cw-help" }, words.dark), start("begin", words.begin)]
      : stage === "done" ? [h("p", { class: "cw-turn" }, words.done), start("again", words.again)]
        : running(exercise, draw, say)).flat(2).filter(Boolean));
    if (!asked) return;
    if (stage === "turn") {
      const phase = exercise.content.phases[clock().phase];
      say(`${phase.title}. ${minutesSaid(exercise, clock().minutes[clock().phase])}.`);
    } else if (stage === "swap") say(`${exercise.content.swap.heading}. ${clock().people === 3 ? exercise.content.swap.three : exercise.content.swap.two}`);
    else if (stage === "done") say(`${words.done} ${after.heading}`);
    (place.querySelector("button") || heading).focus({ preventScroll: true });
    heading.scrollIntoView({ block: "nearest" });
  }
  draw(false);
  return h("section", { class: "cw-rounds" }, heading, spoken, place);
}

function folded(exercise, name, summary, content) {
  const key = `${name}Open`;
  const details = h("details", { class: "cw-folded", open: exercise[key], ontoggle: () => { exercise[key] = details.open; } },
    h("summary", { id: idFor(exercise, name) }, summary), content);
  return details;
}

export default exerciseView((exercise) => {
  const { content } = exercise;
  const lines = ({ title, lines: all }) => [h("h4", {}, title), h("ul", {}, all.map(({ text }) => h("li", {}, text)))];
  return [
    h("p", {}, content.introduction), h("p", { class: "cw-help" }, content.skip),
    h("h3", {}, content.before_heading), h("ul", { class: "cw-before" }, content.before.map((line) => h("li", {}, line))),
    clockSection(exercise),
    content.skills.length ? folded(exercise, "skills", content.skills_heading, content.skills.flatMap(lines)) : null,
    content.pitfalls.length ? folded(exercise, "pitfalls", content.pitfalls_heading,
      content.pitfalls.flatMap(({ title, text }) => [h("h4", {}, title), h("p", {}, text)])) : null,
    h("section", {}, h("h3", {}, content.after.heading), h("p", {}, content.after.introduction),
      content.after.questions.map(({ id, text }) => textField(exercise, { item: id, label: text, lines: 3 }))),
  ].filter(Boolean);
});
