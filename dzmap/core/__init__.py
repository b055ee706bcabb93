"""The planning domain: words, quantities, space, catalogs, verdicts, totals. No I/O, no Qt."""
