"""``import``: read a file, show what would change, and write it in one change."""

from collections import Counter
from pathlib import Path

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.project import open_project
from dzmap.core.problems import KnownError
from dzmap.services.importing import apply_import, plan_import

TABLE_OF = {"control": "control_areas"}
TABLE_FILES = {"enterprises", "projects"}


def import_into(
    project: Path, file: Path, *, layer: str, crs: str, dry_run: bool, as_json: bool
) -> None:
    """Import ``file`` as ``layer``; with ``dry_run`` nothing is written."""
    application = build_application()
    table = TABLE_OF.get(layer, layer)
    reader = application.tables if layer in TABLE_FILES else application.vectors
    session = open_project(application, project, read_only=dry_run)
    try:
        if session.read_only and not dry_run:
            raise KnownError(
                "没有导入",
                file=str(project),
                reason="项目只能以只读方式打开",
                remedy="关闭占用它的程序后再试。",
            )
        with console.progress() as progress:
            rows = reader.read(file, table, crs=crs, progress=progress)
            plan = plan_import(session, rows, table)
        if not dry_run:
            apply_import(session, plan)
            session.save()
    finally:
        session.close()
    if as_json:
        tally = Counter(problem.severity.name.lower() for problem in plan.problems)
        console.emit(
            {
                "file": str(file),
                "table": table,
                "dry_run": dry_run,
                "added": plan.added,
                "changed": plan.changed,
                "unchanged": plan.unchanged,
                "dropped": plan.dropped,
                "problems": {key: tally[key] for key in ("error", "warning", "fixed")},
                "details": [console.problem_dict(problem) for problem in plan.problems],
            }
        )
        return
    console.say(f"{'预演（没有写入）：' if dry_run else ''}{plan.summary}")
    console.say_problems(plan.problems)
