"""The tools of the map: what is measured, selected and drawn with them."""
