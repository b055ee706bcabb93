"""Invented investment projects with planned and completed investment by year."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dzmap.services.sampling_facts import Cases, apportioned, flaws_for, project_facts
from dzmap.services.sampling_places import Floats, SampleLand, Texts
from dzmap.services.sampling_profiles import (
    COUNTIES,
    DATA_STATUS,
    SOURCE,
    SUB_PARK_COMPLETED,
    THEMES,
    YEARS,
)

Ints = npt.NDArray[np.int64]

_SIZE = 246  # the numbers of projects below belong to a sample of this size
_UNPLACED = 17
_IN_SUB_PARKS = 18
_UNPLACED_PLANNED = 28.4  # 亿元 in 2021
_PUBLIC_COUNTY, _PUBLIC = "371402", 3
_SUB_PARK_COUNTY = "371425"
_UNPLACED_COUNTY = -1

_STARTS = {2019: 0.43, 2020: 0.32, 2021: 0.17, 2022: 0.08}
_SPLIT = {
    2019: (0.3, 0.31, 0.25, 0.14),
    2020: (0.0, 0.44, 0.35, 0.21),
    2021: (0.0, 0.0, 0.55, 0.45),
    2022: (0.0, 0.0, 0.0, 1.0),
}
_SUB_PARK_SPLIT = (0.0, 0.5, 0.42, 0.08)
_SUB_PARK_DONE_2020 = 0.56
_RATES = (0.6, 0.6, 0.68, 0.68)  # completed over planned, by year
_STAGES = {
    2019: ("投产", "达产", "竣工", "投产", "开工"),
    2020: ("竣工", "投产", "开工", "开工"),
    2021: ("开工", "供地"),
    2022: ("签约", "供地"),
}
_ZONE_SHARE = 0.88
_APPLYING_SHARE = 0.75  # of those outside zones and parks, how many apply to the county's zone
_RED_LINE_SHARE = 0.2
_PROTECTED = (("permanent_farmland", 7), ("ecological_redline", 2), ("shoreline_control", 1))


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Projects as parallel arrays; ``county`` is a position in the profiles or -1 (no place).

    ``park`` is the ordinal of a park within Qihe's zone or 0, ``total`` 万元.
    """

    county: Ints
    park: Ints
    start: Ints
    total: Ints
    theme: list[str]
    code: Texts


def invest_projects(
    rng: np.random.Generator,
    land: SampleLand,
    parks: pd.DataFrame,
    enterprises: pd.DataFrame,
    count: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``count`` projects and their years.

    The projects in each of Qihe's nine parks add up to the park's ``planned_wan_yuan`` exactly, and
    what they completed by the end of 2021 to ``SUB_PARK_COMPLETED``. Nobody has reported for 2022.

    Args:
        rng: Source of everything invented.
        land: Where zones, parks and protected land lie.
        parks: Table ``parks``.
        enterprises: Table ``enterprises``; projects are owned by those of their county and theme.
        count: Number of projects.

    Returns:
        Rows of ``projects`` (plain ``geometry`` column, no ``chain_id``) and of ``project_years``.
    """
    plan = _plan(rng, parks, count)
    cases = Cases(
        themes=[THEMES[name] for name in plan.theme],
        codes=plan.code,
        total=plan.total.astype(np.float64),
        flaws=flaws_for(rng, count),
    )
    facts = project_facts(rng, cases)
    points = _points(rng, land, plan)
    places, quality = _outlines(rng, land, points, facts["land_mu"].to_numpy())
    stage = _stages(rng, plan.start)
    owners, usccs = _owners(enterprises, plan)
    ids = np.array([f"P-INV-{number:04d}" for number in range(1, count + 1)], dtype=object)
    shorts = [COUNTIES[county].short if county >= 0 else "" for county in plan.county]
    projects = pd.DataFrame(
        {
            "id": ids,
            "name": [
                f"示例·{short}{theme}项目 {number:03d}"
                for number, (short, theme) in enumerate(zip(shorts, plan.theme, strict=True), 1)
            ],
            "kind": "invest",
            "action": rng.choice(
                np.array(["新建", "扩建", "迁建", "改建"], dtype=object),
                count,
                p=[0.7, 0.18, 0.06, 0.06],
            ),
            "owner": owners,
            "uscc": usccs,
            "industry_code": plan.code,
            "county_id": [COUNTIES[county].id if county >= 0 else None for county in plan.county],
            "township_id": _townships(land, plan, points),
            "zone_id": _zones(rng, land, plan, points),
            "park_id": land.park_of(points),
            "stage": stage,
            "start_date": _start_dates(rng, plan.start, stage),
            "total_invest_wan_yuan": plan.total,
            **facts,
            "place_quality": quality,
            "source": SOURCE,
            "data_status": DATA_STATUS,
            "geometry": places,
        }
    )
    return projects, _years(rng, plan, ids, stage)


def _plan(rng: np.random.Generator, parks: pd.DataFrame, count: int) -> _Plan:
    county, park = _seats(count)
    start = np.array([*_STARTS])[rng.choice(len(_STARTS), size=count, p=[*_STARTS.values()])]
    start[park > 0] = 2020
    theme = _themes(rng, county)
    code = np.array([str(rng.choice(THEMES[name].codes)) for name in theme], dtype=object)
    total = _totals(rng, county, park, start, parks)
    return _Plan(county=county, park=park, start=start, total=total, theme=theme, code=code)


def _seats(count: int) -> tuple[Ints, Ints]:
    """County and sub-park of every project, grouped by county, the unplaced ones last."""
    in_parks = round(count * _IN_SUB_PARKS / _SIZE)
    in_parks = in_parks if in_parks >= len(SUB_PARK_COMPLETED) else 0
    unplaced = round(count * _UNPLACED / _SIZE)
    weights = [
        profile.projects
        - (_PUBLIC if profile.id == _PUBLIC_COUNTY else 0)
        - (_IN_SUB_PARKS if in_parks and profile.id == _SUB_PARK_COUNTY else 0)
        for profile in COUNTIES
    ]
    numbers = apportioned(count - in_parks - unplaced, weights)
    county: list[int] = []
    park: list[int] = []
    for position, number in enumerate(numbers.tolist()):
        if COUNTIES[position].id == _SUB_PARK_COUNTY:
            ordinals = np.arange(in_parks) % len(SUB_PARK_COMPLETED) + 1
            county += [position] * in_parks
            park += ordinals.tolist()
        county += [position] * number
        park += [0] * number
    county += [_UNPLACED_COUNTY] * unplaced
    park += [0] * unplaced
    return np.array(county, dtype=np.int64), np.array(park, dtype=np.int64)


def _themes(rng: np.random.Generator, county: Ints) -> list[str]:
    """Themes in the county's shares; those without a place take turns through the counties."""
    theme = [""] * len(county)
    for position, profile in enumerate(COUNTIES):
        mine = np.flatnonzero(county == position)
        names, shares = zip(*profile.themes, strict=True)
        quota = np.repeat(np.array(names, dtype=object), apportioned(len(mine), shares))
        for index, name in zip(mine.tolist(), rng.permutation(quota), strict=True):
            theme[index] = name
    for turn, index in enumerate(np.flatnonzero(county == _UNPLACED_COUNTY).tolist()):
        themes = COUNTIES[turn % len(COUNTIES)].themes
        theme[index] = themes[int(rng.integers(len(themes)))][0]
    return theme


def _totals(
    rng: np.random.Generator, county: Ints, park: Ints, start: Ints, parks: pd.DataFrame
) -> Ints:
    """万元, so that the county's planned investment of 2021 comes near its profile."""
    weights = np.exp(rng.normal(0, 0.6, len(county)))
    total = np.zeros(len(county), dtype=np.int64)
    shares = parks.loc[parks["kind"] == "sub_park"].set_index("ordinal")["planned_wan_yuan"]
    for ordinal, planned in shares.items():
        mine = park == ordinal
        if mine.any():
            total[mine] = apportioned(int(planned), rng.uniform(0.7, 1.4, int(mine.sum())))
    in_2021 = np.array([_SPLIT[year][2] for year in start.tolist()])
    sub_park_2021 = float(shares.sum()) * _SUB_PARK_SPLIT[2]
    for position in range(-1, len(COUNTIES)):
        mine = (county == position) & (park == 0)
        if not mine.any():
            continue
        goal = (COUNTIES[position].planned if position >= 0 else _UNPLACED_PLANNED) * 10_000
        if position >= 0 and COUNTIES[position].id == _SUB_PARK_COUNTY and (park > 0).any():
            goal -= sub_park_2021
        goal *= len(county) / _SIZE
        base = float((weights * in_2021)[mine].sum())
        scale = goal / base if base > 0 else goal / float(weights[mine].sum())
        total[mine] = np.maximum(np.round(weights[mine] * scale, -1), 3000).astype(np.int64)
    return total


def _points(rng: np.random.Generator, land: SampleLand, plan: _Plan) -> Floats:
    """Where each project stands, NaN for those without a place."""
    points = np.full((len(plan.county), 2), np.nan)
    chemical = np.array([THEMES[name].chemical for name in plan.theme], dtype=bool)
    for position, profile in enumerate(COUNTIES):
        mine = np.flatnonzero((plan.county == position) & (plan.park == 0))
        in_zone = rng.random(len(mine)) < _ZONE_SHARE
        points[mine[in_zone]] = land.in_zones(
            rng, profile.id, int(in_zone.sum()), beside_parks=True
        )
        points[mine[~in_zone]] = land.in_open_parks(rng, profile.id, int((~in_zone).sum()))
        chemists = mine[chemical[mine] & (rng.random(len(mine)) < 0.7)]
        in_park = land.in_chemical_park(rng, profile.id, len(chemists))
        if in_park is not None:
            points[chemists] = in_park
    for ordinal in range(1, len(SUB_PARK_COMPLETED) + 1):
        mine = np.flatnonzero(plan.park == ordinal)
        if len(mine):
            points[mine] = land.in_park(rng, f"QH{ordinal:02d}", len(mine))
    _move_onto_protected(rng, land, plan, points)
    return points


def _move_onto_protected(
    rng: np.random.Generator, land: SampleLand, plan: _Plan, points: Floats
) -> None:
    """A few projects stand where they must not."""
    movable = rng.permutation(np.flatnonzero((plan.county >= 0) & (plan.park == 0)))
    quota = {layer: round(number * len(points) / _SIZE) for layer, number in _PROTECTED}
    for index in movable.tolist():
        for layer, left in quota.items():
            if left == 0:
                continue
            place = land.on_protected(rng, layer, COUNTIES[plan.county[index]].id, 1)
            if place is not None:
                points[index] = place[0]
                quota[layer] -= 1
                break


def _outlines(
    rng: np.random.Generator, land: SampleLand, points: Floats, land_mu: Floats
) -> tuple[Texts, Texts]:
    """Points, and for one project in five a rectangle of its land that stays in its zone."""
    places = np.full(len(points), None, dtype=object)
    placed = ~np.isnan(points[:, 0])
    places[placed] = shapely.points(points[placed])
    quality = np.where(placed, "点", "无").astype(object)
    wanted = placed & (rng.random(len(points)) < _RED_LINE_SHARE) & np.isfinite(land_mu)
    ratio = rng.uniform(1.1, 1.9, len(points))
    for index in np.flatnonzero(wanted).tolist():
        outline = _rectangle(points[index], float(land_mu[index]), float(ratio[index]))
        if land.holds(outline, points[index]):
            places[index], quality[index] = outline, "红线"
    return places, quality


def _rectangle(centre: Floats, land_mu: float, ratio: float) -> shapely.Polygon:
    """A rectangle of that area, width ``ratio`` times its height, at (longitude, latitude)."""
    height = np.sqrt(land_mu * 2000 / 3 / ratio)
    half_y = height / 2 / 110_990
    half_x = height * ratio / 2 / (111_320 * np.cos(np.radians(centre[1])))
    lon, lat = centre
    return shapely.box(lon - half_x, lat - half_y, lon + half_x, lat + half_y)


def _stages(rng: np.random.Generator, start: Ints) -> Texts:
    return np.array([str(rng.choice(_STAGES[year])) for year in start.tolist()], dtype=object)


def _start_dates(rng: np.random.Generator, start: Ints, stage: Texts) -> npt.NDArray[np.datetime64]:
    first = (start - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    dates = (first + rng.integers(0, 360, len(start))).astype("datetime64[us]")
    dates[(stage == "签约") | (stage == "供地")] = np.datetime64("NaT", "us")
    return dates


def _owners(enterprises: pd.DataFrame, plan: _Plan) -> tuple[Texts, Texts]:
    """Name and credit code of an enterprise of the same county and industry, where there is one."""
    groups = enterprises.groupby(["county_id", "industry_code"], sort=False).indices
    names, usccs = enterprises["name"].to_numpy(), enterprises["uscc"].to_numpy()
    chosen = np.full((2, len(plan.code)), None, dtype=object)
    for index, (county, code) in enumerate(zip(plan.county.tolist(), plan.code, strict=True)):
        rows = groups.get((COUNTIES[county].id, code), ()) if county >= 0 else ()
        if len(rows):
            row = rows[index % len(rows)]
            chosen[:, index] = names[row], usccs[row]
    return chosen[0], chosen[1]


def _zones(rng: np.random.Generator, land: SampleLand, plan: _Plan, points: Floats) -> Texts:
    """The zone in which a project lies, or to which it applies although it lies outside."""
    zone = land.zone_of(points)
    outside = pd.isna(zone) & pd.isna(land.park_of(points)) & ~np.isnan(points[:, 0])
    applies = outside & (
        (rng.random(len(points)) < _APPLYING_SHARE) | land.on_protected_land(points)
    )
    for index in np.flatnonzero(applies).tolist():
        zone[index] = land.first_zone(COUNTIES[plan.county[index]].id)
    return zone


def _townships(land: SampleLand, plan: _Plan, points: Floats) -> Texts:
    townships = np.full(len(points), None, dtype=object)
    for position, profile in enumerate(COUNTIES):
        mine = plan.county == position
        townships[mine] = land.township_of(profile.id, points[mine])
    return townships


def _years(rng: np.random.Generator, plan: _Plan, ids: Texts, stage: Texts) -> pd.DataFrame:
    """Planned and completed 万元 per project and year; nothing reported for the last year."""
    rows: list[tuple[str, int, int, float]] = []
    done_in_parks = _sub_park_completed(plan)
    for index, project in enumerate(ids):
        start = int(plan.start[index])
        split = _SUB_PARK_SPLIT if plan.park[index] else _SPLIT[start]
        planned = apportioned(int(plan.total[index]), split)
        rates = rng.normal(_RATES, 0.12).clip(0.25, 1.0)
        if stage[index] in {"签约", "供地"}:
            rates *= 0.3
        completed = np.floor(planned * rates)
        if plan.park[index]:
            completed[1:3] = apportioned(
                int(done_in_parks[index]), (_SUB_PARK_DONE_2020, 1 - _SUB_PARK_DONE_2020)
            )
        completed[-1] = np.nan
        rows.extend(
            (project, year, int(planned[position]), float(completed[position]))
            for position, year in enumerate(YEARS)
            if year >= start
        )
    frame = pd.DataFrame(
        rows, columns=["project_id", "year", "planned_wan_yuan", "completed_wan_yuan"]
    )
    return frame.assign(id=frame["project_id"] + "-" + frame["year"].astype("str"))


def _sub_park_completed(plan: _Plan) -> Ints:
    """万元 that each project in Qihe's parks completed by the end of 2021."""
    done = np.zeros(len(plan.total), dtype=np.int64)
    for ordinal, completed in enumerate(SUB_PARK_COMPLETED, start=1):
        mine = plan.park == ordinal
        if mine.any():
            done[mine] = apportioned(completed, plan.total[mine])
    return done
