"""Drives one call: the only clocks, queues and threads."""
