"""这里能进什么: what may come to a place, asked from the map or from a zone."""
