"""The map of 层级浏览."""

import pandas as pd
import shapely

from dzmap.services.hierarchy import hierarchy
from dzmap.services.hierarchy_map import browse_model, misfit_bounds, node_bounds
from dzmap.services.map_model import MapModel
from dzmap.services.overlay import overlay_model
from tests.helpers.report_projects import sample_project

QIHE = ("zones", "37201047")


class _Project:
    """The sample, with its ninth park moved out of the zone if wanted."""

    title = "示例"

    def __init__(self, *, beyond: bool = False) -> None:
        self._beyond = beyond

    def table(self, name: str) -> pd.DataFrame:
        rows = sample_project(200, 60, 250).table(name)
        if name != "parks" or not self._beyond:
            return rows
        moved = rows.copy()
        here = moved["id"] == "QH09"
        shape = moved.loc[here, "geometry"].iloc[0]
        moved.loc[here, "geometry"] = [shapely.affinity.translate(shape, 0.03, 0)]
        return moved


def _browse(project: _Project, key: tuple[str, str] = QIHE) -> MapModel:
    return browse_model(overlay_model(project), hierarchy(project), key)


def _ids(model: MapModel, layer: str) -> list[str]:
    found = next((one for one in model.layers if one.id == layer), None)
    return [] if found is None else list(found.features["id"])


def test_that_a_zone_shows_its_parks_and_parcels_above_a_veil() -> None:
    model = _browse(_Project())
    names = [layer.id for layer in model.layers]
    veil = names.index("browse_veil")
    assert names[veil + 1 :] == ["browse_zones", "browse_parks", "browse_parcels"]
    assert _ids(model, "browse_parks") == [f"QH0{number}" for number in range(1, 10)]
    assert len(_ids(model, "browse_parcels")) == 27
    assert not model.layers[veil].selectable
    assert all(layer.label is None for layer in model.layers[:veil] if layer.id == "parks_sub")


def test_that_a_park_shows_the_zone_around_it_and_its_own_parcels() -> None:
    model = _browse(_Project(), ("parks", "QH01"))
    assert _ids(model, "browse_zones") == ["37201047"]
    assert _ids(model, "browse_parks") == ["QH01"]
    assert _ids(model, "browse_parcels") == ["DK-QH01-01", "DK-QH01-02", "DK-QH01-03"]


def test_that_what_does_not_fit_is_hatched_with_a_sign() -> None:
    project = _Project(beyond=True)
    model = _browse(project)
    marks = next(layer for layer in model.layers if layer.id == "browse_misfits")
    signs = next(layer for layer in model.layers if layer.id == "browse_signs")
    assert any(name.startswith("超出上级范围 ") for name in marks.features["name"])
    assert len(signs.features) == len(marks.features)
    for misfit in hierarchy(project).misfits:
        assert misfit_bounds(misfit) is not None


def test_that_a_node_that_is_gone_leaves_the_map_as_it_is() -> None:
    project = _Project()
    model = overlay_model(project)
    assert browse_model(model, hierarchy(project), ("zones", "gone")) is model


def test_that_a_node_is_as_large_as_what_it_shows() -> None:
    tree = hierarchy(_Project())
    bounds = node_bounds(tree.path(QIHE)[-1])
    assert bounds is not None
    assert bounds[0] < 116.75
    assert bounds[2] > 116.84
