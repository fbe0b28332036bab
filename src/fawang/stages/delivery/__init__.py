"""Who is told what, by which means."""
