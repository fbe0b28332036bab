"""What stands in for papers that are not there: promises, gaps, registers; checked, reminded of, repaired."""
