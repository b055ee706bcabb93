"""Example cases in a row of a workbook: common facts in columns, all others in one cell of text.

The cell 其他情况 holds ``投资强度：320 万元/亩；环评类别：报告书``; a column headed by the name of any
other fact counts as well. Facts stand in columns only where that keeps their order.
"""

import re
from decimal import Decimal

from dzmap.readers.catalogs.amounts import decimal_text, parse_amount, plain
from dzmap.readers.catalogs.condition_text import cell_list_text
from dzmap.readers.catalogs.entries import Amount, Entries, Value
from dzmap.readers.catalogs.example_cases import FACTS
from dzmap.readers.catalogs.source import Findings, ListNode, MapNode, Node, TextNode
from dzmap.readers.catalogs.words import CODE_WORDS, METRIC_WORDS

FACT_COLUMNS = ("行业代码", "其他行业代码", "建设性质", "总投资", "用地")
OTHER_FACTS = "其他情况"
LONGITUDE, LATITUDE = "经度", "纬度"

_PART = re.compile(r'(?:"(?:[^"]|"")*"|“[^”]*”|[^；;\n])+')
_NAMED = re.compile(r"\s*([^：:=]+?)\s*[：:=]\s*(.*)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_SIGNS = re.compile(r'[；;\n"“”]')


def is_fact(key: str) -> bool:
    """Whether a header names a fact about who applies."""
    return key in METRIC_WORDS or key in CODE_WORDS


# --- reading --------------------------------------------------------------------------------


def example_node(row: MapNode, findings: Findings) -> MapNode:
    """A row as the node that YAML gives: facts under 对象, the coordinates under 位置."""
    entries: dict[str, Node] = {}
    facts: dict[str, Node] = {}
    place: list[Node] = []
    for key, node in row.entries.items():
        if is_fact(key):
            facts[key] = node
        elif key in {LONGITUDE, LATITUDE}:
            place.append(node)
        elif key == OTHER_FACTS and isinstance(node, TextNode):
            _read_facts(node, facts, findings)
        else:
            entries[key] = node
    if facts:
        entries[FACTS] = MapNode(facts, row.place)
    if place:
        entries["位置"] = ListNode(tuple(place), place[0].place)
    return MapNode(entries, row.place)


def _read_facts(node: TextNode, facts: dict[str, Node], findings: Findings) -> None:
    for part in _PART.findall(node.text):
        if not part.strip():
            continue
        named = _NAMED.fullmatch(part)
        if named is None:
            findings.error(
                node.place,
                f"“{part.strip()}”看不懂",
                "写成“投资强度：320 万元/亩；环评类别：报告书”，一项一个“；”。",
                value=node.text,
            )
            continue
        key, value = plain(named[1]), named[2].strip()
        if key in facts:
            findings.error(node.place, f"“{key}”写了两次", "只留一处。", value=node.text)
        facts[key] = TextNode(_bare(key, value), node.place)


def _bare(key: str, value: str) -> str:
    """A text without the quotes around it; lists keep theirs, ``Record`` reads them."""
    metric = METRIC_WORDS.get(key)
    quoted = _QUOTED.fullmatch(value)
    if quoted is None or metric is None or metric.kind == "set":
        return value
    return quoted[1].replace('""', '"')


# --- writing --------------------------------------------------------------------------------


def example_row(entries: Entries) -> Entries:
    """The cells of one example, by column."""
    row = {key: value for key, value in entries.items() if key not in {FACTS, "位置"}}
    facts = entries.get(FACTS, {})
    if isinstance(facts, dict):
        row |= _fact_cells(facts)
    place = entries.get("位置")
    if isinstance(place, list):
        row |= {
            key: Amount(decimal_text(Decimal(repr(degrees))), "")
            for key, degrees in zip((LONGITUDE, LATITUDE), place, strict=True)
        }
    return row


def _fact_cells(facts: Entries) -> Entries:
    cells: Entries = {}
    free = iter(FACT_COLUMNS)
    for key, value in facts.items():
        if key not in free:  # looks further to the right only
            break
        cells[key] = _in_column(key, value)
    others = [f"{key}：{_text(value)}" for key, value in facts.items() if key not in cells]
    return {**cells, **({OTHER_FACTS: "；".join(others)} if others else {})}


def _in_column(key: str, value: Value) -> Value:
    """An amount in the unit that the header names."""
    if not isinstance(value, Amount):
        return value
    metric = METRIC_WORDS[key]
    number = parse_amount(value.number, metric, unit=value.unit)
    return Amount(decimal_text(Decimal(repr(number))), metric.unit)


def _text(value: Value) -> str:
    match value:
        case Amount(number, unit):
            return f"{number} {unit}".strip()
        case list():
            return cell_list_text([item for item in value if isinstance(item, str)])
        case _:
            text = str(value)
            return '"' + text.replace('"', '""') + '"' if _SIGNS.search(text) else text
