"""Builders: one sentence put together from short texts, with hints about its wording."""
