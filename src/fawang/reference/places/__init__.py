"""The five-level tree of administrative divisions and its grid points."""
