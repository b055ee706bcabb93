"""The looks of layers: symbols, labels, filters, scales, and how the map gets them."""
