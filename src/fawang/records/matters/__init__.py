"""The matter, its chained timeline, clocks, materials, messages and rating."""
