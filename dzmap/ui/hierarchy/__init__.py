"""层级浏览: going from a zone to its parks and parcels on the map."""
