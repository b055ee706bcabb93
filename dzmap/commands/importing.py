"""``import``: read a file, show what would change, and write it in one change."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.project import not_writable, open_project
from dzmap.core.problems import KnownError
from dzmap.services.importing import ImportPlan, apply_import, plan_import

TABLE_OF = {"control": "control_areas", "lists": "reference_lists"}
TABLE_FILES = {"enterprises", "projects", "lists"}


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What the file holds, its coordinate system, the year of figures that name none.

    ``replace`` allows a reference list to take the place of the same version.
    """

    layer: str
    crs: str
    year: int | None
    dry_run: bool
    replace: bool = False


def import_into(project: Path, file: Path, options: ImportOptions, *, as_json: bool) -> int:
    """Import a file, or with ``dry_run`` only say what would change.

    Returns:
        The exit code: it is bad input if no row of the file could be used.
    """
    application = build_application()
    table = TABLE_OF.get(options.layer, options.layer)
    reader = application.tables if options.layer in TABLE_FILES else application.vectors
    session = open_project(application, project, read_only=options.dry_run)
    try:
        if session.read_only and not options.dry_run:
            raise not_writable(session, "没有导入")
        with console.progress() as progress:
            rows = reader.read(file, table, crs=options.crs, progress=progress)
            plan = plan_import(session, rows, table, year=options.year)
        if plan.replaces and not (options.replace or options.dry_run):
            raise KnownError(
                "没有导入",
                file=str(file),
                reason=f"项目里已有{plan.replaces}，内容不同",
                remedy="加 --replace 整个替换它；要两版并存，改写文件里的版本。",
            )
        if not options.dry_run and plan.changes:
            apply_import(session, plan)
            session.save()
    finally:
        session.close()
    _report(file, plan, options, as_json=as_json)
    usable = plan.added + plan.changed + plan.unchanged
    return console.OK if usable or not plan.dropped else console.BAD_INPUT


def _report(file: Path, plan: ImportPlan, options: ImportOptions, *, as_json: bool) -> None:
    if as_json:
        tally = Counter(problem.severity.name.lower() for problem in plan.problems)
        console.emit(
            {
                "file": str(file),
                "table": plan.table,
                "dry_run": options.dry_run,
                "added": plan.added,
                "changed": plan.changed,
                "unchanged": plan.unchanged,
                "dropped": plan.dropped,
                "removed": plan.removed,
                "replaces": plan.replaces,
                "problems": {key: tally[key] for key in ("error", "warning", "fixed")},
                "details": [console.problem_dict(problem) for problem in plan.problems],
            }
        )
        return
    console.tell(f"{'预演（没有写入）：' if options.dry_run else ''}{plan.summary}")
    console.say_problems(plan.problems)
