"""What the user chooses for the layers of the map, and bookmarks, are kept in the project."""

from sqlite3 import Connection

from dzmap.storage.schema import create_project_table

FROM_VERSION = 3
TITLE = "保存图层样式、图层顺序和书签"


def migrate(connection: Connection) -> None:
    """Make the tables of layer styles and bookmarks; every layer keeps its built-in look."""
    create_project_table(connection, "dzmap_layer_styles")
    create_project_table(connection, "dzmap_bookmarks")
