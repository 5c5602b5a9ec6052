"""Checklists: habits marked for oneself and for the other person."""
