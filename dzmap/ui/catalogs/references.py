"""Clauses named by other clauses: typed as 第五条, Q05 or dz-city/C14, shown with what they say."""

from collections.abc import Sequence

from dzmap.core.catalogs import AnyClause, Catalog
from dzmap.core.problems import KnownError
from dzmap.core.rulebook import Rule
from dzmap.core.wording import Wording
from dzmap.services.catalog_editing import clause_title
from dzmap.ui.i18n import tr

DEFAULT = "default"


class References:
    """The clauses that one of ``catalog`` may name.

    Args:
        catalog: The catalog that is edited.
        catalogs: Every version of all catalogs; those above it count.
        own: Whether clauses of the catalog itself may be named (by id alone).
    """

    def __init__(self, catalog: Catalog, catalogs: Sequence[Catalog], *, own: bool) -> None:
        self._names: dict[str, tuple[Catalog, AnyClause | None]] = {}
        if own:
            self._take(catalog, "")
        seen, above = {catalog.id}, catalog.parent
        while above and above not in seen:
            seen.add(above)
            versions = [one for one in catalogs if one.id == above]
            for one in versions:
                self._take(one, f"{above}/")
            above = versions[-1].parent if versions else ""

    def names(self) -> list[str]:
        """What completes in a field: 第五条 Q05 须在化工园区内."""
        return [self._long(name) for name in self._names]

    def title(self, name: str) -> str:
        """How a reference is shown."""
        found = self._names.get(name)
        if found is None:
            return name
        catalog, clause = found
        where = f"《{catalog.title}》" if "/" in name else ""
        return f"{where}{clause_title(clause) if clause else tr('未列入行业')}"

    def read(self, text: str) -> tuple[str, ...]:
        """A typed reference; KnownError where no clause, or more than one, is meant."""
        text = text.strip()
        if not text:
            return ()
        hits = [
            name
            for name, (_, clause) in self._names.items()
            if text in {name, self._long(name), self.title(name)}
            or (clause is not None and "/" not in name and text == clause.number)
        ]
        if len(hits) == 1 or (hits and hits[0] == text):
            return (hits[0],)
        what = tr("有几条都叫“{text}”") if hits else tr("没有条款“{text}”")
        raise KnownError(what.format(text=text), remedy=tr("从列表里选一条。"))

    def _take(self, catalog: Catalog, prefix: str) -> None:
        for clause in catalog.clauses:
            self._names[f"{prefix}{clause.id}"] = (catalog, clause)
        self._names[f"{prefix}{DEFAULT}"] = (catalog, None)

    def _long(self, name: str) -> str:
        catalog, clause = self._names[name]
        rule = Rule(index=0, key="", catalog=catalog, clause=clause)
        return f"{self.title(name)} {name} {Wording().requirement(rule)}"
