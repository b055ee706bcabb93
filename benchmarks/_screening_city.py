"""The made-up city of the screening benchmark: points, zones, control lines, lists and catalogs.

Sixty zones of 400 vertices are governed by 46 clauses each, of all kinds: industries, products,
reference lists, thresholds by industry, tier and grade, cases, distances, commitments, approvals,
exceptions, replacements and qualities of the zone itself.
"""

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from dzmap.core.applicants import normalised_applicants
from dzmap.core.catalogs import (
    All,
    AnyClause,
    Case,
    Catalog,
    Compare,
    Default,
    ExceptionClause,
    InIndustry,
    InList,
    Level,
    ListClause,
    Member,
    Not,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    Threshold,
)
from dzmap.core.catalogs import (
    Any as AnyOf,
)
from dzmap.core.reference_lists import ListItem, ReferenceList
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import Target, Verdict

ZONES = 60
WEST, SOUTH, EAST, NORTH = 115.8, 36.5, 117.5, 37.9
DAY = date(2021, 12, 31)

Points = np.ndarray[Any, np.dtype[np.float64]]


def scattered(count: int, *, around_zones: bool) -> Points:
    """Longitudes and latitudes of points around 60 centres, the zones' own or others."""
    rng = np.random.default_rng(1 if around_zones else 0)
    centres = rng.uniform([WEST, SOUTH], [EAST, NORTH], (ZONES, 2))
    chosen = rng.integers(0, ZONES, count)
    points: Points = centres[chosen] + rng.normal(0, 0.05, (count, 2))
    return points


def wavy(x: float, y: float, width: float, height: float, vertices: int) -> Any:
    """A polygon with a wavy outline."""
    angle = np.linspace(0, 2 * np.pi, vertices)
    ripple_x, ripple_y = 1 + 0.2 * np.sin(9 * angle), 1 + 0.2 * np.sin(7 * angle)
    outline = np.c_[x + width * np.cos(angle) * ripple_x, y + height * np.sin(angle) * ripple_y]
    return shapely.Polygon(outline)


def zones() -> gpd.GeoSeries:
    """Sixty zones of 400 vertices."""
    centres = np.random.default_rng(1).uniform([WEST, SOUTH], [EAST, NORTH], (ZONES, 2))
    return gpd.GeoSeries([wavy(x, y, 0.06, 0.05, 400) for x, y in centres], crs=4490)


def control_layers() -> dict[str, SpatialLayer]:
    """Four layers; the first leaves the east uncovered."""
    rng = np.random.default_rng(2)

    def areas(count: int, size: float) -> gpd.GeoSeries:
        centres = rng.uniform([WEST, SOUTH], [EAST, NORTH], (count, 2))
        return gpd.GeoSeries([wavy(x, y, size, size, 40) for x, y in centres], crs=4490)

    whole = wavy(116.65, 37.2, 0.95, 0.8, 500)
    west = shapely.intersection(whole, shapely.box(WEST, SOUTH, 117.0, NORTH))
    return {
        kind: SpatialLayer(kind=kind, name=kind, areas=shapes, coverage=cover, data_date="2021-06")
        for kind, shapes, cover in (
            ("permanent_farmland", areas(400, 0.01), west),
            ("ecological_redline", areas(60, 0.03), whole),
            ("chemical_park", areas(12, 0.04), whole),
            ("shoreline_control", areas(20, 0.02), whole),
        )
    }


def applicants(points: Points) -> gpd.GeoDataFrame:
    """Applicants with missing facts, further industry codes, and a precise place."""
    count = len(points)
    rng = np.random.default_rng(3)
    classes = [f"{division}{n}" for division in range(13, 44) for n in range(11, 41)]
    total = rng.lognormal(9, 1, count).round(1)
    land = rng.uniform(5, 200, count).round(2)
    total[rng.random(count) < 0.03] = np.nan
    land[rng.random(count) < 0.03] = np.nan
    products = np.array([f"产品{n}" for n in range(300)] + [None] * 15, dtype=object)
    processes = np.array([f"工艺{n}" for n in range(40)] + [None] * 4, dtype=object)
    other = np.full(count, None, dtype=object)
    some = rng.random(count) < 0.1
    other[some] = rng.choice(classes, int(some.sum()))
    return normalised_applicants(
        gpd.GeoDataFrame(
            {
                "id": np.char.add("A", np.arange(count).astype(str)),
                "name": np.char.add("示例企业", np.arange(count).astype(str)),
                "industry_code": rng.choice(classes, count),
                "other_industry_codes": other,
                "total_invest_wan_yuan": total,
                "fixed_invest_wan_yuan": total * 0.8,
                "land_mu": land,
                "output_wan_yuan": total * rng.uniform(0.5, 3, count),
                "tax_wan_yuan": total * rng.uniform(0.01, 0.2, count),
                "energy_tce": rng.lognormal(6, 1.5, count),
                "far": rng.uniform(0.5, 2, count),
                "green_ratio": rng.uniform(0.05, 0.25, count),
                "employees": rng.integers(5, 900, count),
                "construction_months": rng.integers(6, 40, count),
                "start_months": rng.integers(3, 12, count),
                "products": rng.choice(products, count),
                "processes": rng.choice(processes, count),
                "action": rng.choice(np.array(["新建", "扩建", "技改", None], dtype=object), count),
                "eia_type": rng.choice(np.array(["报告书", "报告表", "登记表"]), count),
                "land_grade": rng.choice(np.array(["一级", "二级", "三级"]), count),
                "investor_class": rng.choice(
                    np.array(["上市公司", "专精特新;上市公司", "其他"]), count
                ),
                "applicant_class": rng.choice(np.array(["内资", "外资"]), count),
                "place_quality": "点",
            },
            geometry=gpd.points_from_xy(points[:, 0], points[:, 1]),
            crs=4490,
        )
    )


def _lists(rng: np.random.Generator, count: int) -> list[AnyClause]:
    outcomes = list(Outcome)
    found: list[AnyClause] = []
    for number in range(count):
        division = int(rng.integers(13, 44))
        scope = Scope(
            industries=(str(division), f"{(division + 9) % 31 + 13}1"),
            except_industries=(f"{division}12",),
            actions=("新建", "扩建") if number % 4 == 0 else (),
        )
        found.append(
            ListClause(id=f"list{number}", scope=scope, outcome=outcomes[number % len(outcomes)])
        )
    return found


def _ratio(metric: str, value: float) -> RequirementClause:
    return RequirementClause(
        id=f"{metric}-table",
        metric=metric,
        thresholds=(
            Threshold(value=value),
            Threshold(value=value * 1.3, industries=("39", "36")),
            Threshold(value=value * 0.9, land_grades=("三级",)),
            Threshold(value=value * 1.1, zone_tiers=("国家级",)),
        ),
    )


def _plain(metric: str, op: str, value: float, **scope: Any) -> RequirementClause:
    return RequirementClause(
        id=f"{metric}-{op}",
        metric=metric,
        op=op,
        thresholds=(Threshold(value=value),),
        scope=Scope(**scope),
    )


def city_clauses() -> tuple[AnyClause, ...]:
    """Seventeen clauses for everybody."""
    rng = np.random.default_rng(4)
    return (
        *_lists(rng, 4),
        SpatialClause(id="farm", relation=Relation.DISJOINT, layers=("permanent_farmland",)),
        SpatialClause(id="red", relation=Relation.DISJOINT, layers=("ecological_redline",)),
        SpatialClause(
            id="park",
            relation=Relation.WITHIN,
            layers=("chemical_park",),
            scope=Scope(industries=("25", "26")),
        ),
        SpatialClause(
            id="shore",
            relation=Relation.DISTANCE_GE,
            layers=("shoreline_control",),
            distance_m=1000,
            scope=Scope(industries=("25", "26", "28")),
        ),
        _plain("green_ratio", "<=", 0.2),
        _plain("far", ">=", 0.8),
        ProcedureClause(
            id="energy", approval="节能审查", scope=Scope(when=Compare("energy_tce", ">=", 1000))
        ),
        ProcedureClause(
            id="eia", approval="环评", scope=Scope(when=Member("eia_type", ("报告书",)))
        ),
        RequirementClause(
            id="months",
            condition=Case(
                (
                    (
                        Compare("total_invest_wan_yuan", ">=", 50_000),
                        Compare("construction_months", "<=", 30),
                    ),
                    (
                        Compare("total_invest_wan_yuan", ">=", 10_000),
                        Compare("construction_months", "<=", 18),
                    ),
                ),
                Compare("construction_months", "<=", 36),
            ),
        ),
        ListClause(
            id="banned",
            outcome=Outcome.PROHIBIT,
            scope=Scope(products=("产品7", "产品77", "产品1号", "产品2号")),
        ),
        ListClause(id="high", outcome=Outcome.RESTRICT, scope=Scope(lists=("两高项目名录",))),
        RequirementClause(
            id="start",
            metric="start_months",
            op="<=",
            thresholds=(Threshold(value=6), Threshold(value=9, industries=("26",))),
            otherwise=Verdict.CONDITIONAL,
        ),
        ExceptionClause(
            id="mixing",
            lifts=("list0", "park"),
            scope=Scope(when=Member("eia_type", ("登记表",))),
        ),
    )


def zone_clauses(zone: int) -> tuple[AnyClause, ...]:
    """Twenty-nine clauses of one zone."""
    rng = np.random.default_rng(100 + zone)
    return (
        *_lists(rng, 8),
        _ratio("invest_intensity_wan_yuan_per_mu", float(rng.uniform(50, 200))),
        _ratio("fixed_invest_intensity_wan_yuan_per_mu", float(rng.uniform(40, 150))),
        _ratio("output_wan_yuan_per_mu", float(rng.uniform(50, 200))),
        _ratio("tax_wan_yuan_per_mu", float(rng.uniform(1, 10))),
        _plain("energy_tce_per_wan_yuan", "<=", 1.2),
        _plain("employees", ">=", 20, industries=("13", "14", "17")),
        _plain("total_invest_wan_yuan", ">=", 3000, actions=("新建",)),
        _plain("land_mu", "<=", 150, applicant_classes=("内资",)),
        _plain("output_wan_yuan", ">=", 2000, when=Compare("land_mu", ">=", 30)),
        RequirementClause(
            id="who",
            condition=AnyOf(
                (
                    Member("investor_class", ("上市公司", "世界500强")),
                    Compare("total_invest_wan_yuan", ">=", 5000),
                )
            ),
        ),
        RequirementClause(
            id="both",
            condition=All((Compare("far", ">=", 0.7), Compare("green_ratio", "<=", 0.22))),
            scope=Scope(industries=("C",), except_industries=("26",)),
        ),
        RequirementClause(
            id="own-far",
            metric="far",
            thresholds=(Threshold(value=0.6),),
            scope=Scope(industries=("39",)),
            replaces=("CITY/far->=",),
        ),
        ProcedureClause(
            id="water", approval="取水许可", scope=Scope(industries=("15", "22", "26"))
        ),
        ProcedureClause(
            id="fire",
            approval="消防审查",
            scope=Scope(when=AnyOf((InIndustry(("25",)), Compare("employees", ">=", 300)))),
        ),
        ProcedureClause(
            id="foreign", approval="外资备案", scope=Scope(applicant_classes=("外资",))
        ),
        SpatialClause(
            id="own-farm",
            relation=Relation.DISJOINT,
            layers=("permanent_farmland", "ecological_redline"),
            scope=Scope(industries=("22",)),
        ),
        RequirementClause(
            id="leading",
            condition=Compare("target_leading_share", ">=", 0.8),
            scope=Scope(industries=("37", "38")),
        ),
        RequirementClause(
            id="water-list",
            condition=Not(InList(("高耗水名录",))),
            scope=Scope(actions=("新建",)),
            otherwise=Verdict.PROHIBITED,
        ),
        ListClause(
            id="wanted",
            outcome=Outcome.ENCOURAGE,
            scope=Scope(products=(f"产品{zone}", "产品200"), industries=("39", "40")),
        ),
        ExceptionClause(
            id="listed", lifts=("who",), scope=Scope(when=Compare("tax_wan_yuan", ">=", 500))
        ),
        ExceptionClause(
            id="small", lifts=("land_mu-<=",), scope=Scope(when=Compare("employees", ">=", 500))
        ),
    )


def catalogs() -> list[Catalog]:
    """One for the city, one for each zone: together 46 clauses govern a zone."""
    defaults = list(Default)
    common: dict[str, Any] = {"issuer": "示例", "effective_from": date(2020, 1, 1)}
    city = Catalog(
        id="CITY",
        title="市目录",
        level=Level.CITY,
        default=Default.NOT_FORBIDDEN,
        clauses=city_clauses(),
        **common,
    )
    own = [
        Catalog(
            id=f"ZONE{zone}",
            title=f"第 {zone} 区目录",
            level=Level.ZONE,
            scope_ids=(f"Z{zone}",),
            parent="CITY",
            default=defaults[zone % len(defaults)],
            clauses=zone_clauses(zone),
            **common,
        )
        for zone in range(ZONES)
    ]
    return [city, *own]


def targets() -> list[Target]:
    """The zones as targets."""
    return [
        Target(
            id=f"Z{zone}",
            name=f"第 {zone} 区",
            kind="zone",
            tier="国家级" if zone < 2 else "省级",
            facts={"target_leading_share": 0.75 + zone / 400},
        )
        for zone in range(ZONES)
    ]


def reference_lists() -> list[ReferenceList]:
    """Two lists; the first names industries, products and processes, some of them together."""
    industries = [ListItem(industry=f"{division}1") for division in range(25, 33)]
    products = [ListItem(products=(f"产品{n}",)) for n in range(0, 300, 25)]
    mixed = [
        ListItem(industry=f"{division}", processes=(f"工艺{division}", f"工艺{division - 20}"))
        for division in range(22, 33)
    ]
    water = [ListItem(industry=code) for code in ("221", "1711", "2614", "311")]
    return [
        ReferenceList(name="两高项目名录", complete=True, items=(*industries, *products, *mixed)),
        ReferenceList(name="高耗水名录", complete=True, items=tuple(water)),
    ]
