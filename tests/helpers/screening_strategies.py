"""Random catalogs, applicants and layers over a universe so small that clauses meet."""

from datetime import date
from typing import Any

import geopandas as gpd
import shapely
from hypothesis import strategies as st

from dzmap.core import catalogs as c
from dzmap.core.reference_lists import ListItem, ReferenceList
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import Target, Verdict

DAY = date(2021, 6, 30)

TARGETS = (
    Target(
        id="Z1",
        name="甲区",
        kind="zone",
        tier="国家级",
        county_id="371425",
        facts={"target_leading_share": 0.8},
    ),
    Target(id="Z2", name="乙区", kind="zone", tier="", county_id="371426"),
    Target(
        id="P1",
        name="化工园",
        kind="park",
        tier="国家级",
        park_kind="chemical",
        county_id="371425",
        zone_id="Z1",
        facts={"target_score": 65.0},
    ),
    Target(id="P2", name="无类型园", kind="park"),
)
GEOMETRIES = gpd.GeoSeries(
    [
        shapely.box(116.70, 36.70, 116.80, 36.80),
        shapely.box(116.90, 36.70, 117.00, 36.80),
        shapely.box(116.72, 36.72, 116.76, 36.76),
        None,
    ],
    crs=4490,
)
PLACES = (
    None,
    shapely.Point(116.71, 36.71),
    shapely.Point(116.73, 36.73),
    shapely.Point(116.745, 36.745),
    shapely.Point(116.7651, 36.75),
    shapely.Point(116.79, 36.79),
    shapely.Point(116.95, 36.75),
    shapely.Point(117.3, 37.3),
    shapely.box(116.735, 36.735, 116.745, 36.745),  # partly on farmland
    shapely.box(116.742, 36.742, 116.748, 36.748),  # all of it
    shapely.box(116.75, 36.74, 116.755, 36.75),  # beside it
    shapely.box(116.755, 36.755, 116.765, 36.765),  # partly in the chemical park
    shapely.box(116.77, 36.77, 116.79, 36.79),  # partly covered
)
_AREA = shapely.box(116.74, 36.74, 116.75, 36.75)
_WEST = shapely.box(116.70, 36.70, 116.78, 36.80)
LAYERS = {
    "farm": SpatialLayer(
        kind="permanent_farmland", name="基本农田", areas=gpd.GeoSeries([_AREA]), coverage=_WEST
    ),
    "farm2": SpatialLayer(
        kind="permanent_farmland",
        name="基本农田（乙）",
        areas=gpd.GeoSeries([shapely.box(116.94, 36.74, 116.96, 36.76)]),
        coverage=shapely.box(116.9, 36.7, 117.0, 36.8),
    ),
    "chem": SpatialLayer(
        kind="chemical_park",
        name="化工园区",
        areas=gpd.GeoSeries([shapely.box(116.72, 36.72, 116.76, 36.76)]),
        coverage=None,
    ),
    "shore": SpatialLayer(
        kind="shoreline_control",
        name="岸线",
        areas=gpd.GeoSeries([_AREA]),
        coverage=_WEST,
        effective_from=date(2023, 4, 1),
    ),
}
KINDS = ("permanent_farmland", "chemical_park", "shoreline_control", "ecological_redline")
CODES = ("26", "261", "2614", "2625", "1411", "C", "A", "9999", "化工")
PREFIXES = ("26", "261", "2614", "2625", "14", "1411", "C", "B")
NUMBERS = {
    "total_invest_wan_yuan": (0.0, 3000.0, 10_865.0, 12_300.0),
    "land_mu": (0.0, 10.0, 41.0),
    "tax_wan_yuan": (100.0, 500.0),
    "green_ratio": (0.1, 0.15, 0.2),
}
TEXTS = {
    "action": ("新建", "扩建"),
    "applicant_class": ("内资", "外资"),
    "eia_type": ("报告书", "登记表"),
    "land_grade": ("一级", "二级"),
    "investor_class": ("上市公司", "上市公司;专精特新", "其他"),
}
ITEMS = {
    "products": ("尿素", "农用尿素", "靶材", "电石、ＰＶＣ", "聚氯乙烯(pvc);烧碱", "；"),
    "processes": ("间歇法", "固定床间歇法", "离子膜法", "隔膜法；间歇法"),
}
ITEM_NAMES = {
    "products": ("尿素", "电石", "PVC", "烧碱", "1,4-丁二醇"),
    "processes": ("固定床间歇法", "离子膜法"),
}
LIST_NAMES = ("两高项目名录", "限制类", "淘汰类")
LIMITS = {
    "total_invest_wan_yuan": (3000.0, 10_000.0),
    "land_mu": (10.0, 40.0),
    "tax_wan_yuan": (200.0, 500.0),
    "green_ratio": (0.15,),
    "invest_intensity_wan_yuan_per_mu": (265.0, 300.0, 400.0),
    "tax_wan_yuan_per_mu": (10.0,),
    "target_leading_share": (0.8, 0.85),
    "target_score": (70.0,),
}
CONSEQUENCES = (Verdict.CONDITIONAL, Verdict.RESTRICTED, Verdict.PROHIBITED)
OPERATORS = (">=", ">", "<=", "<", "=", "!=")

prefixes = st.lists(st.sampled_from(PREFIXES), max_size=3, unique=True).map(tuple)
kinds = st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True).map(tuple)
tiers = st.sampled_from(((), ("国家级",), ("省级",)))


def some_of(names: tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """One or two of some names, or none."""
    several = st.lists(st.sampled_from(names), min_size=max(least, 1), max_size=2, unique=True)
    chosen: st.SearchStrategy[tuple[str, ...]] = several.map(tuple)
    return chosen if least else st.one_of(st.just(()), st.just(()), st.just(()), chosen)


def optional(strategy: st.SearchStrategy[Any], *, weight: int = 2) -> st.SearchStrategy[Any]:
    """Mostly a value, sometimes None."""
    return st.one_of(*[strategy] * weight, st.none())


@st.composite
def spatial_tests(draw: st.DrawFn) -> c.SpatialTest:
    relation = draw(st.sampled_from(list(c.Relation)))
    far = draw(st.sampled_from((400.0, 1500.0))) if relation is c.Relation.DISTANCE_GE else None
    return c.SpatialTest(relation, draw(kinds), far)


@st.composite
def comparisons(draw: st.DrawFn) -> c.Compare:
    metric = draw(st.sampled_from(sorted(LIMITS)))
    return c.Compare(
        metric, draw(st.sampled_from(OPERATORS)), draw(st.sampled_from(LIMITS[metric]))
    )


@st.composite
def memberships(draw: st.DrawFn) -> c.Member:
    metric = draw(st.sampled_from(sorted(TEXTS)))
    pool = sorted({part for text in TEXTS[metric] for part in text.split(";")})
    return c.Member(
        metric, tuple(draw(st.lists(st.sampled_from(pool), min_size=1, max_size=2, unique=True)))
    )


leaves = st.one_of(
    comparisons(),
    memberships(),
    spatial_tests(),
    st.builds(c.InIndustry, prefixes, prefixes),
    st.builds(c.InList, some_of(LIST_NAMES, least=1)),
)


def _trees(inner: st.SearchStrategy[c.Condition]) -> st.SearchStrategy[c.Condition]:
    some = st.lists(inner, max_size=3).map(tuple)
    branches = st.lists(st.tuples(inner, inner), max_size=2).map(tuple)
    return st.one_of(
        st.builds(c.Not, inner),
        st.builds(c.All, some),
        st.builds(c.Any, some),
        st.builds(c.Case, branches, inner),
    )


conditions = st.recursive(leaves, _trees, max_leaves=4)
guards = st.one_of(st.just(c.TRUE), st.just(c.TRUE), conditions)

scopes = st.builds(
    c.Scope,
    industries=prefixes,
    except_industries=st.one_of(st.just(()), prefixes),
    actions=st.sampled_from(((), (), ("新建",))),
    zone_tiers=st.one_of(st.just(()), tiers),
    park_kinds=st.sampled_from(((), (), (), ("chemical",))),
    applicant_classes=st.sampled_from(((), (), ("外资",))),
    products=some_of(ITEM_NAMES["products"]),
    processes=some_of(ITEM_NAMES["processes"]),
    lists=some_of(LIST_NAMES),
    when=guards,
)


@st.composite
def _items(draw: st.DrawFn) -> ListItem:
    return ListItem(
        industry=draw(st.sampled_from(("", *PREFIXES))),
        products=draw(some_of(ITEM_NAMES["products"])),
        processes=draw(some_of(ITEM_NAMES["processes"])),
    )


@st.composite
def _lists(draw: st.DrawFn, name: str) -> tuple[ReferenceList, ...]:
    starts = (date(2019, 1, 1), date(2021, 1, 1), date(2022, 1, 1))
    return tuple(
        ReferenceList(
            name=name,
            version=str(start.year),
            effective_from=start,
            effective_to=draw(st.sampled_from((None, None, date(2021, 5, 1)))),
            complete=draw(st.booleans()),
            items=tuple(draw(st.lists(_items(), max_size=3))),
        )
        for start in draw(st.lists(st.sampled_from(starts), max_size=2, unique=True))
    )


reference_lists = st.tuples(*map(_lists, LIST_NAMES)).map(
    lambda every: tuple(one for versions in every for one in versions)
)
"""Versions of up to three lists, complete or not, in force or not."""

CATALOG_IDS = ("CITY", "COUNTY", "ZONE", "PARK")
REFERENCES = (
    *(f"c{number}" for number in range(5)),
    *(f"{catalog}/c{number}" for catalog in CATALOG_IDS for number in range(3)),
    *(f"{catalog}/default" for catalog in CATALOG_IDS),
)
references = st.lists(st.sampled_from(REFERENCES), max_size=2, unique=True).map(tuple)


@st.composite
def requirements(draw: st.DrawFn, common: dict[str, Any]) -> c.RequirementClause:
    otherwise = draw(st.sampled_from(CONSEQUENCES))
    if draw(st.booleans()):
        return c.RequirementClause(**common, condition=draw(conditions), otherwise=otherwise)
    metric = draw(st.sampled_from(sorted(LIMITS)))
    rows = st.builds(
        c.Threshold,
        value=st.sampled_from(LIMITS[metric]),
        industries=prefixes,
        zone_tiers=tiers,
        land_grades=st.sampled_from(((), ("一级",))),
        when=guards,
    )
    return c.RequirementClause(
        **common,
        metric=metric,
        op=draw(st.sampled_from((">=", ">", "<=", "<"))),
        thresholds=tuple(draw(st.lists(rows, min_size=1, max_size=3))),
        otherwise=otherwise,
    )


@st.composite
def clauses(draw: st.DrawFn, number: int) -> c.AnyClause:
    common: dict[str, Any] = {
        "id": f"c{number}",
        "number": f"第{number}条",
        "scope": draw(scopes),
        "replaces": draw(st.one_of(st.just(()), st.just(()), references)),
        "effective_from": draw(st.sampled_from((None, None, None, date(2022, 1, 1)))),
    }
    kind = draw(st.sampled_from(("list", "list", "requirement", "spatial", "procedure", "exempt")))
    if kind == "list":
        return c.ListClause(**common, outcome=draw(st.sampled_from(list(c.Outcome))))
    if kind == "requirement":
        return draw(requirements(common))
    if kind == "spatial":
        test = draw(spatial_tests())
        return c.SpatialClause(
            **common,
            relation=test.relation,
            layers=test.layers,
            distance_m=test.distance_m,
            otherwise=draw(st.sampled_from(CONSEQUENCES)),
        )
    if kind == "procedure":
        return c.ProcedureClause(**common, approval="节能审查")
    return c.ExceptionClause(**common, lifts=draw(references))


_LEVELS = {
    "CITY": (c.Level.CITY, ((),)),
    "COUNTY": (c.Level.COUNTY, ((), ("371425",))),
    "ZONE": (c.Level.ZONE, ((), ("Z1",))),
    "PARK": (c.Level.PARK, ((), ("P1",))),
}


@st.composite
def catalogs(draw: st.DrawFn, name: str) -> c.Catalog:
    level, scope_ids = _LEVELS[name]
    count = draw(st.integers(0, 4))
    return c.Catalog(
        id=name,
        title=f"{name}目录",
        issuer="示例",
        level=level,
        scope_ids=draw(st.sampled_from(scope_ids)),
        park_kinds=draw(st.sampled_from(((), ("chemical",)))) if name == "PARK" else (),
        parent=draw(st.sampled_from(("", "CITY", "COUNTY"))),
        default=draw(st.sampled_from(list(c.Default))),
        effective_from=draw(
            st.sampled_from((date(2020, 1, 1), date(2020, 1, 1), date(2022, 1, 1)))
        ),
        clauses=tuple(draw(clauses(number)) for number in range(count)),
    )


@st.composite
def books(draw: st.DrawFn) -> tuple[c.Catalog, ...]:
    """Catalogs of a run, one to three of the four levels."""
    names = draw(st.lists(st.sampled_from(CATALOG_IDS), min_size=1, max_size=3, unique=True))
    return tuple(draw(catalogs(name)) for name in names)


@st.composite
def _plain_clauses(draw: st.DrawFn, number: int) -> c.AnyClause:
    """A clause with one thing to decide, so that nothing else hides what it says."""
    common: dict[str, Any] = {"id": f"c{number}"}
    kinds = ("products", "processes", "lists", "condition", "spatial", "spatial", "table")
    kind = draw(st.sampled_from(kinds))
    if kind == "table":
        rows = st.builds(c.Threshold, value=st.sampled_from(LIMITS["land_mu"]), industries=prefixes)
        return c.RequirementClause(
            **common,
            metric="land_mu",
            op=draw(st.sampled_from((">=", "<="))),
            thresholds=tuple(draw(st.lists(rows, min_size=1, max_size=3))),
        )
    if kind == "condition":
        asked = st.one_of(
            comparisons().filter(lambda one: one.metric.startswith("target")),
            st.builds(c.InList, some_of(LIST_NAMES, least=1)),
        )
        return c.RequirementClause(
            **common, condition=draw(asked), otherwise=draw(st.sampled_from(CONSEQUENCES))
        )
    if kind == "spatial":
        test = draw(spatial_tests())
        return c.SpatialClause(
            **common,
            relation=test.relation,
            layers=test.layers[:1],
            distance_m=test.distance_m,
            otherwise=draw(st.sampled_from(CONSEQUENCES)),
        )
    names = LIST_NAMES if kind == "lists" else ITEM_NAMES[kind]
    codes = draw(st.sampled_from(((), ("26",), ("14", "2625"))))
    items: dict[str, Any] = {kind: draw(some_of(names, least=1))}
    scope = c.Scope(industries=codes, **items)
    return c.ListClause(**common, scope=scope, outcome=draw(st.sampled_from(list(c.Outcome))))


@st.composite
def plain_books(draw: st.DrawFn) -> tuple[c.Catalog, ...]:
    """One catalog for everybody with one or two plain clauses."""
    return (
        c.Catalog(
            id="CITY",
            title="CITY目录",
            issuer="示例",
            level=c.Level.CITY,
            default=c.Default.NOT_FORBIDDEN,
            effective_from=date(2020, 1, 1),
            clauses=tuple(draw(_plain_clauses(n)) for n in range(draw(st.integers(1, 2)))),
        ),
    )


applicants = st.fixed_dictionaries(
    {
        "industry_code": optional(st.sampled_from(CODES), weight=5),
        "other_industry_codes": st.sampled_from((None, None, None, "2614", "2625;1411", "26")),
        "place_quality": st.sampled_from(("点", "点", "仅乡镇", None)),
        "geometry": st.sampled_from(PLACES),
        **{name: optional(st.sampled_from(values)) for name, values in NUMBERS.items()},
        **{name: optional(st.sampled_from(values)) for name, values in TEXTS.items()},
        **{name: optional(st.sampled_from(values)) for name, values in ITEMS.items()},
    }
)
crowds = st.lists(applicants, min_size=1, max_size=5)


def frame_of(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Applicants as a frame, ids by position."""
    numbered = [
        {"id": f"a{place}", "name": f"示例{place}", **row} for place, row in enumerate(rows)
    ]
    return gpd.GeoDataFrame(numbered, geometry="geometry", crs=4490)
