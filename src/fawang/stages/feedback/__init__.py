"""Decides what a rating leads to."""
