"""What the check of catalogs reports: findings, where they stand, and how to put them right."""

from dataclasses import dataclass, replace

from dzmap.core.catalogs import AnyClause, Catalog
from dzmap.core.problems import Problem, Severity


def as_sentence(text: str) -> str:
    """The text with a full stop where it has none; blank stays blank."""
    return f"{text}。" if text and text[-1] not in "。？！" else text


@dataclass(frozen=True)
class Fix:
    """A correction that can be made for the author: the clause as it would be, and what that does."""

    label: str
    clause: AnyClause


@dataclass(frozen=True, kw_only=True)
class Finding(Problem):
    """Something that the check found in a catalog.

    As a problem, ``file`` is the catalog's title and version and ``column`` the clause id or the
    example's name. ``item`` is the entry in question as authors call it (适用行业, 门槛), and
    ``threshold`` the position of the threshold, if it is about one.
    """

    catalog_id: str = ""
    version: str = ""
    clause_id: str = ""
    example: str = ""
    item: str = ""
    threshold: int | None = None
    fix: Fix | None = None


@dataclass(frozen=True)
class At:
    """The entry of a clause or catalog that a finding is about, see ``Finding``."""

    item: str = ""
    threshold: int | None = None


NOWHERE = At()


@dataclass(frozen=True)
class Subject:
    """A catalog, or one clause or example of it, that something is said about."""

    catalog: Catalog
    clause: AnyClause | None = None
    example: str = ""

    def error(
        self,
        message: str,
        remedy: str = "",
        *,
        value: str = "",
        at: At = NOWHERE,
        fix: Fix | None = None,
    ) -> Finding:
        """Something that must be corrected before the catalog is used."""
        found = self._finding(Severity.ERROR, message, remedy)
        return replace(found, value=value, item=at.item, threshold=at.threshold, fix=fix)

    def warning(
        self,
        message: str,
        remedy: str = "",
        *,
        value: str = "",
        at: At = NOWHERE,
        fix: Fix | None = None,
    ) -> Finding:
        """Something that is probably not meant so."""
        found = self._finding(Severity.WARNING, message, remedy)
        return replace(found, value=value, item=at.item, threshold=at.threshold, fix=fix)

    def _finding(self, severity: Severity, message: str, remedy: str) -> Finding:
        clause_id = "" if self.clause is None else self.clause.id
        return Finding(
            severity=severity,
            message=as_sentence(message),
            remedy=as_sentence(remedy),
            file=f"《{self.catalog.title}》v{self.catalog.version}",
            column=clause_id or self.example,
            catalog_id=self.catalog.id,
            version=self.catalog.version,
            clause_id=clause_id,
            example=self.example,
        )
