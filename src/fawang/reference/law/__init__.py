"""Versioned, dated articles, their search and the citation gate."""
