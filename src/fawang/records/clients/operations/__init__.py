"""Writes of clients, quotas, answers and callbacks."""
