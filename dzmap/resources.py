"""The one module that knows where bundled files lie.

In a source checkout (and an editable install) they stand beside the package in ``resources/`` and
``geodata/``; the wheel ships them inside the package as ``_resources`` and ``_geodata``; a frozen
application keeps the wheel's layout.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    shipped = _PACKAGE / f"_{name}"
    return shipped if shipped.is_dir() else _PACKAGE.parent / name


def resource_path(*parts: str) -> Path:
    """Path of a bundled interface file, such as ``resource_path("web", "map.js")``."""
    return _folder("resources").joinpath(*parts)


def geodata_path(*parts: str) -> Path:
    """Path of a bundled reference data file, such as ``geodata_path("counties.geojson")``."""
    return _folder("geodata").joinpath(*parts)


@cache
def design_tokens() -> dict[str, Any]:
    """The colours, marks and ramps that window, map and reports share (``resources/tokens.json``)."""
    tokens: dict[str, Any] = json.loads(resource_path("tokens.json").read_text(encoding="utf-8"))
    return tokens
