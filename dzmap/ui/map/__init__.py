"""The map in the window: the widget, the page it hosts, its addresses, and the stage tasks share."""
