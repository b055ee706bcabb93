"""Choosing industries: a tree with check boxes, a field for one code, a look-up dialog."""
