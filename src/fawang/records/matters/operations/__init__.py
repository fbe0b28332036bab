"""Writes of the matters room, one file for each thing written. Every one runs inside the transaction of the
journey that calls it."""
