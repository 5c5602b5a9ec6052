"""Decks: cards drawn at random or read as a list, some of them kept."""
