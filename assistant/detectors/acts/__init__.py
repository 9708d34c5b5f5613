"""Ways of saying things: a line goes in, the places where it does an act come out."""
