"""The screening core against DuckDB's bare spatial join of the same points and zones.

One million points and sixty zones of 400 vertices are made as in the join that the target was set
by (seeded); every zone is governed by 40 clauses of all kinds, with control layers that cover only
part of the city. The time includes resolving the catalogs and finding each point's zone. Exit code
1 if the ratio or the memory misses its target.

    python benchmarks/screening.py [POINTS]
"""

import resource
import site
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
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
    Level,
    ListClause,
    Member,
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
from dzmap.core.screening import Screener
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import ScreeningResult, Target, Verdict

ZONES = 60
RATIO_TARGET = 4.0
MEMORY_TARGET_GIB = 2.5
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
    """Fourteen clauses for everybody."""
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
        ExceptionClause(
            id="mixing",
            lifts=("list0", "park"),
            scope=Scope(when=Member("eia_type", ("登记表",))),
        ),
    )


def zone_clauses(zone: int) -> tuple[AnyClause, ...]:
    """Twenty-six clauses of one zone."""
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
        ExceptionClause(
            id="listed", lifts=("who",), scope=Scope(when=Compare("tax_wan_yuan", ">=", 500))
        ),
        ExceptionClause(
            id="small", lifts=("land_mu-<=",), scope=Scope(when=Compare("employees", ">=", 500))
        ),
    )


def catalogs() -> list[Catalog]:
    """One for the city, one for each zone: together 40 clauses govern a zone."""
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
            id=f"Z{zone}", name=f"第 {zone} 区", kind="zone", tier="国家级" if zone < 2 else "省级"
        )
        for zone in range(ZONES)
    ]


def duckdb_join(points: Points, shapes: gpd.GeoSeries) -> tuple[float, int]:
    """Seconds of the second of two bare ST_Within joins, and the pairs found."""
    import duckdb

    folders = [Path(folder) for folder in site.getsitepackages()]
    extension = next(
        path for folder in folders for path in folder.rglob("spatial.duckdb_extension")
    )
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"load '{extension}'")
    entries = pd.DataFrame({"x": points[:, 0], "y": points[:, 1]})
    outlines = pd.DataFrame({"wkb": shapely.to_wkb(shapes.to_numpy())})
    connection.register("entries", entries)
    connection.register("outlines", outlines)
    connection.execute("create table ent as select st_point(x, y) geom from entries")
    connection.execute("create table z as select st_geomfromwkb(wkb) geom from outlines")
    seconds, pairs = 0.0, 0
    for _ in range(2):
        start = time.perf_counter()
        query = "select count(*) from ent join z on st_within(ent.geom, z.geom)"
        row = connection.execute(query).fetchone()
        seconds, pairs = time.perf_counter() - start, row[0] if row else 0
    return seconds, pairs


def screen_once(frame: gpd.GeoDataFrame, shapes: gpd.GeoSeries) -> tuple[float, ScreeningResult]:
    """Seconds from catalogs and applicants to verdicts."""
    start = time.perf_counter()
    screener = Screener(targets(), shapes, catalogs(), control_layers(), DAY)
    result = screener.screen(frame)
    return time.perf_counter() - start, result


def peak_gib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def run(count: int, *, around_zones: bool) -> tuple[bool, float]:
    """One comparison; whether the ratio was met, and the peak memory before DuckDB started."""
    points, shapes = scattered(count, around_zones=around_zones), zones()
    frame = applicants(points)
    seconds, result = screen_once(frame, shapes)
    memory = peak_gib()
    judged = int((result.target >= 0).sum())
    bare, pairs = duckdb_join(points, shapes)
    ratio = seconds / bare
    title = "points around the zones" if around_zones else "points as in the reference join"
    print(f"{title}: {count:,} points, {judged:,} in a zone, 40 clauses each")
    print(f"  screening {seconds:.2f} s   DuckDB ST_Within {bare:.2f} s ({pairs:,} pairs)")
    print(f"  ratio {ratio:.2f} (target <= {RATIO_TARGET})   peak {memory:.2f} GiB")
    counts = "  ".join(f"{verdict.name} {n:,}" for verdict, n in result.counts().items())
    print(f"  {counts}")
    assert {verdict for verdict, n in result.counts().items() if n} == set(Verdict)
    return ratio <= RATIO_TARGET, memory


def main(arguments: Sequence[str]) -> int:
    """Run both distributions of points."""
    count = int(arguments[0]) if arguments else 1_000_000
    outcomes = [run(count, around_zones=False), run(count, around_zones=True)]
    met = all(ratio for ratio, _ in outcomes) and outcomes[0][1] <= MEMORY_TARGET_GIB
    print("met" if met else "MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
