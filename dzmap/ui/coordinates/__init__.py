"""坐标换算: lists of places in other notations."""
