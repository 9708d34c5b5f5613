"""YAML that people write goes in; what is wrong with it comes out, by line, in sentences."""
