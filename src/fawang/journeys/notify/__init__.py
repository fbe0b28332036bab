"""Telling people: by which means and when, how they want to be told, and whether it arrived."""
