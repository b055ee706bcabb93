"""Seconds per A3 map sheet: one city report, and an atlas with a page per zone.

Run ``python benchmarks/map_sheets.py [--points N] [--no-peer]``. Times exclude imports and include
everything from the map model to the bytes of the PDF: drawing, layout, labels, legend, tables,
fonts. QGIS exports an atlas of the same zones with the same points in the same run, if the
system's python3 has it (Debian: python3-qgis).
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.symbols import Symbol
from dzmap.reports.pdf import pdf_bytes
from dzmap.resources import design_tokens, geodata_path
from dzmap.services import symbology
from dzmap.services.map_model import MapLayer, MapModel, SymbolClass
from dzmap.services.report_model import MapSheet, Report, ReportTable, Section, TableColumn

CLASSES = "abcde"
SHEET_SYMBOLS, TABLE_ROWS = 20_000, 400
PAGES = 12
"""Zones of the city, a page each."""
SHEET_TARGET_S = 1.0
PEER = Path(__file__).parent / "peers" / "qgis_atlas.py"
QGIS_PAGE_S = 0.064
"""Seconds per atlas page of QGIS 3.22 on two cores, measured once, for machines without QGIS."""


def points(count: int, seed: int) -> gpd.GeoDataFrame:
    """Seeded points around 60 centres, five classes, EPSG:4490."""
    rng = np.random.default_rng(2020 + seed)
    centres = rng.uniform([115.8, 36.5], [117.5, 37.9], (60, 2))
    places = centres[rng.integers(0, 60, count)] + rng.normal(0, 0.05, (count, 2))
    columns = {
        "id": np.arange(count).astype(str),
        "name": np.full(count, "示例"),
        "class": np.array(list(CLASSES))[rng.integers(0, len(CLASSES), count)],
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.points(places), crs=4490)


def layer(name: str, kind: str, features: gpd.GeoDataFrame, *classes: SymbolClass) -> MapLayer:
    group = "底图" if name == "counties" else "企业与项目"
    return MapLayer(id=name, title=name, group=group, kind=kind, features=features, classes=classes)


def model_with(count: int, seed: int = 0) -> MapModel:
    """Counties, zones and ``count`` points in five classes."""
    counties = gpd.read_file(geodata_path("counties.geojson"))
    zones = gpd.read_file(geodata_path("zones.geojson"))
    colours = [*design_tokens()["group541"].values(), "#7B3FA0"]
    disks = (
        SymbolClass(value=value, label=value, symbol=Symbol(fill=colour, size=4.5))
        for value, colour in zip(CLASSES, colours, strict=True)
    )
    west, south, east, north = (float(side) for side in counties.total_bounds)
    return MapModel(
        layers=(
            replace(
                layer(
                    "counties",
                    "polygon",
                    counties,
                    SymbolClass(value="", label="县界", symbol=symbology.county()),
                ),
                label=symbology.COUNTY_LABEL,
            ),
            layer("points", "point", points(count, seed), *disks),
            layer(
                "zones",
                "polygon",
                zones,
                SymbolClass(value="", label="开发区", symbol=symbology.zone("省级")),
            ),
        ),
        extent=(west, south, east, north),
    )


def table(rows: int) -> ReportTable:
    """A table as long as a screening result."""
    numbers = np.arange(rows)
    frame = pd.DataFrame({"name": [f"示例·企业 {n:04d}" for n in numbers]})
    frame["text"] = "第七条 投资强度不低于 300 万元/亩"
    columns = [TableColumn(name="name", title="企业"), TableColumn(name="text", title="条款")]
    for index in range(4):
        frame[f"n{index}"] = numbers * 1.37 + index
        columns.append(TableColumn(name=f"n{index}", title=f"数{index}", kind="number"))
    return ReportTable(title="结果", sheet="结果", columns=tuple(columns), frame=frame)


def city_report(seed: int) -> Report:
    """One A3 sheet with 20 000 symbols, and a table of 400 rows on A4."""
    sheet = MapSheet(title="全市图", map=model_with(SHEET_SYMBOLS, seed), side_tables=(table(20),))
    section = Section(title="结果", tables=(table(TABLE_ROWS),))
    return Report(title="报告", date="2022-01-10", sheets=(sheet,), sections=(section,))


def atlas(count: int, seed: int) -> Report:
    """A sheet per zone, the view ten percent wider than the zone."""
    model = model_with(count, seed)
    sheets = []
    for shape in model.layers[-1].features.geometry:
        west, south, east, north = shape.bounds
        x, y = (east - west) * 0.1, (north - south) * 0.1
        view = replace(model, extent=(west - x, south - y, east + x, north + y))
        sheets.append(MapSheet(title="园区准入图", map=view))
    return Report(title="图册", date="2022-01-10", sheets=tuple(sheets))


def best_of(times: int, make: Callable[[int], Report]) -> tuple[float, int]:
    """Seconds of the fastest run, and the size of the PDF.

    Every run gets other points: Typst remembers what it has set before.
    """
    seconds, size = [], 0
    for seed in range(times):
        report = make(seed)
        start = time.perf_counter()
        size = len(pdf_bytes(report))
        seconds.append(time.perf_counter() - start)
    return min(seconds), size


def peer(count: int) -> float | None:
    """Seconds per page of a QGIS atlas of the same data, or None without QGIS."""
    python = shutil.which("python3", path="/usr/bin")
    if python is None:
        return None
    probe = subprocess.run([python, "-c", "import qgis.core"], check=False, capture_output=True)
    if probe.returncode:
        return None
    with tempfile.TemporaryDirectory() as folder:
        model = model_with(count)
        for name in ("counties", "zones", "points"):
            features = next(item.features for item in model.layers if item.id == name)
            features.to_file(Path(folder) / f"{name}.gpkg", layer=name)
        done = subprocess.run(
            [python, str(PEER), folder], check=True, capture_output=True, encoding="utf-8"
        )
    return float(json.loads(done.stdout.strip().splitlines()[-1])["seconds_per_page"])


def main() -> int:
    """Print the figures; 1 if the city sheet takes longer than a second."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=200_000)
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    pdf_bytes(Report(title="fonts and template are read once"))
    seconds, size = best_of(4, city_report)
    print(
        f"A3 sheet, {SHEET_SYMBOLS:,} symbols + {TABLE_ROWS} rows: {seconds:.2f} s, "
        f"{size / 1e6:.1f} MB (target {SHEET_TARGET_S:.1f} s)"
    )
    whole, size = best_of(2, lambda seed: atlas(options.points, seed))
    per_page = whole / PAGES
    print(
        f"atlas of {PAGES} A3 sheets, {options.points:,} points: "
        f"{per_page * 1000:.0f} ms per page, {size / 1e6:.1f} MB"
    )
    qgis = None if options.no_peer else peer(options.points)
    if qgis is None:
        print(f"QGIS not run here; measured before: {QGIS_PAGE_S * 1000:.0f} ms per page")
    else:
        print(f"QGIS, same atlas, same run: {qgis * 1000:.0f} ms per page")
    return 1 if seconds > SHEET_TARGET_S else 0


if __name__ == "__main__":
    sys.exit(main())
