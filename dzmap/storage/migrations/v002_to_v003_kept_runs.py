"""Screening runs are kept with everything needed to judge again; reference lists get their tables.

Version 2 declared tables for runs and verdicts that nothing ever wrote; they make room. The layers
are brought to what is declared today, so that a project of version 2 is like a new one.
"""

from sqlite3 import Connection

from dzmap.storage.declared import bring_layers_up_to_date
from dzmap.storage.schema import create_project_table

FROM_VERSION = 2
TITLE = "保留审查运行和人工改判，增加引用名录"

_GONE = ("dzmap_verdicts", "dzmap_runs")
_NEW = ("dzmap_runs", "dzmap_run_parts", "dzmap_contents", "dzmap_overrides")


def migrate(connection: Connection) -> None:
    """Make the tables of kept runs, and the layers and columns that are new."""
    for name in _GONE:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = ?", (name,))
        connection.execute("DELETE FROM gpkg_ogr_contents WHERE table_name = ?", (name,))
    for name in _NEW:
        create_project_table(connection, name)
    bring_layers_up_to_date(connection)
