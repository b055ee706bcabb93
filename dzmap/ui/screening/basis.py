"""What a run would stand on: applicants, targets, catalogs in force and control layers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from dzmap.core.catalogs import Catalog, Level, SpatialClause
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.quantities import is_missing
from dzmap.core.rulebook import catalogs_in_force
from dzmap.services.screening import CHEMICAL_PARK, Project
from dzmap.ui.i18n import later, tr

LEVELS = {
    Level.CITY: later("市级"),
    Level.COUNTY: later("县级"),
    Level.ZONE: later("开发区"),
    Level.PARK: later("园区"),
}


@dataclass(frozen=True)
class PlaceChoice:
    """A zone or park that can be chosen as target."""

    id: str
    name: str
    inside: bool  # a park, shown below its zone


@dataclass(frozen=True, kw_only=True)
class CatalogBasis:
    """Catalogs on the day of judgement: those that count, and those that do not, with why."""

    as_of: date
    in_force: tuple[Catalog, ...]
    left_out: tuple[tuple[Catalog, str], ...]

    @property
    def drafts(self) -> tuple[Catalog, ...]:
        """Catalogs that nobody has published."""
        return tuple(catalog for catalog, _ in self.left_out if not catalog.published)

    def by_level(self) -> str:
        """“市级 1、开发区 12、园区 2”."""
        counts = {
            level: sum(catalog.level is level for catalog in self.in_force) for level in LEVELS
        }
        return "、".join(f"{tr(LEVELS[level])} {count}" for level, count in counts.items() if count)


@dataclass(frozen=True, kw_only=True)
class LayerBasis:
    """A control layer: how current it is, and how many counties it covers (None: not stated).

    ``loaded`` False: catalogs ask for it, the project has none. ``pending``: not in force yet.
    """

    kind: str
    name: str
    data_date: str = ""
    covered: int | None = None
    counties: int = 0
    source: str = ""
    loaded: bool = True
    pending: bool = False

    @property
    def partial(self) -> bool:
        """Whether it leaves counties out."""
        return self.loaded and self.covered is not None and self.covered < self.counties


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Everything the left panel says."""

    enterprises: int
    projects: int
    zone_ids: tuple[str, ...]
    places: tuple[PlaceChoice, ...]
    catalogs: CatalogBasis
    layers: tuple[LayerBasis, ...]


def basis_of(project: Project, as_of: date) -> Basis:
    """Read from an open project what a run on a day would stand on."""
    zones, parks = project.table("zones"), project.table("parks")
    catalogs = catalog_basis(project.catalogs(), as_of)
    return Basis(
        enterprises=len(project.table("enterprises")),
        projects=len(project.table("projects")),
        zone_ids=tuple(zones["id"].astype(str)),
        places=_places(zones, parks),
        catalogs=catalogs,
        layers=_layers(project, catalogs.in_force, as_of),
    )


def catalog_basis(catalogs: Iterable[Catalog], as_of: date) -> CatalogBasis:
    """Sort catalogs into those that count on a day and those that do not."""
    every = tuple(catalogs)
    in_force = catalogs_in_force(every, as_of)
    left_out = tuple(
        (catalog, _why_not(catalog, as_of)) for catalog in every if catalog not in in_force
    )
    return CatalogBasis(as_of=as_of, in_force=in_force, left_out=left_out)


def _why_not(catalog: Catalog, as_of: date) -> str:
    if not catalog.published:
        return tr("草稿，没有计入")
    if catalog.effective_from > as_of:
        return tr("{day} 起施行").format(day=catalog.effective_from.isoformat())
    if catalog.effective_to is not None and catalog.effective_to < as_of:
        return tr("{day} 已停止施行").format(day=catalog.effective_to.isoformat())
    return tr("有更新的版本")


def _places(zones: pd.DataFrame, parks: pd.DataFrame) -> tuple[PlaceChoice, ...]:
    found = []
    by_zone = parks.groupby(parks["zone_id"].fillna(""), sort=False)
    inside = {str(zone): rows for zone, rows in by_zone}
    for zone in zones[["id", "name"]].itertuples(index=False):
        found.append(PlaceChoice(str(zone.id), str(zone.name), inside=False))
        rows = inside.pop(str(zone.id), None)
        if rows is not None:
            found += [_park(row) for row in rows[["id", "name"]].itertuples(index=False)]
    for rows in inside.values():
        found += [_park(row) for row in rows[["id", "name"]].itertuples(index=False)]
    return tuple(found)


def _park(row: object) -> PlaceChoice:
    return PlaceChoice(str(row.id), str(row.name), inside=True)  # type: ignore[attr-defined]


def _layers(project: Project, catalogs: Iterable[Catalog], as_of: date) -> tuple[LayerBasis, ...]:
    counties = gpd.GeoDataFrame(project.table("counties"))
    centres = counties.representative_point()
    table = project.table("control_layers")
    found = []
    for row in table.to_dict("records"):
        coverage, start = row["geometry"], row["effective_from"]
        stated = coverage is not None and not coverage.is_empty
        found.append(
            LayerBasis(
                kind=str(row["kind"]),
                name=str(row["name"]),
                data_date="" if is_missing(row["data_date"]) else str(row["data_date"]),
                covered=int(centres.within(coverage).sum()) if stated else None,
                counties=len(counties),
                source="" if is_missing(row["source"]) else str(row["source"]),
                pending=not pd.isna(start) and pd.Timestamp(start).date() > as_of,
            )
        )
    known = {layer.kind for layer in found}
    if (project.table("parks")["kind"] == "chemical").any():
        known.add(CHEMICAL_PARK)
    found += [
        LayerBasis(kind=kind, name=layer_zh(kind), loaded=False)
        for kind in _asked_for(catalogs)
        if kind not in known
    ]
    return tuple(found)


def _asked_for(catalogs: Iterable[Catalog]) -> tuple[str, ...]:
    """The kinds of layers that spatial clauses name, each once."""
    return tuple(
        dict.fromkeys(
            kind
            for catalog in catalogs
            for clause in catalog.clauses
            if isinstance(clause, SpatialClause)
            for kind in clause.layers
        )
    )
