"""Runs a service's steps as its definition says, with the statutory clocks."""
