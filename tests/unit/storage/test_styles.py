import sqlite3
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from dzmap.core.frames import conform
from dzmap.core.symbols import Hatch, Symbol
from dzmap.core.tables import TABLES
from dzmap.resources import design_tokens
from dzmap.services.map_model import Label
from dzmap.storage import GeoPackageStores
from dzmap.storage.qgis_expressions import equals, one_of
from dzmap.storage.qml import Style, StyleLabel, write_qml
from dzmap.storage.qml_renderers import StyleClass


def _control_layers() -> pd.DataFrame:
    rows = {
        "id": ["nt-2021", "hx", "it's"],
        "name": ["农田", "红线", "其他"],
        "kind": ["permanent_farmland", "ecological_redline", "permanent_farmland"],
    }
    return conform(pd.DataFrame(rows), TABLES["control_layers"])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("styles") / "样式.gpkg"
    GeoPackageStores().create(path, {"control_layers": _control_layers()})
    return path


def _styles(path: Path) -> dict[str, ET.Element]:
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1"
    ).fetchall()
    connection.close()
    return {table: ET.fromstring(qml) for table, qml in rows}  # noqa: S314 - we wrote it


def _colours(element: ET.Element) -> set[str]:
    return {
        option.get("value", "")
        for option in element.iter("Option")
        if "color" in option.get("name", "")
    }


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))


def test_that_every_layer_has_a_default_style_with_chinese_headers(project: Path) -> None:
    styles = _styles(project)
    assert set(styles) == set(TABLES)
    for table, style in styles.items():
        headers = {alias.get("field"): alias.get("name") for alias in style.iter("alias")}
        assert set(headers) == {column.name for column in TABLES[table].columns}
        assert (style.find("renderer-v2") is not None) == bool(TABLES[table].geometry)
    assert any(alias.get("name") == "用地（亩）" for alias in styles["projects"].iter("alias"))


def test_that_every_rule_and_renderer_has_its_symbol(project: Path) -> None:
    for table, style in _styles(project).items():
        if not TABLES[table].geometry:
            continue
        symbols = {symbol.get("name") for symbol in style.findall("renderer-v2/symbols/symbol")}
        rules = {rule.get("symbol") for rule in style.iter("rule")}
        assert symbols == (rules or {"0"}), table
        for symbol in style.findall("renderer-v2/symbols/symbol"):
            assert symbol.findall("layer"), table


def test_that_counties_and_zones_are_labelled(project: Path) -> None:
    styles = _styles(project)
    fields = {}
    for table in ("counties", "zones", "parks", "clusters"):
        assert styles[table].get("labelsEnabled") == "1"
        text = styles[table].find("labeling/settings/text-style")
        assert text is not None
        fields[table] = text.get("fieldName")
    assert fields["counties"] == "name"
    assert "short_name" in (fields["zones"] or "")


def test_that_colours_come_from_the_design_tokens(project: Path) -> None:
    styles = _styles(project)
    tokens = design_tokens()
    families = " ".join(_colours(styles["clusters"]))
    for colour in tokens["cluster"].values():
        assert _rgb(colour) in families
    assert _rgb(tokens["map"]["zone_line"]) in " ".join(_colours(styles["zones"]))


def test_that_control_areas_are_drawn_by_the_kind_of_their_layer(project: Path) -> None:
    rules = {
        rule.get("label"): rule.get("filter")
        for rule in _styles(project)["control_areas"].iter("rule")
    }
    assert rules["永久基本农田"] == "\"layer_id\" IN ('it''s', 'nt-2021')"
    assert rules["生态保护红线"] == "\"layer_id\" IN ('hx')"
    assert rules["其他管控线"] == "ELSE"


def test_that_quotes_in_values_cannot_break_out_of_an_expression() -> None:
    assert equals("a", "x' OR '1'='1") == "\"a\" = 'x'' OR ''1''=''1'"
    assert one_of("a", ["\\"]) == "\"a\" IN ('\\\\')"


def test_that_a_dash_a_hatch_and_a_scale_are_said_in_millimetres() -> None:
    symbol = Symbol(
        line="#7B3FA0", line_width=4, dash=(8, 4), hatch=Hatch.CROSS, hatch_color="#8A6A4C"
    )
    label = Label(column="name", size_pt=9, color="#000000", min_zoom=10)
    qml = write_qml(
        Style(
            kind="polygon",
            classes=[StyleClass(label="x", symbol=symbol)],
            labels=[StyleLabel(label=label)],
        )
    )
    root = ET.fromstring(qml)  # noqa: S314 - we wrote it
    options = [
        {option.get("name"): option.get("value") for option in layer.findall("Option/Option")}
        for layer in root.iter("layer")
    ]
    assert [o["customdash"] for o in options if "customdash" in o] == ["2.117;1.058"]
    assert [o["angle"] for o in options if "angle" in o] == ["45", "-45"]
    rendering = root.find("labeling/settings/rendering")
    assert rendering is not None
    assert 400_000 < int(rendering.get("scaleMax", "0")) < 450_000
