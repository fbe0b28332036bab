"""Everything an outsider touches; no decisions here; cut by audience."""
