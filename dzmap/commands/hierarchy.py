"""``hierarchy``: zones with their parks and parcels, and what does not lie where it should."""

from pathlib import Path
from typing import Any

import numpy as np

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.project import open_project
from dzmap.commands.tables import pad
from dzmap.core.containment import Known, Misfit
from dzmap.core.problems import BadInputError
from dzmap.core.quantities import mu_from_m2
from dzmap.services.hierarchy import Hierarchy, Node, area_text, counts_text, hierarchy


def tell_hierarchy(project: Path, zone: str, *, as_json: bool) -> None:
    """Print the tree of all zones, or of the one with that id or name.

    Raises:
        BadInputError: no zone is called so.
    """
    found = hierarchy(open_project(build_application(), project))
    zones = _chosen(found, zone)
    loose = () if zone else found.loose
    misfits = found.misfits
    if zone:
        misfits = tuple(one for node in zones for one in found.misfits_of(node))
    if as_json:
        console.emit(
            {
                "zones": [_payload(node) for node in zones],
                "without_zone": [_payload(node) for node in loose],
                "problems": [_problem(misfit) for misfit in misfits],
            }
        )
        return
    for node in zones:
        _tell(node, 0)
    if loose:
        console.tell("不在任何开发区内")
        for node in loose:
            _tell(node, 1)
    console.tell(f"包含校验：{len(misfits)} 处问题" if misfits else "包含校验：没有问题")
    for misfit in misfits:
        console.tell(f"  {pad(misfit.fault.value, 16)}{misfit.text}")


def _chosen(found: Hierarchy, zone: str) -> tuple[Node, ...]:
    if not zone:
        return found.zones
    chosen = tuple(node for node in found.zones if zone in (node.area.id, node.area.name)) or tuple(
        node for node in found.zones if zone in node.area.name
    )
    if not chosen:
        known = "、".join(f"{node.label}（{node.area.id}）" for node in found.zones[:20])
        raise BadInputError(
            f"没有叫“{zone}”的开发区",
            reason=f"项目里有：{known}" if known else "项目里还没有开发区",
            remedy="写编号或名称，名称可以只写一部分。",
        )
    return chosen


def _tell(node: Node, depth: int) -> None:
    parts = [area_text(node.area_m2)]
    if counts_text(node):
        parts.append(counts_text(node))
    if not np.isnan(node.uncovered_m2):
        parts.append(f"未划出 {area_text(node.uncovered_m2)}")
    if node.known is Known.LOCATED:
        parts.append("归属按图形判断")
    if node.status:
        parts.append(node.status)
    indent = "  " * depth
    console.tell(f"{indent}{node.label}（{node.area.id}）  {'，'.join(parts)}")
    for part in node.parts:
        _tell(part, depth + 1)


def _payload(node: Node) -> dict[str, Any]:
    return {
        "table": node.area.level.value,
        "id": node.area.id,
        "name": node.area.name,
        "belongs": node.known.name.lower(),
        "status": node.status,
        "area_mu": _mu(node.area_m2),
        "uncovered_mu": _mu(node.uncovered_m2),
        "parts": [_payload(part) for part in node.parts],
    }


def _problem(misfit: Misfit) -> dict[str, Any]:
    return {
        "kind": misfit.fault.name.lower(),
        "area": dict(zip(("table", "id"), misfit.area, strict=True)),
        "other": dict(zip(("table", "id"), misfit.other, strict=True)),
        "mu": _mu(misfit.area_m2),
        "text": misfit.text,
    }


def _mu(area_m2: float) -> float | None:
    return None if np.isnan(area_m2) else mu_from_m2(area_m2)
