"""Drafts and published versions of the catalogs of a project.

A published version never changes: what is to be different is written into a draft, a new version of
the same catalog that does not count in any check until it is published. Withdrawing is a new version,
too. Every function makes one edit that can be undone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

import pandas as pd

from dzmap.core.catalog_codec import catalog_digest
from dzmap.core.catalog_diff import CatalogDiff, compare_catalogs
from dzmap.core.catalogs import Catalog
from dzmap.core.changes import ChangeSet
from dzmap.core.industries import IndustryTree
from dzmap.core.natural import natural_key
from dzmap.core.problems import KnownError, Problem, Severity
from dzmap.core.rulebook import catalogs_in_force
from dzmap.services.catalog_checking import CatalogCheck, check_catalogs
from dzmap.services.screening import Project


class CatalogProject(Project, Protocol):
    """What drafting and publishing need of an open project (``services.session.Session``)."""

    def set_catalogs(
        self, catalogs: Sequence[Catalog], *, title: str = "修改准入目录"
    ) -> ChangeSet:
        """Make these the project's catalogs."""


@dataclass(frozen=True, kw_only=True)
class PublishSummary:
    """What publishing a draft would do.

    ``base`` is the newest published version before it (None: the first one). ``blocking`` are the
    errors that forbid publishing, ``warnings`` what else was found. ``notes`` are sentences about
    versions in time. How many enterprises change their verdict is not in here: ask
    ``catalog_impact``.
    """

    catalog: Catalog
    base: Catalog | None
    diff: CatalogDiff
    blocking: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def publishable(self) -> bool:
        """Whether nothing forbids publishing."""
        return not self.blocking

    @property
    def text(self) -> str:
        """“42 条，增 1 条，改 3 条，删 0 条”."""
        return f"{len(self.catalog.clauses)} 条，{self.diff.text}"


# --- looking --------------------------------------------------------------------------------


def versions_of(catalogs: Sequence[Catalog], catalog_id: str) -> tuple[Catalog, ...]:
    """Every version of a catalog, oldest first."""
    found = [one for one in catalogs if one.id == catalog_id]
    return tuple(sorted(found, key=lambda one: natural_key(one.version)))


def draft_among(catalogs: Sequence[Catalog], catalog_id: str) -> Catalog | None:
    """The newest draft of a catalog, if there is one."""
    drafts = [one for one in versions_of(catalogs, catalog_id) if not one.published]
    return drafts[-1] if drafts else None


def latest_published(catalogs: Sequence[Catalog], catalog_id: str) -> Catalog | None:
    """The published version of a catalog that takes effect last, if there is one."""
    published = [one for one in versions_of(catalogs, catalog_id) if one.published]
    return max(
        published,
        key=lambda one: (one.effective_from, natural_key(one.version)),
        default=None,
    )


def version_named(catalogs: Sequence[Catalog], catalog_id: str, version: str) -> Catalog:
    """One version of a catalog.

    Raises:
        KnownError: the project does not have it; says which ones there are.
    """
    versions = versions_of(catalogs, catalog_id)
    for one in versions:
        if one.version == version:
            return one
    if versions:
        listed = "、".join(f"v{one.version}" for one in versions)
        raise KnownError(
            f"《{versions[-1].title}》没有 v{version} 版", remedy=f"现有版本：{listed}。"
        )
    listed = "、".join(dict.fromkeys(one.id for one in catalogs)) or "（一部也没有）"
    raise KnownError(
        f"项目中没有编号为“{catalog_id}”的准入目录", remedy=f"现有目录编号：{listed}。"
    )


# --- drafts ---------------------------------------------------------------------------------


def draft_of(session: CatalogProject, catalog_id: str) -> Catalog:
    """The draft of a catalog: the one that is there, else a new one made from the latest version.

    Raises:
        KnownError: there is no such catalog.
    """
    catalogs = session.catalogs()
    present = draft_among(catalogs, catalog_id)
    if present is not None:
        return present
    base = latest_published(catalogs, catalog_id)
    if base is None:
        return version_named(catalogs, catalog_id, "")
    draft = replace(base, version=next_version(catalogs, catalog_id), published=False)
    session.set_catalogs([*catalogs, draft], title=f"起草《{draft.title}》v{draft.version}")
    return draft


def save_draft(session: CatalogProject, draft: Catalog, *, title: str = "") -> ChangeSet:
    """Keep a draft in the project, in place of the draft of the same id and version.

    Args:
        session: The open project.
        draft: Marked as a draft whatever ``published`` says.
        title: What was done, for the history, such as “修改第七条”.

    Raises:
        KnownError: that version is published and must not change.
    """
    catalogs = session.catalogs()
    refuse_published(catalogs, draft, "没有存草稿")
    kept = [one for one in catalogs if (one.id, one.version) != (draft.id, draft.version)]
    what = title or "修改草稿"
    return session.set_catalogs(
        [*kept, replace(draft, published=False)],
        title=f"{what}（《{draft.title}》v{draft.version} 草稿）",
    )


def discard_draft(session: CatalogProject, catalog_id: str, version: str) -> ChangeSet:
    """Remove a draft; undo brings it back.

    Raises:
        KnownError: there is none, or that version is published.
    """
    catalogs = session.catalogs()
    draft = version_named(catalogs, catalog_id, version)
    refuse_published(catalogs, draft, "没有删除")
    return session.set_catalogs(
        [one for one in catalogs if one != draft],
        title=f"删除草稿《{draft.title}》v{version}",
    )


def next_version(catalogs: Sequence[Catalog], catalog_id: str) -> str:
    """A version that a catalog does not have yet: the number at the end of the newest, plus one."""
    used = {one.version for one in versions_of(catalogs, catalog_id)}
    newest = max(used, key=natural_key, default="0")
    match = re.search(r"(\d+)$", newest)
    stem, number = (newest[: match.start()], int(match[1])) if match else (f"{newest}.", 0)
    while f"{stem}{number + 1}" in used:
        number += 1
    return f"{stem}{number + 1}"


# --- publishing -----------------------------------------------------------------------------


def publish_summary(
    session: CatalogProject, catalog_id: str, version: str, industries: IndustryTree
) -> PublishSummary:
    """What publishing a draft would do, and what forbids it.

    Raises:
        KnownError: there is no such draft.
    """
    catalogs = session.catalogs()
    draft = version_named(catalogs, catalog_id, version)
    refuse_published(catalogs, draft, "没有发布")
    base = latest_published(catalogs, catalog_id)
    (check,) = check_catalogs([draft], industries, PublishedOnly(session))
    return PublishSummary(
        catalog=draft,
        base=base,
        diff=compare_catalogs(base, draft),
        blocking=blocking_problems(check),
        warnings=tuple(one for one in check.findings if one.severity is not Severity.ERROR),
        notes=tuple(_time_notes(draft, [one for one in catalogs if one.published])),
    )


def publish(
    session: CatalogProject,
    catalog_id: str,
    version: str,
    name: str,
    *,
    industries: IndustryTree,
) -> Catalog:
    """Make a draft a published version that counts in checks and never changes again.

    Args:
        session: The open project.
        catalog_id: The catalog.
        version: Its draft.
        name: Who publishes it; kept in the history beside the version's hash.
        industries: GB/T 4754-2017, for the check.

    Raises:
        KnownError: no such draft, no name, or the check finds errors (``problems`` lists them).
    """
    summary = publish_summary(session, catalog_id, version, industries)
    refuse_faulty([(summary.catalog, summary.blocking)])
    (published,) = publish_checked(session, [summary.catalog], name)
    return published


def publish_checked(
    session: CatalogProject, catalogs: Sequence[Catalog], name: str
) -> tuple[Catalog, ...]:
    """Put checked catalogs into the project as published versions, in one edit.

    Drafts of the same versions give way.

    Raises:
        KnownError: no name.
    """
    if not name.strip():
        raise KnownError("没有发布", reason="没有写发布人", remedy="写上发布人的姓名。")
    made = tuple(replace(one, published=True) for one in catalogs)
    keys = {(one.id, one.version) for one in made}
    kept = [one for one in session.catalogs() if (one.id, one.version) not in keys]
    names = "、".join(f"《{one.title}》v{one.version}（{catalog_digest(one)[:8]}）" for one in made)
    session.set_catalogs([*kept, *made], title=f"发布{names}，发布人：{name.strip()}")
    return made


def refuse_faulty(checked: Sequence[tuple[Catalog, Sequence[Problem]]]) -> None:
    """Raise a KnownError with all problems that forbid publishing any of the catalogs."""
    faulty = [(catalog, problems) for catalog, problems in checked if problems]
    if faulty:
        names = "、".join(f"《{catalog.title}》v{catalog.version}" for catalog, _ in faulty)
        every = [problem for _, problems in faulty for problem in problems]
        raise KnownError(
            f"没有发布{names}",
            reason=f"检查有 {len(every)} 处错误",
            remedy="按下面所列改正，再发布。",
            problems=every,
        )


def blocking_problems(check: CatalogCheck) -> tuple[Problem, ...]:
    """The errors of a check, and the example cases that do not come out."""
    place = f"《{check.catalog.title}》v{check.catalog.version}"
    failed = (
        Problem(
            severity=Severity.ERROR,
            message=f"示例用例不符：{one.fault}",
            remedy="改正条款，或改正这个用例。",
            file=place,
            column=one.case.name,
        )
        for one in check.failed
    )
    return (*check.errors, *failed)


class PublishedOnly:
    """A project seen without its drafts: what is published must not rest on them."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def table(self, name: str) -> pd.DataFrame:
        """The project's rows."""
        return self._project.table(name)

    def catalogs(self) -> tuple[Catalog, ...]:
        """The published versions."""
        return tuple(one for one in self._project.catalogs() if one.published)


# --- inside ---------------------------------------------------------------------------------


def refuse_published(catalogs: Sequence[Catalog], catalog: Catalog, what: str) -> None:
    """Raise a KnownError that starts with ``what`` if that version is published."""
    for one in catalogs:
        if (one.id, one.version) == (catalog.id, catalog.version) and one.published:
            raise KnownError(
                what,
                reason=f"《{one.title}》v{one.version} 已经发布，发布的版本不能改动",
                remedy="在它的基础上起草新版本。",
            )


def _time_notes(draft: Catalog, published: Sequence[Catalog]) -> list[str]:
    notes = []
    for other in versions_of(published, draft.id):
        end = other.effective_to or date.max
        if end < draft.effective_from:
            continue
        if other.effective_from == draft.effective_from:
            notes.append(f"与 v{other.version} 同日施行，发布后 v{other.version} 不再起作用。")
        elif other.effective_from < draft.effective_from:
            notes.append(f"v{other.version} 到 {draft.effective_from} 前有效，此后由本版取代。")
        elif draft.effective_to is None or other.effective_from <= draft.effective_to:
            notes.append(f"从 {other.effective_from} 起仍以 v{other.version} 为准。")
    back = _after(draft, published)
    if back is not None:
        notes.append(f"本版 {draft.effective_to} 到期后，又以 v{back.version} 为准。")
    return notes


def _after(draft: Catalog, published: Sequence[Catalog]) -> Catalog | None:
    """The older version that counts again on the day after a draft ends."""
    if draft.effective_to is None or draft.effective_to == date.max:
        return None
    others = [one for one in published if (one.id, one.version) != (draft.id, draft.version)]
    day = draft.effective_to + timedelta(days=1)
    found = next((one for one in catalogs_in_force(others, day) if one.id == draft.id), None)
    return found if found is not None and found.effective_from <= draft.effective_from else None
