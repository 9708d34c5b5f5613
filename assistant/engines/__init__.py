"""Model runtimes: the only rooms that import them. A request goes in, its answer comes out."""
