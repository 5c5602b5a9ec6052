// Dimensions rated now and as wished; statements, folded until wanted; the picture.

function dimensionSection(exercise, dimension) {
  const { content } = exercise;
  const meaning = idFor(exercise, dimension.id, "meaning");
  const rating = (part) => scaleGroup(exercise, {
    item: `${dimension.id}.${part}`, before: dimension.name, legend: content[part], scale: content.scale, describedby: meaning,
  });
  return h("section", { class: "cw-dimension" },
    h("h4", {}, dimension.name), h("p", { class: "cw-help", id: meaning }, dimension.meaning),
    rating("now"), rating("wished"));
}

function closerLook(exercise) {
  const { closer, dimensions } = exercise.content;
  const groups = dimensions.filter((dimension) => dimension.statements.length).map((dimension) => [
    h("h4", {}, dimension.name),
    dimension.statements.map((statement) => scaleGroup(exercise, {
      item: `${dimension.id}.${statement.id}`, legend: statement.text, scale: closer.scale,
    })),
  ]);
  if (!groups.length) return null;
  const details = h("details", { class: "cw-closer", open: exercise.closerOpen, ontoggle: () => { exercise.closerOpen = details.open; } },
    h("summary", { id: idFor(exercise, "closer") }, closer.summary), h("p", {}, closer.introduction), groups.flat(2));
  return details;
}

export default exerciseView((exercise) => {
  const { content } = exercise;
  return [
    h("p", {}, content.introduction),
    h("h3", {}, content.question),
    ...content.dimensions.map((dimension) => dimensionSection(exercise, dimension)),
    content.unvalidated ? h("p", { class: "cw-help" }, content.unvalidated) : null,
    closerLook(exercise),
    ...content.remarks.map(({ heading, text }) => h("div", { class: "cw-note" }, h("h4", {}, heading), h("p", {}, text))),
    pictureSection(exercise, content.picture.heading),
  ];
});
