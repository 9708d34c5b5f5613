"""Playbooks in YAML go in; checked rules come out."""
