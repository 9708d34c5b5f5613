"""Findings to cues: what to say to the agent, when, and when to say nothing."""
