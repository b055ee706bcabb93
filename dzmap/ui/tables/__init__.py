"""Tables of the window: models over DataFrames, views, filters, export."""
