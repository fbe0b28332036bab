"""Settings, URLs and server entry points: the composition root."""
