"""出图检查: what is good, doubtful and wrong about a report, told from it and from its printed pages.

The printed text is the witness: a scale, a legend row or a remark counts when it stands on the page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import shapely

from dzmap.services.cluster_disks import EXPLAINED
from dzmap.services.layer_order import BASE
from dzmap.services.map_model import MapLayer
from dzmap.services.report_model import MapSheet, Report

_SCHEMATIC = "示意"
_ALWAYS_ALLOWED = frozenset({"市界"})
_SPACE = re.compile(r"\s+")
_SCALE = re.compile(r"1:(\d+)")
_DROPPED = re.compile(r"有(\d+)处注记")


class Level(Enum):
    """How a check came out; an error keeps the report from being exported."""

    ERROR = "error"
    WARNING = "warn"
    PASSED = "ok"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of the list; ``option`` names the field of ``SheetOptions`` that would settle it."""

    level: Level
    title: str
    detail: str = ""
    option: str = ""


@dataclass(frozen=True, kw_only=True)
class ExpectedLegend:
    """Words that the legend of a sheet must hold, and all it may hold."""

    certain: frozenset[str]
    possible: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the checks go by.

    ``pages`` are the texts of the printed sheets, one per sheet of the report; ``unplaced`` counts
    rows without a place by their Chinese kind; ``outdated`` says why the map is older than the data.
    """

    report: Report
    legends: tuple[ExpectedLegend, ...]
    pages: tuple[str, ...]
    unplaced: Mapping[str, int]
    outdated: str = ""


def preflight(evidence: Evidence) -> tuple[Check, ...]:
    """All checks, errors first, then warnings, then what is in order."""
    report = evidence.report
    checks: list[Check] = []
    if evidence.outdated:
        checks.append(Check(level=Level.WARNING, title="图早于数据", detail=evidence.outdated))
    for sheet, legend, page in zip(report.sheets, evidence.legends, evidence.pages, strict=True):
        checks.extend(_sheet_checks(report, sheet, legend, page))
    checks.append(_imprint(report))
    checks.extend(_honesty(report, evidence.pages))
    checks.append(_unplaced(evidence.unplaced))
    order = list(Level)
    return tuple(sorted(checks, key=lambda check: order.index(check.level)))


def printed_scale(page: str) -> int | None:
    """The denominator that stands alone on a line of a printed sheet."""
    found = (_SCALE.fullmatch(_bare(line)) for line in page.splitlines())
    return next((int(match[1]) for match in found if match), None)


def expected_legend(sheet: MapSheet) -> ExpectedLegend:
    """What must stand in the legend, from layers and features alone.

    The printed frame is at least the sheet's extent unless a scale was chosen, so what has a
    feature in the extent must be explained; what is switched off must not.
    """
    certain: set[str] = set()
    possible: set[str] = set(_ALWAYS_ALLOWED)
    for layer in sheet.map.layers:
        if not (layer.visible and layer.in_legend and len(layer.features)):
            continue
        title = _marked(layer.legend_title or layer.title, layer)
        many = len(layer.classes) > 1
        if many:
            possible.add(title)
        if layer.clusters is not None:
            possible.add(EXPLAINED)
        seen = _in_extent(layer, sheet.map.extent) if sheet.scale is None else None
        for item in layer.classes:
            words = item.label if many else _marked(item.label, layer)
            possible.add(words)
            if seen is not None and (seen & _of_class(layer, item.value)).any():
                certain |= {words, title} if many else {words}
    return ExpectedLegend(
        certain=frozenset(map(_bare, certain)), possible=frozenset(map(_bare, possible))
    )


def _marked(words: str, layer: MapLayer) -> str:
    marked = _SCHEMATIC in layer.tags and _SCHEMATIC not in words
    return f"{words}（{_SCHEMATIC}）" if marked else words


def _in_extent(
    layer: MapLayer, extent: tuple[float, float, float, float]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    west, south, east, north = extent
    bounds = shapely.bounds(np.asarray(layer.features.geometry, dtype=object))
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        (bounds[:, 0] <= east)
        & (bounds[:, 2] >= west)
        & (bounds[:, 1] <= north)
        & (bounds[:, 3] >= south)
    )
    return inside


def _of_class(layer: MapLayer, value: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if "class" not in layer.features.columns:
        return np.ones(len(layer.features), dtype=bool)
    rows: np.ndarray[tuple[int], np.dtype[np.bool_]] = (layer.features["class"] == value).to_numpy(
        dtype=bool
    )
    return rows


def _bare(text: str) -> str:
    """Without blanks: typesetting adds some between Chinese and figures."""
    return _SPACE.sub("", text)


def _sheet_checks(
    report: Report, sheet: MapSheet, legend: ExpectedLegend, page: str
) -> list[Check]:
    return [
        _title(sheet, page),
        _content(sheet),
        _legend(legend, page),
        _round_scale(page),
        _basis(report, page),
        _labels(page),
    ]


def _title(sheet: MapSheet, page: str) -> Check:
    title = sheet.title.strip()
    if not title:
        return Check(
            level=Level.ERROR, title="没有图名", detail="图名印在图幅上方。", option="title"
        )
    in_one_line = any(_bare(title) in _bare(line) for line in page.splitlines())
    if not in_one_line and _bare(title) in _bare(page):
        return Check(
            level=Level.WARNING,
            title="图名太长",
            detail="图名一行放不下，折成了两行。",
            option="title",
        )
    missing = [
        name
        for name, mark in (("图名", title), ("图例", "图例"), ("指北针", "北"), ("比例尺", "1:"))
        if _bare(mark) not in _bare(page)
    ]
    if missing:
        return Check(level=Level.ERROR, title=f"图上没有{'、'.join(missing)}", option="title")
    return Check(level=Level.PASSED, title="图名、图例、指北针、比例尺")


def _content(sheet: MapSheet) -> Check:
    shown = [
        layer
        for layer in sheet.map.layers
        if layer.visible and layer.group != BASE and len(layer.features)
    ]
    if not shown:
        return Check(
            level=Level.WARNING,
            title="只有底图",
            detail="没有打开业务图层。在“叠加看图”的图层里打开。",
        )
    return Check(level=Level.PASSED, title=f"业务图层 {len(shown)} 个")


def _legend(expected: ExpectedLegend, page: str) -> Check:
    printed = _printed_legend(page)
    missing = sorted(expected.certain - printed)
    foreign = sorted(printed - expected.possible)
    if missing or foreign:
        parts = (
            f"图例缺：{'、'.join(missing[:4])}。" if missing else "",
            f"图例多出：{'、'.join(foreign[:4])}。" if foreign else "",
        )
        return Check(level=Level.ERROR, title="图例与图层不一致", detail="".join(parts))
    return Check(level=Level.PASSED, title=f"图例与图层一致（{len(printed)} 项）")


def _printed_legend(page: str) -> frozenset[str]:
    """The lines between the heading 图例 and the scale, as they stand in the text of the page."""
    lines = [_bare(line) for line in page.splitlines()]
    if "图例" not in lines:
        return frozenset()
    below = lines[lines.index("图例") + 1 :]
    end = next((i for i, line in enumerate(below) if _SCALE.fullmatch(line)), len(below))
    return frozenset(line for line in below[:end] if line)


def _round_scale(page: str) -> Check:
    scale = printed_scale(page)
    if scale is None:
        return Check(level=Level.ERROR, title="没有比例尺", option="scale")
    spoken = f"1:{scale:,}".replace(",", " ")
    if scale % 10 ** max(len(str(scale)) - 2, 0):
        return Check(level=Level.WARNING, title=f"比例尺不是整数：{spoken}", option="scale")
    return Check(level=Level.PASSED, title=f"比例尺为整数 {spoken}")


def _basis(report: Report, page: str) -> Check:
    words = _bare(page)
    wanted = {
        "坐标系": "坐标系：" in words,
        "面积方法": "面积为" in words,
        "资料截止日期": bool(report.data_date) and f"资料截止{report.data_date}" in words,
        "编制日期": bool(report.date) and f"编制日期：{report.date}" in words,
    }
    missing = [name for name, there in wanted.items() if not there]
    if missing:
        return Check(level=Level.WARNING, title=f"没有注明{'、'.join(missing)}")
    return Check(level=Level.PASSED, title="坐标系、面积方法、截止日期已注明")


def _labels(page: str) -> Check:
    found = _DROPPED.search(_bare(page))
    if found is None:
        return Check(level=Level.PASSED, title="注记全部注出，没有压盖")
    return Check(
        level=Level.WARNING,
        title=f"注记略去 {found[1]} 处",
        detail="位置不足，没有注出，也没有压盖；说明里已写。缩小范围可以注出更多。",
        option="scale",
    )


def _imprint(report: Report) -> Check:
    if not report.organisation.strip():
        return Check(
            level=Level.WARNING,
            title="编制单位未填",
            detail="图上印作“（未填）”。",
            option="organisation",
        )
    if any(not sheet.number.strip() for sheet in report.sheets):
        return Check(level=Level.WARNING, title="图号未填", option="number")
    return Check(level=Level.PASSED, title="编制单位、图号已填")


def _honesty(report: Report, pages: Sequence[str]) -> list[Check]:
    """Made-up figures and schematic borders: a warning, an error where the sheet hides them."""
    printed = _bare("\n".join(pages))
    schematic = report.schematic or any(sheet.map.schematic for sheet in report.sheets)
    sample = report.sample or any(sheet.map.sample for sheet in report.sheets)
    checks = []
    for there, title, badge, detail in (
        (schematic, "边界为示意", "示意边界", "图上、图例与说明中已标“示意”。"),
        (sample, "数据为示例", "示例数据", "图上已标“示例数据”。"),
    ):
        if there and badge in printed:
            checks.append(Check(level=Level.WARNING, title=title, detail=detail))
        elif there:
            checks.append(Check(level=Level.ERROR, title=f"{title}，图上没有标"))
    return checks


def _unplaced(counts: Mapping[str, int]) -> Check:
    missing = {name: count for name, count in counts.items() if count}
    if missing:
        parts = "、".join(f"{name} {count:,} 个" for name, count in missing.items())
        return Check(
            level=Level.WARNING,
            title=f"未落图 {sum(missing.values()):,} 个",
            detail=f"{parts}没有位置，没有画在图上。",
        )
    return Check(level=Level.PASSED, title="没有未落图的对象")
