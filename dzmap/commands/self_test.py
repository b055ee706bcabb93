"""``self-test``: prove on this very machine that every part works; the installer runs it."""

import json
import platform
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from dzmap import __version__
from dzmap.bootstrap import build_application
from dzmap.commands.console import INTERNAL, OK
from dzmap.commands.output import make_folder
from dzmap.commands.project import open_project
from dzmap.core.problems import KnownError
from dzmap.services.city_report import city_report, screen_enterprises
from dzmap.services.jobs import Silent
from dzmap.services.new_project import write_new_project

CHECK = (116.75, 36.79, 477_686.014, 4_073_235.238)
"""A published pair: lon/lat and E/N in EPSG:4548 (metres)."""

PROJECT = "自检 项目.gpkg"


def check_machine(folder: Path) -> int:
    """Run every check in ``folder`` and print one JSON document; 0 only if all passed."""
    make_folder(folder)
    checks: dict[str, Callable[[], str]] = {
        "coordinates": _coordinates,
        "project": lambda: _project(folder),
        "pdf": lambda: _report(folder, "pdf"),
        "html": lambda: _report(folder, "html"),
        "xlsx": lambda: _report(folder, "xlsx"),
        "base_map": lambda: _base_map(folder),
        "web_map": lambda: _web_map(folder),
    }
    results = {name: _run(check) for name, check in checks.items()}
    document = {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "ok": all(result["ok"] for result in results.values()),
        "checks": results,
    }
    typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
    return OK if document["ok"] else INTERNAL


def _run(check: Callable[[], str]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        detail, passed = check(), True
    except Exception:  # noqa: BLE001 - a failed check is a result, not the end
        detail, passed = traceback.format_exc(limit=3), False
    return {"ok": passed, "seconds": round(time.perf_counter() - started, 2), "detail": detail}


def _coordinates() -> str:
    from pyproj import Transformer

    lon, lat, east, north = CHECK
    x, y = Transformer.from_crs(4490, 4548, always_xy=True).transform(lon, lat)
    if abs(x - east) > 0.001 or abs(y - north) > 0.001:
        raise KnownError("坐标换算不对", reason=f"得到 {x:.3f}, {y:.3f}")
    return f"EPSG:4548 {x:.3f} {y:.3f}"


def _project(folder: Path) -> str:
    path = folder / PROJECT
    path.unlink(missing_ok=True)
    application = build_application()
    write_new_project(application, path, sample=True, progress=Silent(), enterprises=200)
    session = open_project(application, path)
    return f"{len(session.table('enterprises'))} enterprises, {path.stat().st_size} bytes"


def _report(folder: Path, ending: str) -> str:
    from datetime import date

    application = build_application()
    session = open_project(application, folder / PROJECT)
    run = screen_enterprises(application, session, 2021, date(2021, 12, 31), Silent())
    path = folder / f"自检 报告.{ending}"
    application.writers[ending].write(city_report(session, run, 2021), path)
    return f"{path.stat().st_size} bytes"


def _base_map(folder: Path) -> str:
    """A picture in plane coordinates becomes a web tile where it should."""
    import math

    import numpy as np
    import rasterio

    from dzmap.services.base_maps import open_base_map

    lon, lat, east, north = CHECK
    path = folder / "自检 底图.tif"
    shape = {"width": 200, "height": 200, "count": 1, "dtype": "uint8", "crs": "EPSG:4548"}
    place = rasterio.Affine(10, 0, east - 1000, 0, -10, north + 1000)
    with rasterio.open(path, "w", driver="GTiff", transform=place, **shape) as file:
        file.write(np.full((1, 200, 200), 128, dtype=np.uint8))
    opened = open_base_map(build_application().base_maps, path)
    side = 1 << 14
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    tile = opened.tile(14, int((lon + 180) / 360 * side), int(row))
    opened.close()
    if tile is None:
        raise KnownError("底图不在它的位置上")
    return f"{len(tile)} bytes"


def _web_map(folder: Path) -> str:
    from dzmap.services.overlay import overlay_model
    from dzmap.ui.self_test import map_page_loads

    return map_page_loads(overlay_model(open_project(build_application(), folder / PROJECT)))
