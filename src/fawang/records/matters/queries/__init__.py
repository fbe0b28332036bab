"""Reads of the matters room: one matter, lists of matters, drafts and cases."""
