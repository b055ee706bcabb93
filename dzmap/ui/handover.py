"""How other tasks ask for a site: “siting/applicant:projects/ID”, or with the facts of a list."""

import json
from collections.abc import Hashable, Mapping

import geopandas as gpd
import pandas as pd
import shapely

from dzmap.core.applicants import COLUMNS, normalised_applicants
from dzmap.core.quantities import is_missing
from dzmap.services.siting import Candidate, as_moving

APPLICANT, FACTS = "applicant:", "facts:"


def part_of_row(table: str, row: Mapping[Hashable, object]) -> str:
    """The part of the siting task that compares for a row of normalised applicants.

    Args:
        table: "enterprises", "projects", or "" for a list from a file.
        row: One applicant by column.
    """
    if table:
        return f"{APPLICANT}{table}/{row['id']}"
    facts = {
        name: row[name] for name in COLUMNS if name != "geometry" and not is_missing(row[name])
    }
    place = row["geometry"]
    if isinstance(place, shapely.Geometry):
        facts["wkt"] = shapely.to_wkt(place)
    return f"{FACTS}{json.dumps(facts, ensure_ascii=False, default=float)}"


def candidate_of_facts(part: str) -> Candidate:
    """The applicant that a part with facts carries."""
    facts = json.loads(part.removeprefix(FACTS))
    place = facts.pop("wkt", None)
    geometry = [None if place is None else shapely.from_wkt(place)]
    frame = gpd.GeoDataFrame(pd.DataFrame([facts]), geometry=geometry, crs=4490)
    moved, notes = as_moving(normalised_applicants(frame))
    return Candidate(frame=moved, notes=notes)
