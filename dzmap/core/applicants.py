"""Applicants: enterprises or projects as one table of the facts that catalogs ask for.

An applicants frame has the columns ``COLUMNS``: id, name, industry_code, other_industry_codes,
county_id, zone_id, park_id, one column per metric of ``core.metrics``, place_quality, and geometry
(EPSG:4490). Numbers are float64 with NaN for missing, texts are str with None for missing, sets are
";"-joined. A missing fact stays missing: nothing is guessed here.
"""

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.crs import LONLAT
from dzmap.core.industries import normalise_code, split_codes
from dzmap.core.metrics import APPLICANT_METRICS, Metric

IDENTITY = (
    "id",
    "name",
    "industry_code",
    "other_industry_codes",
    "county_id",
    "zone_id",
    "park_id",
)
NUMBERS = tuple(
    name for name, metric in APPLICANT_METRICS.items() if metric.kind in {"number", "ratio"}
)
TEXTS = tuple(name for name, metric in APPLICANT_METRICS.items() if metric.kind in {"text", "set"})
COLUMNS = (*IDENTITY, *APPLICANT_METRICS, "place_quality", "geometry")

EXISTING = "存量"
"""The action of an enterprise that is there already."""

PRECISE_QUALITIES = frozenset({"红线", "点", ""})
"""Qualities whose geometry may be tested against layers; an address or a township may not."""


def _texts(column: pd.Series) -> pd.Series:
    """A column as stripped texts with None for blanks."""
    if column.dtype == "str":
        stripped = column.str.strip()
        return stripped.where(stripped != "")
    return _mapped(column, _plain_text)


def _plain_text(value: object) -> str | None:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole and isinstance(value, float) else value).strip() or None


def _mapped(column: pd.Series, change: Callable[[object], str | None]) -> pd.Series:
    """Each distinct value changed once; missing stays missing."""
    codes, values = pd.factorize(column, use_na_sentinel=True)
    table = np.array([change(value) for value in values] + [None], dtype=object)
    return pd.Series(table[codes], index=column.index, dtype="str")


def _numbers(column: pd.Series, metric: Metric) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce").astype(np.float64)
    return numbers.where(np.isfinite(numbers) & numbers.between(metric.lowest, metric.highest))


def with_derived(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Fill derived metrics (投资强度 = 总投资 / 用地) where they were not given themselves.

    A denominator that is missing, zero or negative leaves the ratio missing.
    """
    derived = {
        name: frame[name].fillna(_ratio(frame, metric))
        for name, metric in APPLICANT_METRICS.items()
        if metric.numerator
    }
    return frame.assign(**derived)


def with_changes(frame: gpd.GeoDataFrame, numbers: Mapping[str, float]) -> gpd.GeoDataFrame:
    """Normalised applicants with other numbers, and what derives from them.

    A ratio that was given itself and does not follow from its parts stays as it was given.
    """
    changed = frame.assign(**numbers)
    derived = {
        name: _ratio(changed, metric).where(follows_from_parts(frame, metric), frame[name])
        for name, metric in APPLICANT_METRICS.items()
        if {metric.numerator, metric.denominator} & numbers.keys() and name not in numbers
    }
    return changed.assign(**derived)


def follows_from_parts(frame: gpd.GeoDataFrame, metric: Metric) -> npt.NDArray[np.bool_]:
    """Where a derived metric is what its parts give, and was not stated otherwise."""
    close: npt.NDArray[np.bool_] = np.isclose(frame[metric.name], _ratio(frame, metric), rtol=1e-6)
    return close


def _ratio(frame: gpd.GeoDataFrame, metric: Metric) -> pd.Series:
    denominator = frame[metric.denominator]
    ratio: pd.Series = frame[metric.numerator] / denominator.where(denominator > 0)
    return ratio


def normalised_applicants(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """A frame with all ``COLUMNS``, their dtypes, and derived metrics.

    Args:
        frame: Any subset of the columns; a GeoDataFrame in any CRS, or a plain frame (no places).
            Cells that are not numbers where a number belongs count as missing, and so do numbers
        that cannot be (negative land, a share of more than the whole).

    Returns:
        A GeoDataFrame in EPSG:4490 with a fresh 0…n-1 index, rows in the given order.
    """
    if _is_normalised(frame):
        return gpd.GeoDataFrame(frame)
    source = frame.reset_index(drop=True)
    columns: dict[str, pd.Series] = {}
    blank = pd.Series(None, index=source.index, dtype="str")
    for name in (*IDENTITY, *TEXTS, "place_quality"):
        columns[name] = _texts(source[name]) if name in source else blank
    if "id" not in source:
        columns["id"] = pd.Series(source.index.astype(str), dtype="str")
    columns["industry_code"] = _mapped(columns["industry_code"], normalise_code)
    columns["other_industry_codes"] = _mapped(
        columns["other_industry_codes"], lambda value: ";".join(split_codes(value)) or None
    )
    for name in NUMBERS:
        columns[name] = (
            _numbers(source[name], APPLICANT_METRICS[name])
            if name in source
            else pd.Series(np.nan, index=source.index, dtype=np.float64)
        )
    result = gpd.GeoDataFrame(columns, geometry=_geometry(source), crs=LONLAT)
    return with_derived(result[list(COLUMNS)])


def _is_normalised(frame: pd.DataFrame) -> bool:
    return (
        isinstance(frame, gpd.GeoDataFrame)
        and tuple(frame.columns) == COLUMNS
        and isinstance(frame.index, pd.RangeIndex)
        and all(frame[name].dtype == np.float64 for name in NUMBERS)
        and all(frame[name].dtype == "str" for name in (*IDENTITY, *TEXTS))
        and frame.crs is not None
        and frame.crs.to_epsg() == LONLAT
    )


def _geometry(frame: pd.DataFrame) -> gpd.GeoSeries:
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        return gpd.GeoSeries([None] * len(frame), index=frame.index, crs=LONLAT)
    geometry = frame.geometry
    if geometry.crs is None:
        return geometry.set_crs(LONLAT)
    return geometry if geometry.crs.to_epsg() == LONLAT else geometry.to_crs(LONLAT)


def applicants_from_enterprises(
    enterprises: pd.DataFrame, years: pd.DataFrame, year: int
) -> gpd.GeoDataFrame:
    """Enterprises with their figures of one year; what was not reported that year is missing.

    An enterprise that stands already is no new project: unless its row says otherwise its action is
    存量, so that clauses on 新建 or 扩建 do not concern it.

    Args:
        enterprises: Table ``enterprises`` of ``core.tables``.
        years: Table ``enterprise_years``; of repeated rows the last one counts.
        year: The year whose figures are taken.
    """
    figures = (
        years[years["year"] == year]
        .drop_duplicates("enterprise_id", keep="last")
        .set_index("enterprise_id")
    )
    facts = enterprises.assign(
        **{
            name: enterprises["id"].map(figures[name])
            for name in figures.columns.intersection(list(APPLICANT_METRICS))
        }
    )
    if "action" not in facts:
        facts["action"] = EXISTING
    return normalised_applicants(facts)


def applicants_from_projects(projects: pd.DataFrame) -> gpd.GeoDataFrame:
    """Investment and technical-upgrade projects with the facts they declare."""
    return normalised_applicants(projects)


def has_precise_place(frame: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Which applicants have a geometry that may be tested: not a township centre or an address."""
    geometry = frame.geometry
    present = ~(geometry.isna() | geometry.is_empty).to_numpy()
    codes, qualities = pd.factorize(frame["place_quality"], use_na_sentinel=True)
    precise = np.array([*(text in PRECISE_QUALITIES for text in qualities), True])[codes]
    both: npt.NDArray[np.bool_] = present & precise
    return both
