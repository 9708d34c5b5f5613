"""The facts of a finished call go in; what caused it, what was missed and its marks come out."""
