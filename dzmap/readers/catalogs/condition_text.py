"""Conditions as one line of Chinese that an official can fill into a cell.

::

    总投资 ≥ 1 亿元 且 (环评类别 属于 报告书、报告表 或 行业 属于 C26 除外 C2625)
    在名录《两高项目名录》《高耗水行业名录》
    位置 在 化工园区 内 · 位置 不占 永久基本农田、生态保护红线 · 位置 距 居住区 ≥ 300 m
    非 (…) · 全部(…；…) · 任一(…；…)
    分档(如果 总投资 ≥ 10 亿元 则 建设周期 ≤ 30 月；否则 建设周期 ≤ 12 月)

``condition_parser.parse_condition`` and ``condition_text`` are inverse to each other for every tree.
"""

import re
from collections.abc import Iterable

from dzmap.core.catalogs import (
    All,
    Any,
    Case,
    Compare,
    Condition,
    InIndustry,
    InList,
    Leaf,
    Member,
    Not,
    Relation,
    SpatialTest,
)
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.metrics import METRICS
from dzmap.readers.catalogs.amounts import METRE, amount_text
from dzmap.readers.catalogs.codes import code_text
from dzmap.readers.catalogs.words import OPERATORS, word_of

ITEM_STOP = re.compile(r"[\s()（）;；、,，\"“”<>=≥≤≠≧≦＞＜＝!]|不属于|属于|且|或|则|否则|除外")
"""Where an item without quotes ends."""

CELL_ITEM_STOP = re.compile(r"[\s;；、,，\"“”]")
"""Where one ends in a cell that holds nothing but a list."""


def condition_text(condition: Condition) -> str:
    """The condition as one line that ``parse_condition`` reads back to the same tree."""
    match condition:
        case All(operands):
            return _joined(operands, "且", "全部")
        case Any(operands):
            return _joined(operands, "或", "任一")
        case Not(operand):
            return f"非 {_grouped(operand)}"
        case Case(branches, otherwise):
            steps = [
                f"如果 {condition_text(guard)} 则 {condition_text(then)}"
                for guard, then in branches
            ]
            return f"分档({'；'.join([*steps, f'否则 {condition_text(otherwise)}'])})"
        case _:
            return leaf_text(condition)


def leaf_text(condition: Leaf) -> str:
    """One comparison, membership, reference to a list or spatial relation in words."""
    match condition:
        case Compare(metric, op, value):
            known = METRICS[metric]
            return f"{known.zh} {word_of(OPERATORS, op)} {amount_text(value, known)}"
        case Member(metric, values):
            return f"{METRICS[metric].zh} 属于 {list_text(values)}"
        case InIndustry(include, exclude):
            codes = f"行业 属于 {list_text(map(code_text, include))}"
            return f"{codes} 除外 {list_text(map(code_text, exclude))}" if exclude else codes
        case InList(lists):
            return f"在名录{''.join(map(_titled, lists))}"
        case SpatialTest(relation, layers, distance):
            return _spatial_text(relation, list_text(map(layer_zh, layers)), distance)


def _titled(name: str) -> str:
    return f"《{name.replace('》', '》》')}》"


def _spatial_text(relation: Relation, layers: str, distance: float | None) -> str:
    match relation:
        case Relation.WITHIN:
            return f"位置 在 {layers} 内"
        case Relation.DISJOINT:
            return f"位置 不占 {layers}"
        case Relation.DISTANCE_GE:
            return f"位置 距 {layers} ≥ {amount_text(distance or 0.0, METRE)}"


def list_text(items: Iterable[str]) -> str:
    """Items with 、 between them; quoted where an item holds a sign of the grammar."""
    return "、".join(
        item if item and not ITEM_STOP.search(item) and not item.endswith("内") else _quoted(item)
        for item in items
    )


def cell_list_text(items: Iterable[str]) -> str:
    """Items of a cell that holds nothing but a list; few signs need quotes there."""
    return "、".join(
        item if item and not CELL_ITEM_STOP.search(item) else _quoted(item) for item in items
    )


def _quoted(item: str) -> str:
    return '"' + item.replace('"', '""') + '"'


def _joined(operands: tuple[Condition, ...], word: str, name: str) -> str:
    if len(operands) < 2:
        return f"{name}({'；'.join(map(condition_text, operands))})"
    return f" {word} ".join(map(_grouped, operands))


def _grouped(condition: Condition) -> str:
    text = condition_text(condition)
    infix = isinstance(condition, All | Any) and len(condition.operands) > 1
    return f"({text})" if infix else text
