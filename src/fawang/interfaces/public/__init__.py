"""The citizen's web pages."""
