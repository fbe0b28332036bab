"""Building the law library: read the source, repair it by rule, write it down with what was repaired."""
