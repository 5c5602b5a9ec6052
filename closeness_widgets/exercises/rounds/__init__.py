"""Listening rounds: speaker, listener, swap, by a clock."""
