"""Findings go in; cues come out, rarely, and what became of each."""
