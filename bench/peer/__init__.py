"""The open-source help desk that a bureau would pick instead, installed in an environment of its own."""
