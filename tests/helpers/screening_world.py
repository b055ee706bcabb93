"""A small city to judge in: one zone with a chemical park, farmland that covers its west."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import shapely

from dzmap.core.catalogs import AnyClause, Catalog, Default, Level
from dzmap.core.screening import Screener
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import Explanation, Target, Verdict

DAY = date(2021, 6, 30)
ZONE = Target(id="Z1", name="齐河经开区", kind="zone", tier="省级", county_id="371425")
PARK = Target(
    id="P1",
    name="齐河化工园",
    kind="park",
    park_kind="chemical",
    county_id="371425",
    zone_id="Z1",
)
ZONE_AREA = shapely.box(116.70, 36.70, 116.80, 36.80)
PARK_AREA = shapely.box(116.72, 36.72, 116.76, 36.76)
FARM_AREA = shapely.box(116.71, 36.78, 116.72, 36.79)
COVERAGE = shapely.box(116.70, 36.70, 116.78, 36.80)
CLEAR = shapely.Point(116.74, 36.78)
IN_FARM = shapely.Point(116.715, 36.785)
UNCOVERED = shapely.Point(116.79, 36.75)


def catalog(*clauses: AnyClause, **fields: Any) -> Catalog:
    """A city catalog in force that forbids nothing by default, unless ``fields`` say otherwise."""
    usual: dict[str, Any] = {
        "id": "CITY",
        "title": "德州市目录",
        "issuer": "示例",
        "number": "示例〔2020〕1 号",
        "level": Level.CITY,
        "default": Default.NOT_FORBIDDEN,
        "effective_from": date(2020, 1, 1),
    }
    return Catalog(**{**usual, **fields}, clauses=clauses)


def farmland(coverage: Any = COVERAGE, **fields: Any) -> SpatialLayer:
    """Permanent farmland."""
    return SpatialLayer(
        kind="permanent_farmland",
        name="永久基本农田",
        areas=gpd.GeoSeries([FARM_AREA], crs=4490),
        coverage=coverage,
        data_date="2021-06",
        **fields,
    )


def screener(
    catalogs: Catalog | Iterable[Catalog],
    layers: Mapping[str, SpatialLayer] | None = None,
    *,
    as_of: date = DAY,
    **fields: Any,
) -> Screener:
    """A screener over the zone and its park."""
    every = [catalogs] if isinstance(catalogs, Catalog) else catalogs
    shapes = gpd.GeoSeries([ZONE_AREA, PARK_AREA], crs=4490)
    return Screener([ZONE, PARK], shapes, every, layers or {}, as_of, **fields)


def applicants(*rows: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Applicants a0, a1, … of industry 1411 at a clear place, unless the rows say otherwise."""
    usual = {"industry_code": "1411", "geometry": CLEAR, "place_quality": "点"}
    named = [
        {"id": f"a{place}", "name": f"示例·{place}", **usual, **row}
        for place, row in enumerate(rows)
    ]
    return gpd.GeoDataFrame(named, geometry="geometry", crs=4490)


def explained(judge: Screener, target: str = "Z1", **facts: Any) -> Explanation:
    """The evidence for one applicant."""
    return judge.explain(applicants(facts), 0, target)


def verdict(
    catalogs: Catalog | Iterable[Catalog],
    layers: Mapping[str, SpatialLayer] | None = None,
    target: str = "Z1",
    **facts: Any,
) -> Verdict:
    """The verdict of one applicant."""
    result = screener(catalogs, layers).screen(applicants(facts), [target])
    return Verdict(int(result.verdict[0]))
