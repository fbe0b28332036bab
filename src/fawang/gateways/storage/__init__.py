"""Files outside the web root."""
