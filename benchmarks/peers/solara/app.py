"""Twelve checkboxes and twelve sliders, and an echo of whatever was last changed: Solara."""

import solara


@solara.component
def Page():  # noqa: N802 - Solara asks for this name
    """The page."""
    echo, set_echo = solara.use_state("Nothing yet")
    solara.Text(echo, classes=["echo"])
    for n in range(1, 13):
        name = f"Blocker {n}"
        solara.Checkbox(
            label=name,
            value=False,
            on_value=lambda value, name=name: set_echo(f"{name}: {value}"),
        )
    for n in range(1, 13):
        name = f"Rating {n}"
        solara.SliderInt(
            name, min=0, max=10, on_value=lambda value, name=name: set_echo(f"{name}: {value}")
        )
