"""A small project to screen: one zone, one chemical park, farmland, enterprises, a project."""

from typing import Any

import geopandas as gpd
import pandas as pd

from dzmap.core.catalogs import (
    ListClause,
    Outcome,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    Threshold,
)
from tests.helpers.screening_world import (
    CLEAR,
    COVERAGE,
    FARM_AREA,
    IN_FARM,
    PARK_AREA,
    ZONE_AREA,
    catalog,
)

BOOK = catalog(
    ListClause(id="c1", outcome=Outcome.PROHIBIT, scope=Scope(industries=("26",))),
    SpatialClause(id="c2", relation=Relation.DISJOINT, layers=("permanent_farmland",)),
    RequirementClause(id="c3", metric="tax_wan_yuan_per_mu", thresholds=(Threshold(value=10.0),)),
)


def spatial(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Rows with places in EPSG:4490."""
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4490)


def town_tables() -> dict[str, pd.DataFrame]:
    """The tables of the project: one zone, one chemical park, three enterprises, one project."""
    zone = {
        "id": "37201047",
        "name": "山东齐河经济开发区",
        "short_name": "齐河经开区",
        "level": "省级",
        "county_id": "371425",
        "geometry": ZONE_AREA,
    }
    park = {
        "id": "P1",
        "name": "齐河化工园",
        "kind": "chemical",
        "zone_id": "37201047",
        "county_id": "371425",
        "geometry": PARK_AREA,
    }
    layer = {
        "id": "L1",
        "name": "永久基本农田",
        "kind": "permanent_farmland",
        "data_date": "2021-06",
        "geometry": COVERAGE,
    }
    area = {"id": "A1", "name": "片一", "layer_id": "L1", "geometry": FARM_AREA}
    common = {"industry_code": "1411", "place_quality": "点"}
    enterprises = [
        {**common, "id": "e1", "name": "示例·甲", "geometry": CLEAR},
        {**common, "id": "e2", "name": "示例·乙", "geometry": IN_FARM},
        {**common, "id": "e3", "name": "示例·丙", "zone_id": "齐河经开区", "geometry": None},
    ]
    years = [
        {"id": f"{name}-{year}", "enterprise_id": name, "year": year,
         "tax_wan_yuan": tax, "land_mu": 10.0}
        for name in ("e1", "e2", "e3")
        for year, tax in ((2020, 50.0), (2021, 200.0))
    ]  # fmt: skip
    project = {
        "id": "p1",
        "name": "示例·项目",
        "industry_code": "2614",
        "zone_id": "齐河经济开发区",
        "geometry": None,
    }
    return {
        "zones": spatial([zone]),
        "parks": spatial([park]),
        "control_layers": spatial([layer]),
        "control_areas": spatial([area]),
        "enterprises": spatial(enterprises),
        "enterprise_years": pd.DataFrame(years),
        "projects": spatial([project]),
    }
