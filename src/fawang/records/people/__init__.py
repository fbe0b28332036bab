"""Parties, organisations, staff and their appointments."""
