// Two pairs of circles: how close now, and how close it should be. A drawing to move with a finger or
// a mouse; under it the same as a slider and two buttons, and the place in words. One number is behind
// all three: 0 is apart, 10 is closest.

const CLOSEST = 10;
const MIDDLE = 5; // where the circles wait, dashed, until there is an answer
const SIZE = { width: 300, height: 132, radius: 56 };
const TOUCHING = 2 * SIZE.radius; // how far the middles are apart at 1
const STEP = 11.3; // how much nearer they come with each step
const WAIT = 400; // milliseconds: somebody who moves a circle passes places that they do not mean

const apart = (value) => TOUCHING - STEP * (value - 1);

function svg(tag, props, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function drawing() {
  const { width, height, radius } = SIZE;
  const circle = (side) => svg("circle", { class: `cw-circle cw-${side}`, cx: width / 2, cy: height / 2, r: radius });
  return svg("svg", { class: "cw-drawing", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, circle("you"), circle("them"));
}

/** Follow a finger or a mouse: away from the middle is further apart. `move(value)` while it goes on. */
function followPointer(picture, { value, move }) {
  let held = null;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const box = picture.getBoundingClientRect();
    held = {
      at: event.clientX, from: apart(value()), scale: SIZE.width / box.width,
      side: event.clientX < box.left + box.width / 2 ? -1 : 1,
    };
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!held) return;
    // Both circles move, so that the middles part twice as fast as the finger goes.
    const wide = held.from + 2 * (event.clientX - held.at) * held.scale * held.side;
    const wanted = Math.round((TOUCHING - wide) / STEP + 1);
    move(Math.min(CLOSEST, Math.max(0, wanted)));
  });
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, () => { held = null; });
}

function circlesFor(exercise, item) {
  const { content, answers, words } = exercise;
  const [id, heading, question, text] = ["slider", "heading", "question", "words"].map((part) => idFor(exercise, item, part));
  const view = content[item];
  const picture = drawing();
  const said = h("p", { class: "cw-where", id: text });
  const heard = h("span", { class: "cw-hidden", role: "status" });
  const slider = h("input", {
    type: "range", id, min: "0", max: String(CLOSEST), step: "1", "aria-describedby": question,
    oninput: () => move(Number(slider.value)), onchange: () => answers.flush(),
  });
  const button = (name, by) => h("button", {
    type: "button", class: "cw-button cw-quiet", id: idFor(exercise, item, name), "aria-describedby": heading,
    onclick: () => {
      const now = answers.get(item);
      move(now === null ? MIDDLE : Math.min(CLOSEST, Math.max(0, now + by)));
      heard.replaceChildren(said.textContent);
    },
  }, content[name]);
  const buttons = { further: button("further", -1), closer: button("closer", 1) };
  const clear = h("button", {
    type: "button", class: "cw-link", id: idFor(exercise, item, "clear"),
    onclick: () => { answers.set(item, null); show(); slider.focus(); },
  }, words.saving.clear, h("span", { class: "cw-hidden" }, `: ${view.heading}`));

  const show = () => {
    const value = answers.get(item);
    const place = value === null ? MIDDLE : value;
    const told = value === null ? words.saving.not_answered : content.positions[value];
    picture.style.setProperty("--half", String(apart(place) / 2));
    picture.classList.toggle("cw-waiting", value === null);
    slider.value = String(place);
    slider.setAttribute("aria-valuetext", told);
    said.replaceChildren(told);
    clear.hidden = value === null;
    buttons.closer.setAttribute("aria-disabled", String(value === CLOSEST));
    buttons.further.setAttribute("aria-disabled", String(value === 0));
  };
  const move = (value) => {
    if (value === answers.get(item)) return;
    answers.set(item, value, WAIT);
    show();
  };
  followPointer(picture, { value: () => answers.get(item) ?? MIDDLE, move });
  show();

  return h("section", { class: "cw-pair", "aria-labelledby": heading },
    h("h3", { id: heading }, view.heading), h("p", { id: question }, view.question),
    picture,
    h("p", { class: "cw-names", "aria-hidden": "true" },
      h("span", { class: "cw-name-you" }, content.you), h("span", { class: "cw-name-them" }, content.them)),
    said, heard,
    h("div", { class: "cw-slide" },
      h("label", { for: id }, content.slider, h("span", { class: "cw-hidden" }, `: ${view.heading}`)), slider),
    h("div", { class: "cw-move" }, buttons.further, buttons.closer),
    h("div", { class: "cw-under" }, savedMark(exercise, item), clear));
}

/** What both pairs say together, once both are answered: nothing is measured here. */
function comparison(exercise) {
  const { answers, content: { compare } } = exercise;
  const place = h("p", { class: "cw-compare", role: "status" });
  const show = () => {
    const [now, wished] = ["now", "wished"].map((item) => answers.get(item));
    const told = now === null || wished === null ? "" : wished > now ? compare.closer : wished < now ? compare.further : compare.same;
    if (place.textContent !== told) place.textContent = told;
  };
  for (const item of ["now", "wished"]) answers.watch(item, show);
  show();
  return place;
}

export default exerciseView((exercise) => {
  const { content } = exercise;
  return [
    h("p", {}, content.introduction),
    h("p", { class: "cw-help" }, content.skip),
    h("p", {}, content.how),
    h("div", { class: "cw-pairs" }, circlesFor(exercise, "now"), circlesFor(exercise, "wished")),
    comparison(exercise),
    content.remarks.length ? h("div", { class: "cw-note" }, content.remarks.map((text) => h("p", {}, text))) : null,
  ];
});
