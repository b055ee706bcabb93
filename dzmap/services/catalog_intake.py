"""Taking catalogs that were read from a file into a project, as drafts or as new versions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from dzmap.core.catalog_codec import catalog_digest
from dzmap.core.catalogs import Catalog
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import KnownError
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
    PUBLISHED_OVER_DRAFT = "已发布，取代了内容不同的同版本草稿"
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
        KnownError: a version is published already with other content, the file calls it a draft, a
            check finds errors or an example case does not come out, or there is no name; nothing is
            done.
    """
    present = session.catalogs()
    fresh = [one for one in catalogs if not _is_published(present, one)]
    _refuse_drafts(fresh)
    for one in fresh:
        refuse_published(present, one, "没有收进项目")
    checks = check_catalogs(fresh, industries, PublishedOnly(session))
    refuse_faulty([(one.catalog, blocking_problems(one)) for one in checks])
    made = publish_checked(session, fresh, name) if fresh else ()
    by_key = {(one.id, one.version): one for one in made}
    return tuple(
        TakenCatalog(by_key[one.id, one.version], _published_over(_present(present, one), one))
        if (one.id, one.version) in by_key
        else TakenCatalog(one, Taken.UNCHANGED)
        for one in catalogs
    )


def _refuse_drafts(catalogs: Sequence[Catalog]) -> None:
    """What an author still calls a draft must not become a version that never changes."""
    drafts = "、".join(f"《{one.title}》v{one.version}" for one in catalogs if not one.published)
    if drafts:
        raise KnownError(
            "没有收进项目",
            reason=f"{drafts}在文件里写着“已发布 否”，是草稿",
            remedy="作为草稿收进来（加 --draft）；要直接发布，把“已发布”改为“是”。",
        )


def _published_over(draft: Catalog | None, made: Catalog) -> Taken:
    return Taken.PUBLISHED if draft is None or _same(draft, made) else Taken.PUBLISHED_OVER_DRAFT


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
