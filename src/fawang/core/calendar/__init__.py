"""Legal calendar arithmetic on plain values."""
