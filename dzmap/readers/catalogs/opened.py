"""Catalogs together with the places in the file that they were read from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dzmap.core.catalog_findings import Finding
from dzmap.core.catalogs import Catalog
from dzmap.readers.catalogs.decode import CLAUSES, THRESHOLDS
from dzmap.readers.catalogs.example_cases import EXAMPLES
from dzmap.readers.catalogs.source import ListNode, MapNode, Place, TextNode


@dataclass(frozen=True)
class OpenedCatalogs:
    """What a file says; ``nodes`` are its catalogs as written, in the same order."""

    file: str
    catalogs: tuple[Catalog, ...]
    nodes: tuple[MapNode, ...]

    def located(self, finding: Finding) -> Finding:
        """The finding with sheet, row and column of the file, or the line of a YAML text."""
        node = self._catalog(finding)
        if node is None:
            return finding
        place = _place(node, finding)
        return replace(
            finding, file=self.file, sheet=place.sheet, row=place.row, column=place.label
        )

    def _catalog(self, finding: Finding) -> MapNode | None:
        key = finding.catalog_id, finding.version
        return next(
            (
                node
                for catalog, node in zip(self.catalogs, self.nodes, strict=True)
                if (catalog.id, catalog.version) == key
            ),
            None,
        )


def _place(catalog: MapNode, finding: Finding) -> Place:
    if finding.clause_id:
        clause = _named(catalog, CLAUSES, "编号", finding.clause_id)
        return catalog.place if clause is None else _in_clause(clause, finding)
    if finding.example:
        example = _named(catalog, EXAMPLES, "名称", finding.example)
        return catalog.place if example is None else _in_example(example, finding)
    if finding.item == CLAUSES:
        repeated = _named(catalog, CLAUSES, "编号", finding.value)
        return catalog.place if repeated is None else _entry(repeated, "编号")
    return _entry(catalog, finding.item)


def _named(catalog: MapNode, key: str, name_key: str, name: str) -> MapNode | None:
    """The last entry of that name: where a name is used twice, the second is in question."""
    found = [one for one in _items(catalog, key) if one.text(name_key) == name]
    return found[-1] if found else None


def _items(node: MapNode, key: str) -> Sequence[MapNode]:
    group = node.entries.get(key)
    if not isinstance(group, ListNode):
        return ()
    return [one for one in group.items if isinstance(one, MapNode)]


def _in_clause(clause: MapNode, finding: Finding) -> Place:
    if finding.threshold is None:
        return _entry(clause, finding.item)
    if "数值" in clause.entries and finding.threshold == 0:
        return _entry(clause, "数值")
    rows = _items(clause, THRESHOLDS)
    position = finding.threshold - ("数值" in clause.entries)
    return _entry(rows[position], "数值") if position < len(rows) else _entry(clause, THRESHOLDS)


def _in_example(example: MapNode, finding: Finding) -> Place:
    """The fact whose value is in question, where it can be told from the others."""
    facts = example.entries.get(finding.item)
    if isinstance(facts, MapNode) and finding.value:
        for fact in facts.entries.values():
            if isinstance(fact, TextNode) and finding.value in fact.text:
                return fact.place
    return _entry(example, finding.item)


def _entry(node: MapNode, key: str) -> Place:
    """Where an entry stands; the whole record if it is not written or made of several cells."""
    entry = node.entries.get(key)
    if entry is None:
        return replace(node.place, label=node.place.label or node.text("编号"))
    return entry.place
