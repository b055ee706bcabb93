import sqlite3

from dzmap.core.tables import TABLES
from dzmap.services.overlay import overlay_model
from dzmap.storage.map_sources import sources_of
from dzmap.storage.qml import Style
from tests.helpers.report_projects import sample_project

DERIVED = {"city"}  # the union of the counties; QGIS has no layer of it


def test_that_every_layer_of_the_overlay_is_known_by_its_table() -> None:
    project = sample_project()
    connection = sqlite3.connect(":memory:")
    registry = project.table("control_layers")[["id", "name", "kind"]]
    connection.execute("CREATE TABLE control_layers (id TEXT, name TEXT, kind TEXT)")
    connection.executemany(
        "INSERT INTO control_layers VALUES (?, ?, ?)", registry.to_numpy().tolist()
    )
    for layer in overlay_model(project).layers:
        if layer.id in DERIVED or not layer.table:
            continue
        known = {one.id: one for one in sources_of(connection, TABLES[layer.table], Style())}
        assert layer.id in known, layer.id
    connection.close()
