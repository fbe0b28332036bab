"""Fawang 法网: an open platform for public legal services (12348)."""

__version__ = "0.1.0"
