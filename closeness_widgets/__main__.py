"""``python -m closeness_widgets`` is the ``closeness`` command."""

from closeness_widgets.cli import main

main()
