"""Content files as validated, frozen models: every word that a person reads."""
