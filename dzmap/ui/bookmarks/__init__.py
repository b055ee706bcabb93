"""Bookmarks of the map."""
