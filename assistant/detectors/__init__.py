"""Voices and words to findings. None knows another."""
