"""Scripted telephone calls as YAML go in; two-channel recordings with their truth come out."""
