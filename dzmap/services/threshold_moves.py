"""Thresholds as they are moved on the command line: “目录/条款#行=数值”."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dzmap.core.catalogs import Catalog
from dzmap.core.metrics import METRICS, Metric
from dzmap.core.problems import BadInputError
from dzmap.core.quantities import format_list
from dzmap.core.threshold_profile import movable_clause, with_threshold

ReadAmount = Callable[[str, Metric], float]
"""Reads a number as people write it into a metric's own unit; BadInputError if it is none."""

_SETTING = re.compile(
    r"\s*(?:(?P<catalog>[^/=]+)/)?(?P<clause>[^/=#]+?)(?:#(?P<row>\d+))?\s*=(?P<value>.+)"
)
_BARE = re.compile(r"[\d.]+")
_FORM = "写成 目录编号/条款编号=数值，如 dz-city/C09=20；分档的写第几行，如 dz-city/C09#2=20。"


@dataclass(frozen=True, kw_only=True)
class ThresholdMove:
    """One threshold row that is moved; values in the metric's own unit."""

    catalog: Catalog
    clause_id: str
    number: str
    row: int
    metric: str
    before: float
    after: float


def threshold_moves(
    settings: Sequence[str], catalogs: Sequence[Catalog], amount: ReadAmount
) -> tuple[ThresholdMove, ...]:
    """What settings move; a clause may be named by its id or its number (第七条).

    Args:
        settings: “目录/条款#行=数值”; the catalog may be left out where the clause is unique, the
            row where there is one.
        catalogs: One version of each catalog.
        amount: Reads the numbers.

    Raises:
        BadInputError: a setting cannot be understood, names no threshold that can be moved, or one
            that another setting moves.
    """
    moves = tuple(_move(text, catalogs, amount) for text in settings)
    seen: set[tuple[str, str, int]] = set()
    for text, move in zip(settings, moves, strict=True):
        key = move.catalog.id, move.clause_id, move.row
        if key in seen:
            raise BadInputError(f"“{text}”：这个门槛写了两次", remedy="一个门槛只写一个数值。")
        seen.add(key)
    return moves


def moved_catalogs(moves: Sequence[ThresholdMove]) -> tuple[Catalog, ...]:
    """The catalogs that the moves concern, with all of their thresholds moved."""
    changed: dict[str, Catalog] = {}
    for move in moves:
        catalog = changed.get(move.catalog.id, move.catalog)
        changed[catalog.id] = with_threshold(catalog, move.clause_id, move.row, move.after)
    return tuple(changed.values())


def _move(text: str, catalogs: Sequence[Catalog], amount: ReadAmount) -> ThresholdMove:
    match = _SETTING.fullmatch(text)
    if match is None:
        raise BadInputError(f"看不懂“{text}”", remedy=_FORM)
    catalog, clause_id = _named(text, match["catalog"], match["clause"], catalogs)
    clause = movable_clause(catalog, clause_id)
    if clause is None:
        raise BadInputError(
            f"“{text}”：《{catalog.title}》的条款 {clause_id} 没有可以移动的门槛",
            reason="只有“指标 ≥ 或 ≤ 数值”的要求类条款有门槛",
        )
    row = 0 if match["row"] is None else int(match["row"]) - 1
    rows = len(clause.thresholds)
    if match["row"] is None and rows > 1:
        raise BadInputError(
            f"“{text}”：条款 {clause_id} 有 {rows} 行门槛，没有说是哪一行", remedy=_FORM
        )
    if not 0 <= row < rows:
        raise BadInputError(
            f"“{text}”：条款 {clause_id} 有 {rows} 行门槛，没有第 {match['row']} 行", remedy=_FORM
        )
    return ThresholdMove(
        catalog=catalog,
        clause_id=clause_id,
        number=clause.number or clause_id,
        row=row,
        metric=clause.metric,
        before=clause.thresholds[row].value,
        after=_value(text, match["value"].strip(), METRICS[clause.metric], amount),
    )


def _value(text: str, written: str, metric: Metric, amount: ReadAmount) -> float:
    """The number that a setting gives, in the metric's own unit."""
    value = amount(written, metric)
    if metric.kind == "ratio" and _BARE.fullmatch(written) and 0 < value <= 0.01:
        whole = f"{value * 10_000:g}"
        raise BadInputError(
            f"“{text}”：说不清是 {whole} % 还是 {written} %", remedy=f"写成 {whole}% 的样子。"
        )
    if not metric.lowest <= value <= metric.highest:
        raise BadInputError(
            f"“{text}”：“{metric.zh}”不会是这个数", remedy=f"核对数值和单位（{metric.unit}）。"
        )
    return value


def _named(
    text: str, catalog_id: str | None, name: str, catalogs: Sequence[Catalog]
) -> tuple[Catalog, str]:
    among = [one for one in catalogs if catalog_id is None or one.id == catalog_id.strip()]
    if not among:
        listed = format_list((one.id for one in catalogs), 8)
        raise BadInputError(
            f"“{text}”：没有编号为“{catalog_id}”的目录在判定日生效",
            remedy=f"有效的目录：{listed}。",
        )
    found = [
        (catalog, clause.id)
        for catalog in among
        for clause in catalog.clauses
        if name.strip() in {clause.id, clause.number}
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInputError(f"“{text}”：没有条款“{name}”", remedy=_FORM)
    listed = format_list((f"{catalog.id}/{clause_id}" for catalog, clause_id in found), 6)
    raise BadInputError(
        f"“{text}”：有 {len(found)} 条都叫“{name}”", remedy=f"写明是哪一条：{listed}。"
    )
