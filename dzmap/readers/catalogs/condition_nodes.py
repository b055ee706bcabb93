"""Conditions as nested entries (全部, 任一, 非, 分档) whose leaves are lines of text."""

from dzmap.core.catalogs import TRUE, All, Any, Case, Condition, Not
from dzmap.readers.catalogs.condition_parser import DEPTH, ConditionTextError, parse_condition
from dzmap.readers.catalogs.condition_text import leaf_text
from dzmap.readers.catalogs.source import Findings, ListNode, MapNode, Node, TextNode

_KEYS = "全部、任一、非、分档"

Plain = str | list["Plain"] | dict[str, "Plain"]
"""What a YAML dumper can write."""


def read_condition(node: Node, findings: Findings) -> Condition:
    """The tree under ``node``; what cannot be understood is noted and stands as an empty 全部."""
    condition = _read(node, findings)
    if _depth(condition) > DEPTH:
        findings.error(node.place, f"条件套了超过 {DEPTH} 层", "拆成几条条款。")
        return TRUE
    return condition


def _depth(condition: Condition) -> int:
    match condition:
        case All(operands) | Any(operands):
            inner: tuple[Condition, ...] = operands
        case Not(operand):
            inner = (operand,)
        case Case(branches, otherwise):
            inner = (*(part for branch in branches for part in branch), otherwise)
        case _:
            return 0
    return 1 + max(map(_depth, inner), default=0)


def _read(node: Node, findings: Findings) -> Condition:
    if isinstance(node, TextNode):
        try:
            return parse_condition(node.text)
        except ConditionTextError as error:
            findings.error(node.place, error.message, error.remedy, value=node.text)
            return TRUE
    if isinstance(node, MapNode) and len(node.entries) == 1:
        ((key, inner),) = node.entries.items()
        if key == "非":
            return Not(_read(inner, findings))
        if key in {"全部", "任一", "分档"}:
            return _group(key, inner, findings)
    findings.error(node.place, "条件看不懂", f"写成一行文字，或只含一个键的分组，键为{_KEYS}之一。")
    return TRUE


def _group(key: str, node: Node, findings: Findings) -> Condition:
    if isinstance(node, TextNode) and not node.text.strip():
        node = ListNode((), node.place)
    if not isinstance(node, ListNode):
        findings.error(node.place, f"“{key}”下面应是列表", "每一项以“- ”开头。")
        return TRUE
    if key == "分档":
        return _case(node, findings)
    operands = tuple(_read(item, findings) for item in node.items)
    return All(operands) if key == "全部" else Any(operands)


def _case(node: ListNode, findings: Findings) -> Condition:
    branches: list[tuple[Condition, Condition]] = []
    otherwise: Condition | None = None
    for position, item in enumerate(node.items):
        keys = set(item.entries) if isinstance(item, MapNode) else set()
        last = position == len(node.items) - 1
        if isinstance(item, MapNode) and keys == {"如果", "则"}:
            guard = _read(item.entries["如果"], findings)
            branches.append((guard, _read(item.entries["则"], findings)))
        elif isinstance(item, MapNode) and keys == {"否则"} and last:
            otherwise = _read(item.entries["否则"], findings)
        else:
            findings.error(item.place, "分档看不懂", "每档写“如果”和“则”，最后一档只写“否则”。")
    if otherwise is None:
        findings.error(node.place, "分档没有“否则”", "最后补一档“否则”；没有要求时写“全部: []”。")
        return TRUE
    return Case(tuple(branches), otherwise)


def condition_entries(condition: Condition) -> Plain:
    """The tree as nested entries that ``read_condition`` reads back."""
    match condition:
        case All(operands):
            return {"全部": [condition_entries(operand) for operand in operands]}
        case Any(operands):
            return {"任一": [condition_entries(operand) for operand in operands]}
        case Not(operand):
            return {"非": condition_entries(operand)}
        case Case(branches, otherwise):
            steps: list[Plain] = [
                {"如果": condition_entries(guard), "则": condition_entries(then)}
                for guard, then in branches
            ]
            return {"分档": [*steps, {"否则": condition_entries(otherwise)}]}
        case _:
            return leaf_text(condition)
