"""Decides which organisation and which hands a matter belongs to."""
