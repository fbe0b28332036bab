"""API v1: asking, the catalogue and a matter's public progress."""
