"""Invented technical-upgrade projects (技改) of the sample's enterprises, 2020–2022."""

import numpy as np
import pandas as pd

from dzmap.services.sampling_facts import apportioned
from dzmap.services.sampling_profiles import DATA_STATUS, SOURCE, THEMES

_STAGES = {
    2020: ("投产", "达产", "投产"),
    2021: ("竣工", "投产", "竣工", "开工"),
    2022: ("开工", "签约", "开工"),
}
_UNREPORTED = 2022
_COPIED = (
    "industry_code",
    "county_id",
    "township_id",
    "zone_id",
    "park_id",
    "chain_id",
    "place_quality",
    "geometry",
)


def upgrade_projects(
    rng: np.random.Generator, enterprises: pd.DataFrame, count: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``count`` upgrades shared evenly among the three years, each at its enterprise's place.

    Args:
        rng: Source of everything invented.
        enterprises: Table ``enterprises`` with a plain ``geometry`` column; not empty unless
            ``count`` is 0.
        count: Number of projects.

    Returns:
        Rows of ``projects`` and of ``project_years`` (one per project; nothing completed has been
        reported for 2022).
    """
    years = np.repeat([*_STAGES], apportioned(count, np.ones(len(_STAGES))))
    chosen = np.concatenate(
        [
            rng.choice(len(enterprises), size, replace=size > len(enterprises))
            for size in apportioned(count, np.ones(len(_STAGES))).tolist()
        ]
    )
    owners = enterprises.iloc[chosen].reset_index(drop=True)
    energy_of = {code: theme.energy for theme in THEMES.values() for code in theme.codes}
    energy = owners["industry_code"].map(energy_of).to_numpy(dtype=np.float64)
    total = np.round((1800 * np.exp(rng.normal(0, 0.9, count))).clip(120, 60_000), 0)
    output = np.round(total * rng.uniform(1.1, 2.4, count), 2)
    stage = np.array([str(rng.choice(_STAGES[year])) for year in years.tolist()], dtype=object)
    ids = np.array([f"P-UPG-{number:04d}" for number in range(1, count + 1)], dtype=object)
    first = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    started = (first + rng.integers(0, 360, count)).astype("datetime64[us]")
    started[stage == "签约"] = np.datetime64("NaT", "us")
    projects = pd.DataFrame(
        {
            "id": ids,
            "name": [
                f"{name} 技改（{year}）"
                for name, year in zip(owners["name"], years.tolist(), strict=True)
            ],
            "kind": "upgrade",
            "action": "技改",
            "owner": owners["name"],
            "uscc": owners["uscc"],
            **{name: owners[name] for name in _COPIED},
            "stage": stage,
            "start_date": started,
            "total_invest_wan_yuan": total,
            "fixed_invest_wan_yuan": np.round(total * rng.uniform(0.8, 0.97, count), 2),
            "output_wan_yuan": _sometimes(rng, output, 0.04),
            "tax_wan_yuan": _sometimes(
                rng, np.round(total * rng.uniform(0.03, 0.09, count), 2), 0.06
            ),
            "energy_tce": _sometimes(
                rng, np.round(output * energy * np.exp(rng.normal(-0.4, 0.3, count)), 1), 0.05
            ),
            "construction_months": np.floor(rng.uniform(3, 19, count)),
            "eia_type": rng.choice(
                np.array(["报告表", "登记表", "豁免"], dtype=object), count, p=[0.5, 0.38, 0.12]
            ),
            "catalog_class": rng.choice(
                np.array(["鼓励类", "允许类", "限制类"], dtype=object), count, p=[0.57, 0.42, 0.01]
            ),
            "applicant_class": "内资",
            "source": SOURCE,
            "data_status": DATA_STATUS,
        }
    )
    completed = np.floor(total * rng.normal(0.88, 0.1, count).clip(0.4, 1.0))
    reported = pd.DataFrame(
        {
            "id": [f"{project}-{year}" for project, year in zip(ids, years.tolist(), strict=True)],
            "project_id": ids,
            "year": years,
            "planned_wan_yuan": total,
            "completed_wan_yuan": np.where(years == _UNREPORTED, np.nan, completed),
        }
    )
    return projects, reported


def _sometimes(
    rng: np.random.Generator, values: "np.ndarray[tuple[int], np.dtype[np.float64]]", share: float
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The values with a share of them missing."""
    return np.where(rng.random(len(values)) < share, np.nan, values)
