"""A coach's clients as plain data: what the coach keeps of them, what they opened to the coach."""
