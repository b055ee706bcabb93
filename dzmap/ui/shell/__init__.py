"""The window around the tasks: menus, strip, docks, status bar, start page, projects and imports."""
