"""Is it right, and is it fast."""
