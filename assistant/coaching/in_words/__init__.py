"""Rules, findings and acts go in; plain English comes out."""
