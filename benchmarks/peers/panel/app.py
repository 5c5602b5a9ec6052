"""Twelve checkboxes and twelve sliders, and an echo of whatever was last changed: Panel."""

import panel as pn

echo = pn.widgets.StaticText(value="Nothing yet")


def show(event):
    """Say what was changed."""
    echo.value = f"{event.obj.name}: {event.new}"


boxes = [pn.widgets.Checkbox(name=f"Blocker {n}") for n in range(1, 13)]
sliders = [pn.widgets.IntSlider(name=f"Rating {n}", start=0, end=10) for n in range(1, 13)]
for control in boxes + sliders:
    control.param.watch(show, "value")
pn.Column(echo, *boxes, *sliders).servable()
