"""What runs say: paired differences, intervals, groups, costs, and which flows moved an outcome."""
