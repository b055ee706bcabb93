"""``check-topology``: overlaps, gaps and other flaws of boundaries, printed or written to a file."""

from collections import Counter
from pathlib import Path
from typing import Any

import shapely

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.output import writer_for
from dzmap.commands.project import open_project
from dzmap.commands.tables import pad
from dzmap.core.problems import BadInputError
from dzmap.core.tables import TABLES
from dzmap.core.topology import Tolerances
from dzmap.services.topology import CHECKED, Checked, check_table, topology_report

_MOST = 30
_ENDINGS = ("csv", "json", "geojson", "xlsx", "gpkg")


def tell_topology(
    project: Path, table: str, out: Path | None, tolerances: Tolerances, *, as_json: bool
) -> None:
    """Check one table, or with "" all tables of areas.

    Raises:
        BadInputError: the table holds no areas.
        KnownError: the file cannot be written.
    """
    if table and table not in CHECKED:
        known = "、".join(f"{name}（{TABLES[name].zh}）" for name in CHECKED)
        raise BadInputError(f"“{table}”不能做拓扑检查", remedy=f"可以检查：{known}。")
    application = build_application()
    writer = writer_for(application, out, _ENDINGS, (project,)) if out is not None else None
    session = open_project(application, project)
    names = (table,) if table else CHECKED
    results = [check_table(session, name, tolerances) for name in names]
    if writer is not None and out is not None:
        writer.write(topology_report(results, title=session.title), out)
    if as_json:
        console.emit({"tables": [_payload(checked) for checked in results]})
        return
    for checked in results:
        _tell(checked)
    if out is not None:
        console.say(f"已写入 {out}")


def _tell(checked: Checked) -> None:
    found = checked.findings
    counts = Counter(finding.flaw.value for finding in found)
    said = "，".join(f"{flaw} {count:,} 处" for flaw, count in counts.items()) or "没有问题"
    console.tell(f"\n{TABLES[checked.table].zh}（{len(checked.ids):,} 个）：{said}")
    for finding in found[:_MOST]:
        row = finding.rows[0]
        name, key = checked.names[row], checked.ids[row]
        console.tell(f"  {pad(finding.flaw.value, 10)}“{name}”（{key}）{finding.text}")
    if len(found) > _MOST:
        console.tell(f"  …另有 {len(found) - _MOST:,} 处；用 --out 写成文件可看全部。")


def _payload(checked: Checked) -> dict[str, Any]:
    return {
        "table": checked.table,
        "count": len(checked.ids),
        "findings": [
            {
                "flaw": finding.flaw.name.lower(),
                "ids": checked.keys(finding),
                "text": finding.text,
                "area_m2": finding.area_m2,
                "place": shapely.geometry.mapping(finding.place),
            }
            for finding in checked.findings
        ],
    }
