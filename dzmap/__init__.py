"""dzmap: a desktop GIS for industrial park planning in Dezhou."""

__version__ = "0.1.0"
