"""Drawing and changing features on the map."""
