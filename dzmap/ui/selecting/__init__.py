"""Selecting objects by what they are and where they lie, without drawing on the map."""
