"""Example cases of a catalog: who applies (对象), where, when, and the verdict that is expected."""

import math
import re

from dzmap.core.catalogs import ExampleCase
from dzmap.core.metrics import METRICS, Metric
from dzmap.core.verdicts import Verdict
from dzmap.readers.catalogs import words
from dzmap.readers.catalogs.amounts import format_amount, plain
from dzmap.readers.catalogs.codes import code_text
from dzmap.readers.catalogs.entries import Amount, Entries, Value, without_blanks
from dzmap.readers.catalogs.record import Record
from dzmap.readers.catalogs.source import Findings, MapNode

EXAMPLES = "示例用例"
FACTS = "对象"
EXAMPLE_KEYS = ("名称", FACTS, "去向", "位置", "判定日", "结论", "只看已核查", "决定条款")

_SPACES = re.compile(r"[\s,，、;；]+")
_EARTH = (180.0, 90.0)

Fact = tuple[str, float | str]


def decode_example(node: MapNode, findings: Findings) -> ExampleCase | None:
    """The example under ``node``; None, with the reason in ``findings``, without a verdict."""
    record = Record(node, findings, "示例用例")
    verdict = record.required_choice("结论", words.VERDICTS)
    case = ExampleCase(
        name=record.text("名称", required=True),
        facts=_facts(record, findings),
        target_id=record.name("去向"),
        place=_place(record),
        as_of=record.day("判定日"),
        verdict=Verdict.ADMITTED if verdict is None else verdict,
        of_checked=record.flag("只看已核查", default=False),
        decisive=record.text("决定条款"),
    )
    record.close(dict.fromkeys(EXAMPLE_KEYS))
    return None if verdict is None else case


def _facts(record: Record, findings: Findings) -> tuple[Fact, ...]:
    node = record.node(FACTS)
    if node is None:
        return ()
    if not isinstance(node, MapNode):
        record.error(
            FACTS, f"“{FACTS}”应是一组“项: 值”", "如 {行业代码: C2614, 总投资: 1.2 亿元}。"
        )
        return ()
    inner = Record(node, findings, FACTS)
    facts: list[Fact] = []
    for key in node.entries:
        fact = _fact(inner, key)
        if fact is not None and fact[0] in {name for name, _ in facts}:
            inner.error(key, f"“{key}”写了两次", "只留一处。")
        elif fact is not None:
            facts.append(fact)
    inner.close({**words.CODE_WORDS, **words.METRIC_WORDS})
    return tuple(facts)


def _fact(record: Record, key: str) -> Fact | None:
    name = plain(key)
    if name in words.CODE_WORDS:
        codes = record.codes(key)
        return (words.CODE_WORDS[name], ";".join(codes)) if codes else None
    metric = words.METRIC_WORDS.get(name)
    if metric is None:
        return None
    if metric.kind in {"number", "ratio"}:
        amount = record.amount(key, metric)
        return None if amount is None else (metric.name, amount)
    value = ";".join(record.words(key)) if metric.kind == "set" else record.text(key)
    if value and metric.choices and value not in metric.choices:
        hint = words.suggestion(value, dict.fromkeys(metric.choices))
        record.error(key, f"“{metric.zh}”没有“{value}”这一类", hint)
    return (metric.name, value) if value else None


def _place(record: Record) -> tuple[float, float] | None:
    parts = record.texts("位置")
    if len(parts) == 1:
        parts = tuple(part for part in _SPACES.split(plain(parts[0])) if part)
    if not parts:
        return None
    try:
        longitude, latitude = (float(plain(part)) for part in parts)
    except ValueError:
        longitude = latitude = math.nan
    if not (abs(longitude) <= _EARTH[0] and abs(latitude) <= _EARTH[1]):
        record.error("位置", "“位置”应是经度和纬度", "以度为单位，如 [116.72, 36.78]。")
        return None
    return longitude, latitude


def example_entries(case: ExampleCase) -> Entries:
    """The inverse of ``decode_example``."""
    return without_blanks(
        {
            "名称": case.name,
            FACTS: dict(_fact_entry(name, value) for name, value in case.facts),
            "去向": case.target_id,
            **({} if case.place is None else {"位置": list(case.place)}),
            **({} if case.as_of is None else {"判定日": case.as_of}),
            "结论": case.verdict.zh,
            **({"只看已核查": True} if case.of_checked else {}),
            "决定条款": case.decisive,
        }
    )


def _fact_entry(name: str, value: float | str) -> tuple[str, Value]:
    metric = METRICS.get(name)
    if metric is None:
        return _codes_entry(name, str(value))
    return metric.zh, _metric_value(metric, value)


def _codes_entry(name: str, value: str) -> tuple[str, Value]:
    codes = [code_text(code) for code in value.split(";")]
    word = next((word for word, known in words.CODE_WORDS.items() if known == name), name)
    return word, codes[0] if len(codes) == 1 else codes


def _metric_value(metric: Metric, value: float | str) -> Value:
    if isinstance(value, str):
        return value.split(";") if metric.kind == "set" else value
    return Amount(*format_amount(value, metric))
