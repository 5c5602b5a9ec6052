"""Planners: ideas to pick from, and a day, a time and a first step for each pick."""
