"""Use cases and the ports through which they reach files, databases and writers."""
