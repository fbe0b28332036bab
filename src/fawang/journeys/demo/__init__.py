"""The demo city: a made-up city with its people and past matters, from a seed."""
