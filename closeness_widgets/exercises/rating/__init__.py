"""Rating: dimensions now and as wished, and a closer look at each."""
