"""The decisions of advice, one file each, pure functions over plain values."""
