"""The sample project: everything the bundled data says, and invented enterprises and projects.

Whatever is invented has ``data_status`` 示例, a name that starts with 示例· and a credit code with
``EX`` in it; no figure stands under a real company's name. The same seed gives the same frames.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from dzmap.core.frames import STORAGE_CRS, conform, empty
from dzmap.core.tables import TABLES
from dzmap.services.ports import ReferenceData
from dzmap.services.sampling_enterprises import (
    draw_enterprises,
    enterprise_table,
    enterprise_years_table,
)
from dzmap.services.sampling_places import SampleLand
from dzmap.services.sampling_profiles import THEMES
from dzmap.services.sampling_projects import invest_projects
from dzmap.services.sampling_upgrades import upgrade_projects


def build_sample(
    reference: ReferenceData,
    *,
    seed: int = 2020,
    enterprises: int = 2000,
    upgrades: int = 3000,
    projects: int = 250,
) -> dict[str, pd.DataFrame]:
    """All tables of the sample project.

    Args:
        reference: The bundled data.
        seed: Decides everything invented.
        enterprises: Number of enterprises, up to some millions. With 2000 the revenues of 2022
            resemble the plan's ladder; more of them keep its shape.
        upgrades: Number of technical-upgrade projects, a third for each year 2020–2022; needs
            enterprises.
        projects: Number of investment projects, the publicly announced ones included (these are
            always there).

    Returns:
        Every table of ``core.tables`` by name, in canonical types; geometry in EPSG:4490.

    Raises:
        ValueError: upgrades are asked for without enterprises.
    """
    if upgrades and not enterprises:
        raise ValueError("upgrade projects belong to enterprises, so there must be some")
    tables = reference.sample_tables()
    land = SampleLand(tables)
    chains = chain_of_codes(
        tables["chains"], [code for theme in THEMES.values() for code in theme.codes]
    )
    rng = np.random.default_rng([seed, 1])
    drawn = draw_enterprises(rng, land, enterprises)
    firms = enterprise_table(rng, land, drawn, chains)
    years = enterprise_years_table(rng, drawn, firms["id"].to_numpy(dtype=object))
    public = tables["projects"]
    invest, invest_years = invest_projects(
        np.random.default_rng([seed, 2]),
        land,
        tables["parks"],
        firms,
        max(projects - len(public), 0),
    )
    invest["chain_id"] = invest["industry_code"].map(chains)
    upgrade, upgrade_years = upgrade_projects(np.random.default_rng([seed, 3]), firms, upgrades)
    made = {
        "enterprises": firms,
        "enterprise_years": years,
        "projects": _stacked("projects", [public, invest, upgrade]),
        "project_years": _stacked("project_years", [invest_years, upgrade_years]),
    }
    tables |= {name: conform(_spatial(frame), TABLES[name]) for name, frame in made.items()}
    return {
        name: tables[name] if name in tables else empty(table) for name, table in TABLES.items()
    }


def chain_of_codes(chains: pd.DataFrame, codes: list[str]) -> dict[str, str | None]:
    """The chain of each industry code by the longest prefix; None where no chain names it.

    Args:
        chains: Table ``chains``; ``industry_codes`` are ";"-joined prefixes.
        codes: GB/T 4754 codes.
    """
    prefixes: Mapping[str, str] = {
        prefix: chain
        for chain, joined in zip(chains["id"], chains["industry_codes"], strict=True)
        for prefix in joined.split(";")
    }
    return {
        code: next(
            (prefixes[code[:size]] for size in range(len(code), 0, -1) if code[:size] in prefixes),
            None,
        )
        for code in codes
    }


def _stacked(table: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames one below the other, each brought to the table's columns first."""
    parts = [conform(_spatial(frame), TABLES[table]) for frame in frames]
    filled = [part for part in parts if len(part)] or parts[:1]
    stacked: pd.DataFrame = pd.concat(filled, ignore_index=True)
    return stacked


def _spatial(frame: pd.DataFrame) -> pd.DataFrame:
    if isinstance(frame, gpd.GeoDataFrame) or "geometry" not in frame:
        return frame
    result: pd.DataFrame = gpd.GeoDataFrame(frame, geometry="geometry", crs=STORAGE_CRS)
    return result
