"""Journal: moments of closeness, a weekly check-in, and both read back."""
