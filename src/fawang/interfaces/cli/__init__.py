"""The fawang command."""
