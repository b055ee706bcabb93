"""``coordinates``: a list of places in other notations, printed or written to a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.output import writer_for
from dzmap.commands.tables import pad
from dzmap.core.problems import BadInputError
from dzmap.services.coordinates import (
    LONLAT_DECIMALS,
    NOTATIONS,
    PLANE_DECIMALS,
    convert,
    coordinates_report,
)
from dzmap.services.jobs import Silent

_MOST = 50
_ENDINGS = ("csv", "xlsx", "json", "geojson", "gpkg")
_DEGREES = ("lon", "lat")


def tell_coordinates(
    file: Path, notations: Sequence[str], out: Path | None, *, as_json: bool
) -> None:
    """Convert every line of a file to some notations; none means all of them.

    Raises:
        BadInputError: the file cannot be read, or a notation is not known.
        KnownError: the results cannot be written.
    """
    unknown = [one for one in notations if one not in NOTATIONS]
    if unknown:
        raise BadInputError(
            f"没有“{unknown[0]}”这种写法", remedy=f"可以写 {'、'.join(NOTATIONS)}。"
        )
    wanted = tuple(notations) or tuple(NOTATIONS)
    application = build_application()
    writer = writer_for(application, out, _ENDINGS, (file,)) if out is not None else None
    lines, problems = application.tables.read_lines(file)
    frame = convert(lines, Silent())
    if writer is not None and out is not None:
        writer.write(coordinates_report(frame, file.stem, wanted), out)
    if as_json:
        console.emit(_payload(frame, wanted, [problem.message for problem in problems]))
        return
    console.tell_notes([problem.message for problem in problems])
    read = int((frame["fault"] == "").sum())
    console.tell(
        f"\n{file.name}：{len(frame):,} 行，读出 {read:,} 行，没有读出 {len(frame) - read:,} 行"
    )
    if out is not None:
        console.say(f"已写入 {out}")
        return
    columns = _columns(wanted)
    for row in frame.head(_MOST).to_dict("records"):
        texts = [_cell(name, row[name]) for name in columns]
        console.tell(f"  {pad(str(row['where']), 8)}{row['fault'] or '  '.join(texts)}")
    if len(frame) > _MOST:
        console.tell(f"  …另有 {len(frame) - _MOST:,} 行；用 --out 写成文件可看全部。")


def _columns(notations: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for one in notations for name in NOTATIONS[one]))


def _cell(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.{LONLAT_DECIMALS if name in _DEGREES else PLANE_DECIMALS}f}"


def _payload(
    frame: gpd.GeoDataFrame, notations: Sequence[str], notes: Sequence[str]
) -> dict[str, Any]:
    columns = _columns(notations)
    rows = [
        {"line": row["where"], "text": row["text"], "reading": row["reading"] or None}
        | {name: None if row["fault"] else row[name] for name in columns}
        | {"fault": row["fault"] or None}
        for row in frame.to_dict("records")
    ]
    return {"lines": rows, "notes": list(notes)}
