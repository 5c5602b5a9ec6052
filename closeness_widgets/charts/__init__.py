"""Figures with their alt text, table and sentences."""
