"""The task 准入审查: conditions, verdicts on map and in the table, and the evidence of each."""
