"""What the forms need to know of the open project: layers, lists, places, industries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dzmap.core.catalogs import Level
from dzmap.core.industry_search import IndustrySearch
from dzmap.core.layer_kinds import LAYER_ZH
from dzmap.core.quantities import is_missing
from dzmap.services.industries import enterprise_counts, industry_search
from dzmap.services.ports import ReferenceData
from dzmap.services.screening import CHEMICAL_PARK
from dzmap.ui.catalogs.vocabulary import LayerChoice
from dzmap.ui.i18n import tr
from dzmap.ui.screening.basis import LayerBasis, basis_of

if TYPE_CHECKING:
    from datetime import date

    from dzmap.services.session import Session

_TABLES = {Level.COUNTY: "counties", Level.ZONE: "zones", Level.PARK: "parks"}


@dataclass(frozen=True, kw_only=True)
class EditingBasis:
    """Read in one go; ``places`` are names by id of what each level can govern."""

    search: IndustrySearch
    enterprises: Mapping[str, int]
    layers: tuple[LayerChoice, ...]
    lists: tuple[str, ...]
    places: Mapping[Level, Mapping[str, str]]
    names: Mapping[str, str]


def read_basis(
    session: "Session",
    as_of: "date",
    reference: ReferenceData,
    search: IndustrySearch | None,
) -> EditingBasis:
    """Everything for the forms; ``search`` is what was read before, it never changes."""
    search = search or industry_search(reference)
    lists = session.table("reference_lists")
    return EditingBasis(
        search=search,
        enterprises=enterprise_counts(session, search.tree),
        layers=_layers(session, as_of),
        lists=tuple(dict.fromkeys(str(one) for one in lists["name"].dropna())),
        places={level: _names(session.table(table), "name") for level, table in _TABLES.items()},
        names=_names(session.table("zones"), "short_name"),
    )


def _layers(session: "Session", as_of: "date") -> tuple[LayerChoice, ...]:
    found = {one.kind: _layer(one) for one in basis_of(session, as_of).layers}
    chemical = LayerChoice(CHEMICAL_PARK, tr("取自园区图层"), there=True)
    if (session.table("parks")["kind"] == "chemical").any():
        found.setdefault(CHEMICAL_PARK, chemical)
    for kind in LAYER_ZH:
        found.setdefault(kind, LayerChoice(kind, tr("项目中没有，查不了")))
    return tuple(found.values())


def _names(table: pd.DataFrame, column: str) -> dict[str, str]:
    pairs = zip(table["id"].astype(str), table[column], strict=True)
    return {one: str(name) for one, name in pairs if not is_missing(name)}


def _layer(layer: LayerBasis) -> LayerChoice:
    if not layer.loaded:
        return LayerChoice(layer.kind, tr("项目中没有，查不了"))
    covered = (
        tr("覆盖未说明")
        if layer.covered is None
        else tr("覆盖 {covered}/{counties} 县").format(
            covered=layer.covered, counties=layer.counties
        )
    )
    parts = [layer.data_date, covered, tr("未施行") if layer.pending else ""]
    return LayerChoice(layer.kind, " ".join(part for part in parts if part), there=True)
