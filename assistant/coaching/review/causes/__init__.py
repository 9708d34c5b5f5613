"""What was said and found goes in; what it says about why a call went wrong comes out."""
