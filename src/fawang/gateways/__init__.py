"""Outbound ports: one Protocol each, a local implementation that works, and the real remote one."""
