"""The task 叠加看图: layer tree, details of what is selected, tables."""
