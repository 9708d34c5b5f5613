"""Labelled lines and the language model go in; how rightly it reads them comes out."""
