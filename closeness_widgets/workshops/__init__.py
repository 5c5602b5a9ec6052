"""A live workshop as plain data: its plan, how it is steered, and what each of its pages sees."""
