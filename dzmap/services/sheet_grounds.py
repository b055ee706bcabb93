"""What the places of a run are held against: targets, control layers, and what clauses ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from dzmap.core.catalogs import Relation, SpatialClause, SpatialTest
from dzmap.core.clause_parts import conditions_of, subtrees
from dzmap.core.quantities import is_missing
from dzmap.core.rulebook import RuleSet
from dzmap.core.spatial import made_valid
from dzmap.core.verdicts import Explanation, Target
from dzmap.services.overlay import coverage_words
from dzmap.services.screening import ScreeningRun, control_layers
from dzmap.services.sheet_place import Asked, Layer, PlaceFacts

_TO_LIE_IN = frozenset({"growth_boundary", "chemical_park"})
"""Layers that are no obstacle but a place to be, unless a clause says otherwise."""


@dataclass(frozen=True)
class _Place:
    """A zone or park: its short name and its polygon."""

    name: str
    shape: Any


class SheetGrounds:
    """What a run stood on, read once for all its sheets."""

    def __init__(self, run: ScreeningRun) -> None:
        self._run = run
        self._zones = _places(run.grounds.table("zones"))
        self._parks = _places(run.grounds.table("parks"))
        self._rule_sets = {one.target.id: one for one in run.screener.rulebook.rule_sets}

    def rule_set(self, target_id: str) -> RuleSet | None:
        """What governs a target; None for an applicant without one."""
        return self._rule_sets.get(target_id)

    def target_shape(self, target: Target) -> Any:
        """The polygon of a target; None where nothing is drawn."""
        places = self._parks if target.kind == "park" else self._zones
        found = places.get(target.id)
        return None if found is None else found.shape

    def target_name(self, target: Target) -> str:
        """“齐河经开区　区中园五号”."""
        zone = self._zones.get(target.zone_id) if target.kind == "park" else None
        if zone is None or target.name.startswith(zone.name):
            return target.name
        return f"{zone.name}　{target.name}"

    @cached_property
    def in_force(self) -> tuple[str, ...]:
        """Ids of the control layers that count on the day of judgement."""
        day = self._run.screener.as_of
        layers = control_layers(self._run.grounds)
        return tuple(name for name, layer in layers.items() if layer.in_force(day))

    @cached_property
    def layers(self) -> Mapping[str, Layer]:
        """Control layers by kind, those not in force yet among them."""
        counties = gpd.GeoDataFrame(self._run.grounds.table("counties"))
        found: dict[str, Layer] = {}
        for layer in control_layers(self._run.grounds).values():
            if layer.effective_from is not None and not layer.in_force(self._run.screener.as_of):
                note = f"{layer.effective_from.isoformat()} 起施行"
                found.setdefault(layer.kind, Layer(note=note, pending=True))
        for kind, control in self._run.screener.kinds.items():
            parts = (control.data_date, coverage_words(control.coverage, counties))
            found[kind] = Layer(control=control, note="，".join(part for part in parts if part))
        return found

    def asked(self, explanation: Explanation) -> Asked:
        """What one applicant is held against.

        That is every layer to keep clear of, and those to lie in that a clause asks of it.
        """
        within: set[str] = set()
        clear: dict[str, None] = {}
        for _, clause, applies in self._spatial(explanation):
            if clause.relation is not Relation.WITHIN:
                clear.update(dict.fromkeys(clause.layers))
            elif applies is not False:
                within.update(clause.layers)
        clear.update(dict.fromkeys(self._tested(explanation)))
        inside = frozenset(within - clear.keys())
        others = [kind for kind in self.layers if kind not in _TO_LIE_IN]
        others.sort(key=lambda kind: self.layers[kind].pending)
        kinds = dict.fromkeys([*clear, *sorted(inside), *others])
        target = explanation.target
        own = target.zone_id if target.kind == "park" else target.id
        return Asked(
            kinds=tuple(kinds),
            inside=inside,
            shapes=self._shapes(target),
            other_zones={
                place.name: place.shape for name, place in self._zones.items() if name != own
            },
        )

    def distances_m(
        self, explanation: Explanation, facts: PlaceFacts
    ) -> dict[tuple[str, str], float]:
        """By catalog and clause id, how near the layers lie that a clause keeps clear of."""
        ways = {way.kind: way.distance_m for way in facts.nearest}
        found = {}
        for key, clause, _ in self._spatial(explanation):
            near = [ways[kind] for kind in clause.layers if kind in ways]
            if clause.relation is Relation.DISJOINT and near:
                found[key] = min(near)
        return found

    def _spatial(
        self, explanation: Explanation
    ) -> Iterator[tuple[tuple[str, str], SpatialClause, bool | None]]:
        """The spatial clauses that govern: catalog and clause id, clause, whether it applies."""
        rule_set = self.rule_set(explanation.target.id)
        applies = {(one.catalog_id, one.clause_id): one.applies for one in explanation.clauses}
        for rule in rule_set.rules if rule_set is not None else ():
            if isinstance(rule.clause, SpatialClause):
                key = (rule.catalog.id, rule.clause.id)
                yield key, rule.clause, applies.get(key)

    def _tested(self, explanation: Explanation) -> Iterator[str]:
        """Layers on which it depends whether a clause applies that does, or may."""
        rule_set = self.rule_set(explanation.target.id)
        idle = {
            (one.catalog_id, one.clause_id) for one in explanation.clauses if one.applies is False
        }
        for rule in rule_set.rules if rule_set is not None else ():
            clause = rule.clause
            if clause is None or (rule.catalog.id, clause.id) in idle:
                continue
            for _, condition in conditions_of(clause):
                for part in subtrees(condition):
                    if isinstance(part, SpatialTest):
                        yield from (kind for kind in part.layers if kind not in _TO_LIE_IN)

    def _shapes(self, target: Target) -> dict[str, Any]:
        if target.kind == "park":
            zone, park = self._zones.get(target.zone_id), self._parks.get(target.id)
            found = [place for place in (zone, park) if place is not None]
        else:
            found = [place for place in (self._zones.get(target.id),) if place is not None]
        return {place.name: place.shape for place in found}


def _places(table: pd.DataFrame) -> dict[str, _Place]:
    found = {}
    for row in table.to_dict("records"):
        short = row.get("short_name")
        name = str(row["name"] if is_missing(short) else short)
        shape = row["geometry"]
        found[str(row["id"])] = _Place(name, None if shape is None else made_valid(shape)[0])
    return found
