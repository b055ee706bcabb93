"""``new`` and ``info``: create a project file, and say what one holds."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.tables import pad
from dzmap.core.problems import KnownError
from dzmap.core.tables import TABLES
from dzmap.services.application import Application
from dzmap.services.new_project import write_new_project
from dzmap.services.session import Session, open_session


def create(path: Path, *, sample: bool, as_json: bool) -> None:
    """Create a project at ``path``; KnownError if a file is there already."""
    if path.suffix.lower() != ".gpkg":
        raise KnownError(
            "没有新建项目",
            file=str(path),
            reason="项目文件的扩展名是 .gpkg",
            remedy=f"文件名写成 {path.stem or '项目'}.gpkg 的样子。",
        )
    application = build_application()
    with console.progress() as progress:
        progress.step("正在准备数据")
        write_new_project(application, path, sample=sample, progress=progress)
    if as_json:
        console.emit({"project": str(path), "sample": sample})
    else:
        console.say(f"已新建{'示例' if sample else ''}项目：{path}")


def open_project(application: Application, path: Path, *, read_only: bool = True) -> Session:
    """Open a project for a command; reading commands never take the lock."""
    return open_session(
        application.stores,
        path,
        author=getpass.getuser(),
        clock=lambda: datetime.now().astimezone(),
        read_only=read_only,
    )


@contextmanager
def editable_project(application: Application, path: Path, what: str) -> Iterator[Session]:
    """A project that a command may change; closed at the end, saved by whoever changes it.

    Args:
        application: the wired ports.
        path: the project file.
        what: the Chinese sentence of what was not done, should it be read-only.

    Raises:
        KnownError: somebody else is editing it, or it cannot be written.
    """
    session = open_project(application, path, read_only=False)
    try:
        if session.read_only:
            raise not_writable(session, what)
        yield session
    finally:
        session.close()


def not_writable(session: Session, what: str) -> KnownError:
    """Why a command that writes cannot; ``what`` is the Chinese sentence of what was not done."""
    holder = session.lock_holder
    if holder is None:
        reason = "文件或文件夹是只读的"
        remedy = "取消只读，或把项目复制到可以写入的文件夹后再试。"
    else:
        since = f"{holder.since:%Y-%m-%d %H:%M}"
        reason = f"{holder.user}（{holder.host}）从 {since} 起正在编辑这个项目"
        remedy = "等其关闭项目后再试。"
    return KnownError(what, file=str(session.path), reason=reason, remedy=remedy)


def missing_year(session: Session, table: str, year: int) -> tuple[str, ...]:
    """A sentence if the yearly ``table`` has rows, but none of ``year``."""
    years = sorted({int(known) for known in session.table(table)["year"].dropna()})
    if not years or year in years:
        return ()
    listed = "、".join(map(str, years))
    return (f"没有 {year} 年的{TABLES[table].zh}，有的年份：{listed}。用 --year 选择年份。",)


def describe(path: Path, *, as_json: bool) -> None:
    """Print title, tables with row counts, catalogs, and the zones and parks by id."""
    session = open_project(build_application(), path)
    counts = {name: len(session.table(name)) for name in TABLES}
    targets = {name: session.table(name)[["id", "name"]] for name in ("zones", "parks")}
    catalogs = session.catalogs()
    payload: dict[str, Any] = {
        "project": str(path),
        "title": session.title,
        "sample": session.sample,
        "tables": counts,
        "targets": {name: rows.to_dict("records") for name, rows in targets.items()},
        "catalogs": [
            {
                "id": catalog.id,
                "title": catalog.title,
                "version": catalog.version,
                "clauses": len(catalog.clauses),
                "effective_from": catalog.effective_from,
            }
            for catalog in catalogs
        ],
    }
    if as_json:
        console.emit(payload)
        return
    console.tell(f"{session.title}{'  〔示例数据〕' if session.sample else ''}\n{path}")
    for name, count in counts.items():
        console.tell(f"  {pad(TABLES[name].zh, 20)}{count:>10,}")
    console.tell(f"  准入目录 {len(catalogs)} 部，条款 {sum(len(c.clauses) for c in catalogs)} 条")
    for name, rows in targets.items():
        if len(rows):
            console.tell(f"{TABLES[name].zh}（编号  名称）")
        for identifier, title in rows.to_numpy().tolist():
            console.tell(f"  {pad(identifier, 12)}{title}")
