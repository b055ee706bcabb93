"""Coordinates in cells as places in EPSG:4490, whatever system and order they were written in."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from dzmap.core.crs import LONLAT, LONLAT_WINDOW, CrsGuess, detect_crs, lonlat_from, to_plane
from dzmap.core.problems import BadInputError
from dzmap.readers.cells import CellColumn, ObjectArray, text_of
from dzmap.readers.findings import Findings
from dzmap.readers.numbers import FloatArray
from dzmap.readers.sheets import Cell

_DMS = re.compile(
    r"(?P<d>\d{1,3}(?:\.\d+)?)\s*[°º度d]\s*(?:(?P<m>\d{1,2}(?:\.\d+)?)\s*['′分m]\s*)?"
    r"(?:(?P<s>\d{1,2}(?:\.\d+)?)\s*(?:\"|″|''|′′|秒|s)?)?"
)
_HEMISPHERE = re.compile(r"^(?:东经|北纬|[ENen])\s*[::]?|\s*[ENen]$")
_CENTRE = (116.65, 37.25)
_CLEAR = "核对坐标；没有坐标就清空，导入后列入未落图。"
_FAR = 1e9
_LOOK = "核对地图上的位置。"
_COMPASS = ("东", "东北", "北", "西北", "西", "西南", "南", "东南")


def epsg_of(option: str) -> int | None:
    """The EPSG code of a ``--crs`` option, None for "auto".

    Raises:
        BadInputError: not "auto" and not a known EPSG code.
    """
    if option.strip().lower() == "auto":
        return None
    found = re.fullmatch(r"(?:epsg\s*[::])?\s*(\d{4,6})", option.strip().lower())
    if found is not None and _has_positions(int(found[1])):
        return int(found[1])
    raise BadInputError(
        "不认识这个坐标系",
        reason=f"“{option}”不是 EPSG 代码",
        remedy="写成 EPSG:4490、EPSG:4548 的样子，或用 auto 自动识别。",
    )


def _has_positions(epsg: int) -> bool:
    try:
        crs = pyproj.CRS.from_epsg(epsg)
    except pyproj.exceptions.CRSError:
        return False
    return crs.is_geographic or crs.is_projected


def stated(epsg: int) -> CrsGuess:
    """A coordinate system that the user named, as a guess that is certain."""
    return CrsGuess(epsg=epsg, swapped=False, share=1.0, description=f"EPSG:{epsg}")


def read_degrees(cell: Cell) -> float:
    """A coordinate: a number, “116°30′15″”, “东经 116.5”, “116度30分15秒E”; NaN otherwise."""
    degrees = _degrees(cell)
    return degrees if abs(degrees) < _FAR else np.nan


def _degrees(cell: Cell) -> float:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return float(cell)
    text = text_of(cell)
    if text is None:
        return np.nan
    # NFKC would turn ″ into ′′, which the pattern knows as well.
    plain = _HEMISPHERE.sub("", unicodedata.normalize("NFKC", text).strip()).strip()
    parts = _DMS.fullmatch(plain)
    if parts:
        return float(parts["d"]) + float(parts["m"] or 0) / 60 + float(parts["s"] or 0) / 3600
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        return np.nan


@dataclass(frozen=True, kw_only=True)
class Located:
    """Geometries (None = no place) as the file has them, and how messages name their rows.

    ``shown`` are the coordinates as written; ``degrees``: the header says longitude, latitude;
    ``remedy`` is what to do about a place outside Dezhou.
    """

    shapes: ObjectArray
    rows: Sequence[int]
    header: str
    shown: Sequence[str]
    degrees: bool = False
    remedy: str = _CLEAR

    def place(self, position: int) -> dict[str, Any]:
        """Where a problem of this row stands."""
        return {
            "row": self.rows[position],
            "column": self.header,
            "value": self.shown[position],
        }


def read_places(
    columns: Mapping[str, CellColumn], epsg: int | None, findings: Findings
) -> ObjectArray:
    """Geometries of EPSG:4490 per row, None where the row has no place.

    Args:
        columns: The place columns of the file by field name (lon, lat, x, y, pair, wkt); not empty.
        epsg: The coordinate system, None to recognise it from the numbers.
        findings: Told of rows outside Dezhou (errors), swapped axes, other systems.
    """
    places: ObjectArray = np.full(len(next(iter(columns.values())).rows), None, dtype=object)
    sources = (_wkt(columns, findings), _points(columns, findings))
    for located in sources:
        if located is not None:
            moved = move_to_storage(located, epsg, findings)
            places = np.where(shapely.is_missing(places), moved, places)
    return places


def _wkt(columns: Mapping[str, CellColumn], findings: Findings) -> Located | None:
    column = columns.get("wkt")
    if column is None:
        return None
    texts = [text_of(cell) for cell in column.cells]
    with np.errstate(all="ignore"):
        shapes: ObjectArray = shapely.from_wkt(np.array(texts, dtype=object), on_invalid="ignore")
    shapes[shapely.is_empty(shapes) | ~are_sound(shapes)] = None
    for position in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        if texts[position] is not None:
            column.warn(
                findings,
                position,
                "不是有效的 WKT 图形，按没有位置处理。",
                "写成 POINT (116.5 37.1) 的样子。",
            )
    shown = tuple("" if text is None else text[:60] for text in texts)
    return Located(shapes=shapes, rows=column.rows, header=column.header, shown=shown)


def _points(columns: Mapping[str, CellColumn], findings: Findings) -> Located | None:
    for first, second in (("lon", "lat"), ("x", "y")):
        if first in columns and second in columns:
            return _two_columns(columns[first], columns[second], findings)
    return _pairs(columns["pair"], findings) if "pair" in columns else None


def _two_columns(first: CellColumn, second: CellColumn, findings: Findings) -> Located:
    pair = [np.array([read_degrees(cell) for cell in side.cells]) for side in (first, second)]
    for column, numbers, other in zip((first, second), pair, reversed(pair), strict=True):
        for position in np.flatnonzero(np.isnan(numbers)).tolist():
            if text_of(column.cells[position]) is not None:
                column.warn(findings, position, "不是坐标，按没有坐标处理。", _CLEAR)
            elif np.isfinite(other[position]):
                column.warn(findings, position, "坐标只填了一半，按没有坐标处理。", "补填另一半。")
    shown = tuple(
        f"{text_of(one) or ''} / {text_of(two) or ''}"
        for one, two in zip(first.cells, second.cells, strict=True)
    )
    return Located(
        shapes=_point_shapes(pair[0], pair[1]),
        rows=first.rows,
        header=f"{first.header}、{second.header}",
        shown=shown,
        degrees=first.field.name == "lon",
    )


def _pairs(column: CellColumn, findings: Findings) -> Located:
    numbers = np.full((2, len(column.rows)), np.nan)
    texts = [text_of(cell) or "" for cell in column.cells]
    for position, text in enumerate(texts):
        parts = [part for part in re.split(r"[,，;；、\s]+", text.strip("()（）[]")) if part]
        if len(parts) == 2:
            numbers[:, position] = [read_degrees(part) for part in parts]
        if text and not np.isfinite(numbers[:, position]).all():
            column.warn(findings, position, "不是一对坐标，按没有坐标处理。", _CLEAR)
    return Located(
        shapes=_point_shapes(numbers[0], numbers[1]),
        rows=column.rows,
        header=column.header,
        shown=texts,
    )


def _point_shapes(x: FloatArray, y: FloatArray) -> ObjectArray:
    shapes: ObjectArray = np.full(len(x), None, dtype=object)
    given = np.isfinite(x) & np.isfinite(y)
    shapes[given] = shapely.points(x[given], y[given])
    return shapes


def move_to_storage(located: Located, epsg: int | None, findings: Findings) -> ObjectArray:
    """Geometries moved to EPSG:4490; None where missing or outside Dezhou.

    The system and axis order that most geometries fit holds for all. One that fits another is read
    that way and reported; one that fits none is an error of its row.

    Args:
        located: The geometries as the file has them.
        epsg: Their coordinate system, None to recognise it from the numbers.
        findings: Told what was recognised and what does not fit.
    """
    moved = located.shapes.copy()
    x, y = centres(moved)
    nought = (np.abs(x) < 1e-9) & (np.abs(y) < 1e-9)
    for position in np.flatnonzero(nought).tolist():
        findings.warn("坐标是 0，按没有坐标处理。", located.remedy, **located.place(position))
    moved[nought] = None
    given = np.isfinite(x) & ~nought
    if not given.any():
        return moved
    guess = stated(epsg) if epsg is not None else detect_crs(x[given], y[given])
    if guess.epsg is not None:
        moved[given] = in_degrees(moved[given], guess)
        _describe(guess, located, findings)
    inside = touches_dezhou(moved)
    for position in np.flatnonzero(given & ~inside).tolist():
        moved[position] = _relocated(located, position, guess, findings)
    return moved


def touches_dezhou(shapes: ObjectArray) -> npt.NDArray[np.bool_]:
    """Whether the bounds of each geometry of EPSG:4490 reach into the rectangle around Dezhou."""
    west, south, east, north = LONLAT_WINDOW
    left, bottom, right, top = shapely.bounds(shapes).T
    touching: npt.NDArray[np.bool_] = (
        (left <= east) & (right >= west) & (bottom <= north) & (top >= south)
    )
    return touching


def in_degrees(shapes: Any, guess: CrsGuess) -> Any:
    """Geometries in the system of ``guess`` as EPSG:4490."""
    if guess.epsg == LONLAT and not guess.swapped:
        return shapes
    return shapely.transform(shapes, lambda x, y: lonlat_from(x, y, guess), interleaved=False)


def are_sound(shapes: ObjectArray) -> npt.NDArray[np.bool_]:
    """Whether every coordinate is a number that can lie on Earth, in degrees or metres."""
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    sound = np.ones(len(shapes), dtype=np.bool_)
    sound[owner[~(np.abs(coordinates) < _FAR).all(axis=1)]] = False
    return sound


def centres(shapes: ObjectArray) -> tuple[FloatArray, FloatArray]:
    """X and y of the middle of each geometry's bounds, NaN where there is none."""
    bounds = shapely.bounds(shapes)
    return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2


def _describe(guess: CrsGuess, located: Located, findings: Findings) -> None:
    if guess.swapped and located.degrees:
        findings.warn("经度、纬度两列写反了，已对调。", _LOOK, column=located.header)
    elif guess.epsg != LONLAT or guess.swapped:
        findings.fixed(f"坐标按{guess.description}读取，已换算为经纬度。", column=located.header)


def _relocated(
    located: Located, position: int, main: CrsGuess, findings: Findings
) -> shapely.Geometry | None:
    shape = located.shapes[position]
    x, y = (float(centre[0]) for centre in centres(located.shapes[[position]]))
    guess = detect_crs(x, y)
    if guess.epsg is None:
        findings.error(
            f"不在德州市范围内{_away(x, y, main)}。", located.remedy, **located.place(position)
        )
        return None
    if guess.epsg == main.epsg:
        what = "这一行两个坐标写反了"
    else:
        what = "这一行的坐标与多数行不同" if main.epsg is not None else "各行坐标写法不一"
    findings.warn(f"{what}，已按{guess.description}读取。", _LOOK, **located.place(position))
    return in_degrees(shape, guess)


def _away(x: float, y: float, main: CrsGuess) -> str:
    """How far away a point is and in which direction, if that can be said."""
    lon, lat = lonlat_from(x, y, main) if main.epsg is not None else (np.asarray(x), np.asarray(y))
    if not (70 <= lon <= 140 and 0 <= lat <= 60):
        return ""
    east, north = to_plane(lon, lat)
    centre_east, centre_north = to_plane(*_CENTRE)
    dx, dy = float(east - centre_east), float(north - centre_north)
    where = _COMPASS[round(np.degrees(np.arctan2(dy, dx)) / 45) % 8]
    return f"（{where}方向，离市中心约 {np.hypot(dx, dy) / 1000:,.0f} km）"
