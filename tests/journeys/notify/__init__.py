"""Telling people: means, hours, safe contact, and what became of each message."""
