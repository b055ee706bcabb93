"""坐标换算: lines of text as places, in every notation that offices use."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from dzmap.core.crs import LONLAT, PLANE, PLANE_ZONED, transformer
from dzmap.core.degrees import degrees_text
from dzmap.core.place_text import parse_places
from dzmap.services.jobs import Progress
from dzmap.services.report_model import Report, ReportTable, Section, TableColumn

_CHUNK = 4000  # lines between two looks at the progress
_DMS_DECIMALS = 4  # of a second: 3 mm

LONLAT_DECIMALS, PLANE_DECIMALS = 8, 3
"""Digits of degrees and metres: about a millimetre."""

NOTATIONS: dict[str, tuple[str, ...]] = {
    "lonlat": ("lon", "lat"),
    "dms": ("dms",),
    "gk": ("northing", "easting"),
    "gk39": ("northing", "zoned"),
}
"""Columns of each notation: degrees, degrees with minutes and seconds, 3° plane without and with 39."""


@dataclass(frozen=True)
class TextLine:
    """A line of a list and where it stands, such as “12” or “界址点!12”."""

    where: str
    text: str


def _number(name: str, title: str, unit: str, decimals: int) -> TableColumn:
    return TableColumn(
        name=name, title=title, kind="number", unit=unit, decimals=decimals, missing="—"
    )


COLUMNS: tuple[TableColumn, ...] = (
    TableColumn(name="where", title="行"),
    TableColumn(name="text", title="原文"),
    TableColumn(name="reading", title="读作"),
    _number("lon", "经度", "°", LONLAT_DECIMALS),
    _number("lat", "纬度", "°", LONLAT_DECIMALS),
    TableColumn(name="dms", title="度分秒"),
    _number("northing", "X 北", "m", PLANE_DECIMALS),
    _number("easting", "Y 东", "m", PLANE_DECIMALS),
    _number("zoned", "Y 东，带号 39", "m", PLANE_DECIMALS),
    TableColumn(name="fault", title="没有读出的原因"),
)


def pasted_lines(text: str) -> list[TextLine]:
    """The lines of a text that was pasted, numbered from 1."""
    return [TextLine(str(at), line) for at, line in enumerate(text.splitlines(), start=1)]


def convert(lines: Sequence[TextLine], progress: Progress) -> gpd.GeoDataFrame:
    """Read one place from each line that is not blank; a heading above the first place is left out.

    Returns:
        A row for each line in order: id, where, text, reading ("" if none), lon and lat (degrees of
        EPSG:4490), dms, northing and easting (metres of EPSG:4548), zoned (easting with 39), fault
        ("" if read), geometry; NaN, "" and None where nothing was read.
    """
    wanted = [line for line in lines if line.text.strip()]
    found: list[pd.DataFrame] = []
    for start in range(0, max(len(wanted), 1), _CHUNK):
        progress.step("换算坐标", start, len(wanted))
        found.append(_converted(wanted[start : start + _CHUNK]))
    frame = pd.concat(found, ignore_index=True)
    read = (frame["fault"] == "").to_numpy()
    first = int(read.argmax()) if read.any() else 0
    heading = (np.arange(len(frame)) < first) & ~frame["text"].str.contains(r"\d").to_numpy()
    frame = frame[~heading].reset_index(drop=True)
    frame.insert(0, "id", frame.index.astype(str))
    places = gpd.GeoSeries(gpd.points_from_xy(frame["lon"], frame["lat"]), crs=LONLAT)
    places[(frame["fault"] != "").to_numpy()] = None
    return gpd.GeoDataFrame(frame, geometry=places)


def _converted(lines: Sequence[TextLine]) -> pd.DataFrame:
    places = parse_places([line.text for line in lines])
    known = np.isfinite(places.lon)
    plane = np.full((3, len(lines)), np.nan)
    lon, lat = places.lon[known], places.lat[known]
    if known.any():
        easting, northing = transformer(LONLAT, PLANE).transform(lon, lat)
        zoned, _ = transformer(LONLAT, PLANE_ZONED).transform(lon, lat)
        plane[:, known] = easting, northing, zoned
    dms = np.full(len(lines), "", dtype=object)
    dms[known] = [
        degrees_text(x, y, sexagesimal=True, decimals=_DMS_DECIMALS)
        for x, y in zip(lon, lat, strict=True)
    ]
    return pd.DataFrame(
        {
            "where": [line.where for line in lines],
            "text": [" ".join(line.text.split()) for line in lines],
            "reading": places.descriptions,
            "lon": places.lon.round(LONLAT_DECIMALS),
            "lat": places.lat.round(LONLAT_DECIMALS),
            "dms": dms,
            "northing": plane[1].round(PLANE_DECIMALS),
            "easting": plane[0].round(PLANE_DECIMALS),
            "zoned": plane[2].round(PLANE_DECIMALS),
            "fault": places.faults,
        }
    ).astype({"where": object, "text": object, "reading": object, "fault": object})


def coordinates_report(
    frame: gpd.GeoDataFrame, title: str, notations: Sequence[str] = tuple(NOTATIONS)
) -> Report:
    """What ``convert`` found as a report with one table whose rows have places.

    Args:
        frame: As ``convert`` gives it.
        title: Where the lines come from.
        notations: Names of ``NOTATIONS`` that the table shows.
    """
    shown = {name for notation in notations for name in NOTATIONS[notation]}
    own = {name for columns in NOTATIONS.values() for name in columns}
    table = ReportTable(
        title="坐标换算",
        sheet="坐标换算",
        columns=tuple(one for one in COLUMNS if one.name not in own or one.name in shown),
        frame=pd.DataFrame(frame),
        note="CGCS2000；平面坐标为高斯-克吕格 3 度带，中央经线 117°。",
        places="geometry",
    )
    return Report(title=f"{title} 坐标换算", sections=(Section(title="坐标换算", tables=(table,)),))
