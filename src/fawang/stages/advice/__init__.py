"""Understands a plain-words story and answers it with law that exists."""
