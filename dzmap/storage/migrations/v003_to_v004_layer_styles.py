"""What the user chooses for the layers of the map is kept in the project."""

from sqlite3 import Connection

from dzmap.storage.schema import create_project_table

FROM_VERSION = 3
TITLE = "保存图层样式和图层顺序"


def migrate(connection: Connection) -> None:
    """Make the table of layer styles; every layer keeps its built-in look."""
    create_project_table(connection, "dzmap_layer_styles")
