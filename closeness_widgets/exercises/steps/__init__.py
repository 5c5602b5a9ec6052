"""Steps to take one after the other."""
