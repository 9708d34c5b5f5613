"""Audio to words: is it speech, where does it begin and end, what was said."""
