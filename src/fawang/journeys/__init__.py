"""Use cases that cross stages: one file each, one transaction each."""
