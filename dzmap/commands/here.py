"""``here``: what may come to a place, and what the place itself rules out."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.output import writer_for
from dzmap.commands.project import open_project
from dzmap.core.admissible import Admissible, industries_text
from dzmap.core.crs import in_window
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import BadInputError
from dzmap.core.verdicts import Verdict
from dzmap.services.admissible import Here, HereRequest, here, layer_text
from dzmap.services.clause_records import clause_record
from dzmap.services.here_report import GROUP_ZH, KIND_ZH, here_report, otherwise_text, state_text
from dzmap.services.industries import industry_tree

_MOST = 15


@dataclass(frozen=True, kw_only=True)
class HereOptions:
    """Where, by the law of which day, and for which 建设性质 (“” for any)."""

    target: str
    lon: float | None
    lat: float | None
    as_of: date
    action: str


def tell_here(project: Path, out: Path | None, options: HereOptions, *, as_json: bool) -> None:
    """Print what may come, or write it to ``out`` (.xlsx, .json).

    Raises:
        BadInputError: no place is given, no pair of coordinates, or an unknown target.
    """
    place = _place(options.lon, options.lat)
    application = build_application()
    writer = writer_for(application, out, ("xlsx", "json")) if out is not None else None
    session = open_project(application, project)
    tree = industry_tree(application.reference)
    request = HereRequest(
        as_of=options.as_of, target=options.target, place=place, action=options.action
    )
    found = here(session, request, industries=tree)
    if writer is not None and out is not None:
        writer.write(here_report(session, found, tree), out)
    if as_json:
        console.emit(_payload(found, tree))
        return
    _tell(found, tree)
    if out is not None:
        console.say(f"已写入 {out}")


def _place(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    """Longitude and latitude in degrees; None if neither is given."""
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        raise BadInputError(
            "经纬度要成对给出", remedy="--lon 和 --lat 都写上，如 116.75 和 36.79。"
        )
    if in_window(lat, lon) and not in_window(lon, lat):
        raise BadInputError("经度和纬度写反了", remedy=f"写成 --lon {lat:g} --lat {lon:g}。")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadInputError(
            f"{lon:g}、{lat:g} 不是经纬度",
            remedy="用度，如 --lon 116.75 --lat 36.79；投影坐标先换算成经纬度。",
        )
    return lon, lat


def _tell(found: Here, tree: IndustryTree) -> None:
    place = found.request.place
    where = f"  {place[0]:.6f}, {place[1]:.6f}" if place is not None else ""
    console.tell(f"\n{found.title}{where}  判定日 {found.request.as_of:%Y-%m-%d}")
    for sentence in found.barred:
        console.tell(f"  ✕ {sentence}")
    console.tell_notes(found.notes)
    if found.admissible is not None:
        _tell_industries(found.admissible, tree)
    console.tell("\n空间")
    for layer in found.layers:
        dated = f"（{layer.data_date}）" if layer.data_date else ""
        console.tell(f"  {layer.name}{dated}：{layer_text(layer)}")


def _tell_industries(answer: Admissible, tree: IndustryTree) -> None:
    asked = f"（{answer.action}）" if answer.action else ""
    console.tell(f"\n行业{asked}，只看清单")
    for group in answer.groups:
        console.tell(
            f"  {GROUP_ZH[group.verdict]}（{group.count:,} 个小类）："
            f"{industries_text(group.industries, tree, _MOST)}"
        )
    console.tell("\n门槛和程序")
    for one in answer.clauses:
        who = "" if one.everyone else f"；适用 {industries_text(one.industries, tree, 6)}"
        word = otherwise_text(one)
        otherwise = f"；不满足则{word}" if word else ""
        console.tell(
            f"  {KIND_ZH[one.result.kind]}  {state_text(one)}  {one.requirement}"
            f"{otherwise}{who}  〔{one.result.source}〕"
        )


def _payload(found: Here, tree: IndustryTree) -> dict[str, Any]:
    answer = found.admissible
    return {
        "target_id": found.target.id if found.target is not None else None,
        "target": found.title,
        "place": list(found.request.place) if found.request.place is not None else None,
        "as_of": found.request.as_of,
        "action": found.request.action,
        "barred": list(found.barred),
        "notes": list(found.notes),
        "groups": [
            {
                "outcome": group.verdict.token,
                "count": group.count,
                "include": list(group.industries.include),
                "exclude": list(group.industries.exclude),
                "text": industries_text(group.industries, tree, _MOST),
            }
            for group in (answer.groups if answer is not None else ())
        ],
        "clauses": [
            {
                **clause_record(one.result),
                "requirement": one.requirement,
                "otherwise": _token(one.otherwise),
                "everyone": one.everyone,
                "include": list(one.industries.include),
                "exclude": list(one.industries.exclude),
            }
            for one in (answer.clauses if answer is not None else ())
        ],
        "layers": [
            {
                "layer": layer.kind,
                "name": layer.name,
                "layer_date": layer.data_date,
                "loaded": layer.loaded,
                "inside": layer.inside,
                "distance_m": layer.distance_m,
            }
            for layer in found.layers
        ],
        "catalogs": list(answer.catalogs) if answer is not None else [],
    }


def _token(verdict: Verdict | None) -> str | None:
    return None if verdict is None else verdict.token
