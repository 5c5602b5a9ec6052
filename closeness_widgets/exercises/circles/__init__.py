"""Circles: how close now, and how close a person would like it to be."""
