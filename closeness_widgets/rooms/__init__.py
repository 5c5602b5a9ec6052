"""Exercises, charts and the desk put together for one notebook."""
