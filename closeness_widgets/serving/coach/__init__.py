"""The pages and calls of a coach and of their clients."""
