"""What is true about people and their matters, with an append-only timeline."""
