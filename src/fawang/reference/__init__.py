"""What is true for everybody: the catalogue, the law, the places."""
