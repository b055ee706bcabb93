"""Invented enterprises with figures for the years 2019–2022."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dzmap.services.sampling_codes import synthetic_usccs
from dzmap.services.sampling_places import Floats, SampleLand, Texts
from dzmap.services.sampling_profiles import (
    COUNTIES,
    DATA_STATUS,
    LADDER,
    LARGEST,
    SOURCE,
    THEMES,
    YEARS,
)

Ints = npt.NDArray[np.int64]

_LADDER_SIZE = 2000
_THEME_NAMES = tuple(THEMES)
_SHORT = np.array([county.short for county in COUNTIES], dtype=object)
_IDS = np.array([county.id for county in COUNTIES], dtype=object)

_NEW_SHARE = {2020: 0.0665, 2021: 0.0645, 2022: 0.063}  # first above scale in that year
_GROWTH = {2020: (0.035, 0.12), 2021: (0.13, 0.11), 2022: (0.102, 0.09)}  # mean and spread of log
_UNPLACED, _TOWNSHIP_ONLY, _BY_ADDRESS, _IN_ZONE = 0.015, 0.05, 0.04, 0.63
_CHEMICAL_IN_PARK, _LOOSE_IN_PARK = 0.8, 0.15


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Enterprises as parallel arrays; ``county`` and ``theme`` are positions in the profiles.

    ``rank`` is 0 for the largest revenue, ``points`` are (longitude, latitude) or NaN.
    """

    county: Ints
    theme: Ints
    code: Texts
    rank: Ints
    points: Floats
    quality: Texts
    township: Texts


def draw_enterprises(rng: np.random.Generator, land: SampleLand, count: int) -> Drawn:
    """Size, county, line of business and place of ``count`` enterprises."""
    rank = rng.permutation(count).astype(np.int64)
    county = _counties(rng, rank)
    theme = _themes(rng, county, rank)
    code = _codes(rng, theme)
    points, quality, township = _places(rng, land, county, theme)
    return Drawn(
        county=county,
        theme=theme,
        code=code,
        rank=rank,
        points=points,
        quality=quality,
        township=township,
    )


def _counties(rng: np.random.Generator, rank: Ints) -> Ints:
    weights = np.array([county.weight for county in COUNTIES])
    county = rng.choice(len(COUNTIES), size=len(rank), p=weights / weights.sum())
    firsts = {profile.short[0]: position for position, profile in enumerate(COUNTIES)}
    largest = np.array([firsts[first] for first in LARGEST])
    top = rank < round(len(rank) * len(LARGEST) / _LADDER_SIZE)
    county[top] = largest[rank[top] % len(LARGEST)]
    return county.astype(np.int64)


def _themes(rng: np.random.Generator, county: Ints, rank: Ints) -> Ints:
    """By the county's shares; its very largest are in the county's first two themes."""
    theme = np.empty(len(county), dtype=np.int64)
    very_large = rank < round(len(rank) * 13 / _LADDER_SIZE)
    for position, profile in enumerate(COUNTIES):
        names = [_THEME_NAMES.index(name) for name, _ in profile.themes]
        shares = np.array([share for _, share in profile.themes])
        here = county == position
        theme[here] = rng.choice(names, size=int(here.sum()), p=shares / shares.sum())
        large = here & very_large
        theme[large] = rng.choice(names[:2], size=int(large.sum()))
    return theme


def _codes(rng: np.random.Generator, theme: Ints) -> Texts:
    code = np.empty(len(theme), dtype=object)
    for position, name in enumerate(_THEME_NAMES):
        here = theme == position
        choices = np.array(THEMES[name].codes, dtype=object)
        code[here] = choices[rng.integers(len(choices), size=int(here.sum()))]
    return code


def _places(
    rng: np.random.Generator, land: SampleLand, county: Ints, theme: Ints
) -> tuple[Floats, Texts, Texts]:
    count = len(county)
    points = np.full((count, 2), np.nan)
    township = np.full(count, None, dtype=object)
    quality = rng.choice(
        np.array(["无", "仅乡镇", "地址", "点"], dtype=object),
        size=count,
        p=[_UNPLACED, _TOWNSHIP_ONLY, _BY_ADDRESS, 1 - _UNPLACED - _TOWNSHIP_ONLY - _BY_ADDRESS],
    )
    chemical = np.array([THEMES[name].chemical for name in _THEME_NAMES])[theme]
    chance = rng.random((count, 2))
    for position, profile in enumerate(COUNTIES):
        here = county == position
        centred = np.flatnonzero(here & (quality == "仅乡镇"))
        points[centred], centres = land.township_centres(rng, profile.id, len(centred))
        exact = here & ((quality == "点") | (quality == "地址"))
        in_zone = exact & (chance[:, 0] < _IN_ZONE)
        loose = exact & ~in_zone & (chance[:, 1] < _LOOSE_IN_PARK)
        for mask, draw in (
            (in_zone, land.in_zones),
            (loose, land.in_open_parks),
            (exact & ~in_zone & ~loose, land.near_townships),
        ):
            points[mask] = draw(rng, profile.id, int(mask.sum()))
        into_park = exact & chemical & (chance[:, 1] < _CHEMICAL_IN_PARK)
        in_park = land.in_chemical_park(rng, profile.id, int(into_park.sum()))
        if in_park is not None:
            points[into_park] = in_park
        township[here] = land.township_of(profile.id, points[here])
        township[centred] = centres
    return points, quality, township


def enterprise_table(
    rng: np.random.Generator, land: SampleLand, drawn: Drawn, chains: dict[str, str | None]
) -> pd.DataFrame:
    """The drawn enterprises as rows of ``enterprises`` with a plain ``geometry`` column.

    Args:
        rng: Source of the attributes.
        land: Where zones and parks lie.
        drawn: The enterprises.
        chains: Chain id by industry code.
    """
    serial = _ordinal(drawn.county)
    uscc = synthetic_usccs(_IDS[drawn.county], serial)
    precise = (drawn.quality == "点") | (drawn.quality == "地址")
    zone, park = land.zone_of(drawn.points), land.park_of(drawn.points)
    zone[~precise], park[~precise] = None, None
    places = np.full(len(uscc), None, dtype=object)
    placed = ~np.isnan(drawn.points[:, 0])
    places[placed] = shapely.points(drawn.points[placed])
    return pd.DataFrame(
        {
            "id": uscc,
            "name": _names(drawn),
            "uscc": uscc,
            "industry_code": drawn.code,
            "other_industry_codes": _second_codes(rng, drawn),
            "county_id": _IDS[drawn.county],
            "township_id": drawn.township,
            "zone_id": zone,
            "park_id": park,
            "chain_id": _looked_up(chains, drawn.code),
            "place_quality": drawn.quality,
            "investor_class": _investor_classes(rng, len(uscc)),
            "source": SOURCE,
            "data_status": DATA_STATUS,
            "geometry": places,
        }
    )


def _ordinal(group: Ints) -> Ints:
    """1, 2, 3 … within each group, in the order of the rows."""
    ordinal = pd.Series(group).groupby(group).cumcount().to_numpy(dtype=np.int64)
    return np.asarray(ordinal + 1, dtype=np.int64)


def _names(drawn: Drawn) -> list[str]:
    ordinals = _ordinal(drawn.county * len(_THEME_NAMES) + drawn.theme)
    stems = np.array(
        [[f"示例·{county}{theme}" for theme in _THEME_NAMES] for county in _SHORT], dtype=object
    )[drawn.county, drawn.theme]
    return [f"{stem} {number:03d}" for stem, number in zip(stems, ordinals.tolist(), strict=True)]


def _second_codes(rng: np.random.Generator, drawn: Drawn) -> Texts:
    """Another code of the same theme for one enterprise in twelve, where there is one."""
    second = _codes(rng, drawn.theme)
    none = (rng.random(len(second)) > 0.12) | (second == drawn.code)
    second[none] = None
    return second


def _looked_up(table: dict[str, str | None], codes: Texts) -> Texts:
    position, distinct = pd.factorize(codes)
    values: Texts = np.array([table[code] for code in distinct], dtype=object)
    return values[position]


def _investor_classes(rng: np.random.Generator, count: int) -> Texts:
    choices = np.array(
        [None, "其他", "高新技术企业", "专精特新", "高新技术企业;专精特新", "上市公司"],
        dtype=object,
    )
    return choices[rng.choice(len(choices), size=count, p=[0.3, 0.44, 0.17, 0.05, 0.03, 0.01])]


def enterprise_years_table(rng: np.random.Generator, drawn: Drawn, ids: Texts) -> pd.DataFrame:
    """Rows of ``enterprise_years`` from the year in which each enterprise came above scale.

    The revenue of 2022 follows ``LADDER`` by rank; earlier years are that divided by growth. Some
    figures are missing (NaN).
    """
    entry = _entry_years(rng, drawn.rank)
    revenue = _revenues(rng, drawn.rank)
    habits = _habits(rng, drawn, revenue[:, -1])
    blocks = []
    for position, year in enumerate(YEARS):
        rows = np.flatnonzero(entry <= year)
        sales = np.round(revenue[rows, position], 2)
        block = {"revenue_wan_yuan": sales, "land_mu": habits["land_mu"][rows]}
        for name, rate in habits.items():
            if name != "land_mu":
                block[name] = sales * rate[rows] * rng.normal(1, 0.05, len(rows))
        block["employees"] = np.maximum(block["employees"], 12)
        _drop_some(rng, block, year, drawn.rank[rows])
        texts = ids[rows]
        blocks.append(
            pd.DataFrame(
                {
                    "id": [f"{text}-{year}" for text in texts],
                    "enterprise_id": texts,
                    "year": year,
                    **block,
                }
            )
        )
    return pd.concat(blocks, ignore_index=True)


def _habits(rng: np.random.Generator, drawn: Drawn, sales: Floats) -> dict[str, Floats]:
    """Land in 亩, and what each enterprise has of the rest per 万元 of revenue."""
    count = len(sales)

    def around(middle: float | Floats, spread: float) -> Floats:
        return np.asarray(middle * np.exp(rng.normal(0, spread, count)))

    energy = np.array([THEMES[name].energy for name in _THEME_NAMES])[drawn.theme]
    return {
        "land_mu": np.clip(sales / around(320, 0.55), 6, 4200),
        "tax_wan_yuan": around(0.038, 0.45),
        "profit_wan_yuan": rng.normal(0.055, 0.045, count),
        "value_added_wan_yuan": rng.normal(0.22, 0.04, count).clip(0.08),
        "output_wan_yuan": rng.normal(1.03, 0.03, count),
        "energy_tce": around(energy, 0.4),
        "employees": 1 / around(110, 0.4),
        "rd_wan_yuan": around(0.018, 0.7),
    }


_MISSING = {
    "tax_wan_yuan": 0.03,
    "profit_wan_yuan": 0.05,
    "value_added_wan_yuan": 0.03,
    "output_wan_yuan": 0.02,
    "land_mu": 0.03,
    "energy_tce": 0.06,
    "employees": 0.02,
    "rd_wan_yuan": 0.3,
}


def _drop_some(rng: np.random.Generator, block: dict[str, Floats], year: int, rank: Ints) -> None:
    """Round the figures and take some away; the largest enterprises report their revenue."""
    for name, share in _MISSING.items():
        digits = 0 if name == "employees" else 2
        block[name] = np.where(rng.random(len(rank)) < share, np.nan, np.round(block[name], digits))
    lost = rng.random(len(rank)) < (0.01 if year == YEARS[-1] else 0.0)
    lost &= rank >= round(len(rank) * 0.1)
    block["revenue_wan_yuan"] = np.where(lost, np.nan, block["revenue_wan_yuan"])


def _entry_years(rng: np.random.Generator, rank: Ints) -> Ints:
    """The first year above scale; the largest tenth has been there since 2019."""
    count = len(rank)
    entry: Ints = np.full(count, YEARS[0], dtype=np.int64)
    small = rng.permutation(np.flatnonzero(rank >= count // 10))
    start = 0
    for year, share in _NEW_SHARE.items():
        size = round(share * count)
        entry[small[start : start + size]] = year
        start += size
    return entry


def _revenues(rng: np.random.Generator, rank: Ints) -> Floats:
    """万元 per enterprise (row) and year (column)."""
    places = (rank + 0.5) * _LADDER_SIZE / max(len(rank), 1)
    steps, heights = np.log(np.array(LADDER)).T
    last = np.exp(np.interp(np.log(places), steps, heights)) * 10_000
    columns = [last]
    for year in reversed(YEARS[1:]):
        mean, spread = _GROWTH[year]
        columns.append(columns[-1] / np.exp(rng.normal(mean, spread, len(rank))))
    return np.column_stack(columns[::-1])
