"""Which organisation a new matter goes to, and how pressing it is."""
