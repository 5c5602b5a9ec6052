"""Live workshops: rooms and their sockets, joining, leading, and what is printed for them."""
