"""Adapters that read tables, vector files and catalogs, and collect every problem they find."""
