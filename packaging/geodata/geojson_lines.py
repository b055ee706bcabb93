"""Writes GeoJSON with one feature a line, so that a change of one feature is a change of one line."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

GEODATA = Path(__file__).resolve().parents[2] / "geodata"


def write_features(
    name: str, features: Iterable[tuple[Mapping[str, object], shapely.Geometry]], *, digits: int
) -> None:
    """Write (properties, geometry in EPSG:4490 degrees) to ``geodata/<name>``.

    Coordinates are rounded to ``digits`` decimals; a polygon that rounding breaks is an error.
    """
    lines = []
    for properties, geometry in features:
        rounded = shapely.transform(geometry, lambda pairs: np.round(pairs, digits))
        if not shapely.is_valid(rounded):
            message = f"{name}: {properties}: {shapely.is_valid_reason(rounded)}"
            raise ValueError(message)
        body: dict[str, Any] = {
            "type": "Feature",
            "properties": properties,
            "geometry": json.loads(shapely.to_geojson(shapely.normalize(rounded))),
        }
        lines.append(json.dumps(body, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (GEODATA / name).write_text(text, encoding="utf-8", newline="\n")
