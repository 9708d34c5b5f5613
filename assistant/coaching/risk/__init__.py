"""Findings go in; how likely the customer is to ask to escalate, and why, comes out."""
