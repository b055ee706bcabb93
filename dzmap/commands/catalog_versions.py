"""``catalog list|add|publish``: the catalogs of a project and their versions."""

import getpass
from pathlib import Path
from typing import Any

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.catalog_files import read_catalogs
from dzmap.commands.project import editable_project, open_project
from dzmap.commands.tables import pad, pad_left
from dzmap.core.catalog_codec import catalog_digest
from dzmap.core.catalogs import Catalog
from dzmap.core.problems import KnownError
from dzmap.core.quantities import format_date
from dzmap.services.catalog_intake import take_as_drafts, take_as_versions
from dzmap.services.catalog_versions import draft_among, publish, publish_summary, version_named
from dzmap.services.industries import industry_tree
from dzmap.services.session import Session


def list_versions(project: Path, *, as_json: bool) -> None:
    """Print every version of every catalog."""
    session = open_project(build_application(), project)
    try:
        catalogs = session.catalogs()
    finally:
        session.close()
    if as_json:
        console.emit({"project": str(project), "catalogs": [_entry(one) for one in catalogs]})
        return
    if not catalogs:
        console.tell("项目里没有准入目录。用 dzmap catalog add 收进目录文件。")
    width = max((len(one.id) for one in catalogs), default=0) + 2
    for one in catalogs:
        until = f" 至 {one.effective_to}" if one.effective_to else ""
        console.tell(
            f"  {pad(one.id, width)}{pad(f'v{one.version}', 8)}"
            f"{pad('已发布' if one.published else '草稿', 8)}"
            f"{pad_left(f'{len(one.clauses)} 条', 8)}  "
            f"{pad(f'{one.effective_from} 起{until}', 28)}{catalog_digest(one)[:8]}  {one.title}"
        )


def add_file(project: Path, file: Path, *, draft: bool, name: str, as_json: bool) -> None:
    """Take all catalogs of a file into the project, as drafts or as published versions.

    Raises:
        KnownError: the file has errors, or a version is published already with other content;
            nothing is written.
    """
    application = build_application()
    catalogs = read_catalogs(application, file, "没有收进目录")
    with editable_project(application, project, "没有收进目录") as session:
        if draft:
            taken = take_as_drafts(session, catalogs)
        else:
            taken = take_as_versions(
                session,
                catalogs,
                name or getpass.getuser(),
                industries=industry_tree(application.reference),
            )
        session.save()
    if as_json:
        entries = [{**_entry(one.catalog), "taken": one.how.name.lower()} for one in taken]
        console.emit({"project": str(project), "file": str(file), "catalogs": entries})
        return
    for one in taken:
        console.tell(f"  《{one.catalog.title}》v{one.catalog.version}：{one.how.value}")


def publish_draft(
    project: Path, catalog_id: str, *, version: str, name: str, as_json: bool
) -> None:
    """Publish a draft of a catalog, the newest unless ``version`` names one.

    Raises:
        KnownError: there is no such draft, or the check finds errors; nothing is written.
    """
    application = build_application()
    industries = industry_tree(application.reference)
    with editable_project(application, project, "没有发布") as session:
        draft = _draft(session, catalog_id, version)
        summary = publish_summary(session, catalog_id, draft.version, industries)
        made = publish(
            session, catalog_id, draft.version, name or getpass.getuser(), industries=industries
        )
        session.save()
    if as_json:
        console.emit(
            {
                "project": str(project),
                **_entry(made),
                "clauses_added": [one.clause_id for one in summary.diff.added],
                "clauses_changed": [one.clause_id for one in summary.diff.changed],
                "clauses_removed": [one.clause_id for one in summary.diff.removed],
                "changes": [one.sentence for one in summary.diff.changed],
                "header": [one.sentence for one in summary.diff.header],
                "notes": summary.notes,
                "problems": [console.problem_dict(one) for one in summary.warnings],
            }
        )
        return
    console.say_problems(summary.warnings)
    console.tell(
        f"已发布《{made.title}》v{made.version}（{catalog_digest(made)[:8]}）：{summary.text}"
    )
    sentences = [one.sentence for one in summary.diff.header]
    for sentence in (*sentences, *(one.sentence for one in summary.diff.changed)):
        console.tell(f"  {sentence}")
    console.tell_notes(summary.notes)


def _draft(session: Session, catalog_id: str, version: str) -> Catalog:
    catalogs = session.catalogs()
    if version:
        return version_named(catalogs, catalog_id, version.removeprefix("v"))
    draft = draft_among(catalogs, catalog_id)
    if draft is None:
        version_named(catalogs, catalog_id, _newest(catalogs, catalog_id))
        raise KnownError(
            f"目录“{catalog_id}”没有草稿",
            remedy="先用 dzmap catalog add --draft 收进草稿，或在窗口里起草。",
        )
    return draft


def _newest(catalogs: tuple[Catalog, ...], catalog_id: str) -> str:
    return next((one.version for one in catalogs if one.id == catalog_id), "")


def _entry(catalog: Catalog) -> dict[str, Any]:
    return {
        "id": catalog.id,
        "version": catalog.version,
        "title": catalog.title,
        "number": catalog.number,
        "level": catalog.level.value,
        "parent": catalog.parent,
        "published": catalog.published,
        "clauses": len(catalog.clauses),
        "effective_from": format_date(catalog.effective_from),
        "effective_to": None if catalog.effective_to is None else format_date(catalog.effective_to),
        "digest": catalog_digest(catalog),
    }
