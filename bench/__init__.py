"""Measurements anyone can run again: each script prints the table it claims."""
