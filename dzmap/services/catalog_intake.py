"""Taking catalogs that were read from a file into a project, as drafts or as new versions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from dzmap.core.catalog_codec import catalog_digest
from dzmap.core.catalogs import Catalog
from dzmap.core.industries import IndustryTree
from dzmap.services.catalog_checking import check_catalogs
from dzmap.services.catalog_versions import (
    CatalogProject,
    PublishedOnly,
    blocking_problems,
    next_version,
    publish_checked,
    refuse_faulty,
    refuse_published,
)


class Taken(Enum):
    """What became of a catalog."""

    PUBLISHED = "已发布"
    DRAFT = "存为草稿"
    REPLACED_DRAFT = "替换原草稿"
    UNCHANGED = "与已发布的版本相同，没有改动"


@dataclass(frozen=True)
class TakenCatalog:
    """A catalog as it is in the project now, and how it came there."""

    catalog: Catalog
    how: Taken


def take_as_drafts(
    session: CatalogProject, catalogs: Sequence[Catalog]
) -> tuple[TakenCatalog, ...]:
    """Keep catalogs as drafts, in one edit.

    A draft whose version is published already, with other content, gets the next free version.
    """
    kept = list(session.catalogs())
    taken = []
    for catalog in catalogs:
        draft = replace(catalog, published=False)
        present = _present(kept, draft)
        if present is not None and present.published:
            if _same(present, draft):
                taken.append(TakenCatalog(present, Taken.UNCHANGED))
                continue
            draft = replace(draft, version=next_version(kept, draft.id))
            present = None
        kept = [one for one in kept if one is not present] + [draft]
        taken.append(TakenCatalog(draft, Taken.DRAFT if present is None else Taken.REPLACED_DRAFT))
    session.set_catalogs(kept, title=_title("存草稿", taken))
    return tuple(taken)


def take_as_versions(
    session: CatalogProject,
    catalogs: Sequence[Catalog],
    name: str,
    *,
    industries: IndustryTree,
) -> tuple[TakenCatalog, ...]:
    """Publish catalogs at once, in one edit.

    Args:
        session: The open project.
        catalogs: Checked among each other and among the published ones.
        name: Who publishes them.
        industries: GB/T 4754-2017, for the check.

    Raises:
        KnownError: a version is published already with other content, a check finds errors or an
            example case does not come out, or there is no name; nothing is done.
    """
    present = session.catalogs()
    fresh = [one for one in catalogs if not _is_published(present, one)]
    for one in fresh:
        refuse_published(present, one, "没有收进项目")
    checks = check_catalogs(fresh, industries, PublishedOnly(session))
    refuse_faulty([(one.catalog, blocking_problems(one)) for one in checks])
    made = publish_checked(session, fresh, name) if fresh else ()
    by_key = {(one.id, one.version): one for one in made}
    return tuple(
        TakenCatalog(by_key[one.id, one.version], Taken.PUBLISHED)
        if (one.id, one.version) in by_key
        else TakenCatalog(one, Taken.UNCHANGED)
        for one in catalogs
    )


def _present(catalogs: Sequence[Catalog], wanted: Catalog) -> Catalog | None:
    key = wanted.id, wanted.version
    return next((one for one in catalogs if (one.id, one.version) == key), None)


def _is_published(catalogs: Sequence[Catalog], wanted: Catalog) -> bool:
    """Whether that version is published already and says the same."""
    present = _present(catalogs, wanted)
    return present is not None and present.published and _same(present, wanted)


def _same(one: Catalog, other: Catalog) -> bool:
    """Whether two versions say the same; a draft may say the same as a publication."""
    return catalog_digest(one) == catalog_digest(other)


def _title(verb: str, taken: Sequence[TakenCatalog]) -> str:
    names = "、".join(
        f"《{one.catalog.title}》v{one.catalog.version}"
        for one in taken
        if one.how is not Taken.UNCHANGED
    )
    return f"{verb}{names}"
