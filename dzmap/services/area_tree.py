"""What the details panel says about the hierarchy: the tree below an area, and what does not fit."""

import numpy as np

from dzmap.core.containment import Known, Level
from dzmap.core.quantities import format_count
from dzmap.services.details_model import AreaTree, Line, TreeProblem, TreeRow
from dzmap.services.hierarchy import Hierarchy, Key, Node, area_text, counts_text
from dzmap.services.hierarchy_map import misfit_bounds

_MOST_PROBLEMS = 50


def area_tree(tree: Hierarchy, key: Key) -> AreaTree | None:
    """The parts of an area and its problems; None if there is neither."""
    path = tree.path(key)
    if not path:
        return None
    node = path[-1]
    misfits = tree.misfits_of(node)
    if not node.parts and not misfits:
        return None
    problems = tuple(
        TreeProblem(text=misfit.text, link=misfit.area, bounds=misfit_bounds(misfit))
        for misfit in misfits[:_MOST_PROBLEMS]
    )
    more = len(misfits) - len(problems)
    return AreaTree(
        title="层级",
        caption=_caption(node),
        rows=tuple(_row(part) for part in node.parts),
        problems=problems,
        note=f"另有 {more} 处问题，命令行 dzmap hierarchy 列出全部。" if more > 0 else "",
    )


def containment_line(tree: Hierarchy, key: Key) -> Line | None:
    """包含校验 of an area: whether it and what lies in it fit; None if there is nothing to check."""
    path = tree.path(key)
    if not path or (not path[-1].parts and len(path) == 1):
        return None
    node = path[-1]
    caption = "包含校验"
    if np.isnan(node.area_m2):
        return Line(
            caption=caption, value=f"{node.area.level.zh}没有图形，没有核查", state="missing"
        )
    misfits = tree.misfits_of(node)
    undrawn = sum(bool(np.isnan(part.area_m2)) for part in node.below())
    note = f"其中 {undrawn} 处没有图形，没有核查" if undrawn else ""
    if misfits:
        value = f"{format_count(len(misfits), '处')}问题，见下面的层级"
        return Line(caption=caption, value=value, state="warn", note=note)
    if not node.parts:
        value = f"在{path[-2].area.level.zh}边界内"
    else:
        value = f"{counts_text(node)}均在边界内"
    return Line(caption=caption, value=value, state="warn" if undrawn else "ok", note=note)


def _caption(node: Node) -> str:
    uncovered = node.uncovered_m2
    rest = "" if np.isnan(uncovered) else f"；未划出 {area_text(uncovered)}"
    return f"{counts_text(node) or '没有下级'}{rest}（椭球面积）"


def _row(node: Node) -> TreeRow:
    notes = [counts_text(node)] if node.parts else []
    if node.parts and not np.isnan(node.uncovered_m2):
        notes.append(f"未划出 {area_text(node.uncovered_m2)}")
    if node.known is Known.LOCATED:
        notes.append("归属按图形判断")
    if node.area.level is Level.PARCEL and node.status:
        notes.append(node.status)
    return TreeRow(
        label=node.label,
        figures="没有图形" if np.isnan(node.area_m2) else area_text(node.area_m2),
        note="，".join(notes),
        link=node.key,
        parts=tuple(_row(part) for part in node.parts),
    )
