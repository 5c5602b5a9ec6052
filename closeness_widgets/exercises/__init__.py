"""One folder for each kind of exercise: its widget, script and style."""
