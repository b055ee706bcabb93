"""The task 出图: options at the left, the pages in the middle, checks and formats at the right."""
