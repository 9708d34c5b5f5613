"""Facts to people: the terminal, the summary."""
