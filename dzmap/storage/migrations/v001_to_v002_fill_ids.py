"""Rows that another program adds without an id get one.

Version 1 left ``id`` empty in rows drawn in QGIS; such rows could be neither edited nor deleted.
"""

# Identifiers in SQL come from our own declarations, never from input.
# ruff: noqa: S608

from sqlite3 import Connection

FROM_VERSION = 1
TITLE = "为其他软件添加的行补编号"

_TABLES = (
    "counties",
    "neighbours",
    "townships",
    "waters",
    "zones",
    "parks",
    "clusters",
    "parcels",
    "control_layers",
    "control_areas",
    "enterprises",
    "enterprise_years",
    "projects",
    "project_years",
    "chains",
    "plan_targets",
)


def migrate(connection: Connection) -> None:
    """Fill the ids that are missing and add the triggers that fill them from now on."""
    for table in _TABLES:
        connection.execute(f"UPDATE \"{table}\" SET id = 'x-' || fid WHERE id IS NULL OR id = ''")
        connection.execute(
            f'CREATE TRIGGER "dzmap_fill_id_{table}" AFTER INSERT ON "{table}"'
            " WHEN NEW.id IS NULL OR NEW.id = ''"
            f" BEGIN UPDATE \"{table}\" SET id = 'x-' || NEW.fid"
            " WHERE fid = NEW.fid; END"
        )
