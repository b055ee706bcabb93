"""The clause table of a 判定书: every clause of an explanation as a row, the decisive first."""

from collections.abc import Iterable, Mapping, Sequence

from dzmap.core.catalogs import Catalog, Level
from dzmap.core.quantities import NOT_APPLICABLE, format_distance, format_number
from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation
from dzmap.services.clause_order import by_weight, is_decisive, value_text
from dzmap.services.threshold_bars import has_bar
from dzmap.services.verdict_sheet import Limit, SheetClause

MOST_IDLE = 200
"""Clauses that do not apply up to which a sheet lists them; nobody reads, or could sign, more."""

_LEVELS = {Level.CITY: "市级", Level.COUNTY: "县级", Level.ZONE: "开发区", Level.PARK: "园区"}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_ONLY = "仅适用于 "
_STATED = "采用申报的"
_LISTED = (("产品属于", "产品"), ("工艺属于", "工艺"), ("列入名录", "名录"))


def catalog_marks(catalogs: Sequence[Catalog]) -> dict[str, str]:
    """What stands before a clause's number, by catalog id: nothing for the most local catalog.

    Args:
        catalogs: The governing ones, the most local first.
    """
    own, others = catalogs[:1], catalogs[1:]
    levels = [_LEVELS[one.level] for one in others]
    marks = {one.id: "" for one in own}
    for position, one in enumerate(others):
        level = levels[position]
        place, twin = levels[:position].count(level), levels.count(level) > 1
        marks[one.id] = f"{level}{_CIRCLED[place] if twin and place < len(_CIRCLED) else ''}"
    return marks


def clause_note(catalogs: Iterable[Catalog], marks: Mapping[str, str]) -> str:
    """“第×条指齐河目录（示例）示例〔2021〕1 号；市级第×条指…”."""
    parts = [
        f"“{marks[one.id]}第×条”指{' '.join(part for part in (one.title, one.number) if part)}"
        for one in catalogs
    ]
    return f"{'；'.join(parts)}。" if parts else ""


def sheet_clauses(
    explanation: Explanation, marks: Mapping[str, str], distances_m: Mapping[tuple[str, str], float]
) -> tuple[SheetClause, ...]:
    """All clauses.

    Args:
        explanation: Where they come from.
        marks: ``catalog_marks`` of the governing catalogs.
        distances_m: By catalog and clause id, how near the layers lie that it keeps clear of.
    """
    rows = []
    for order, clause in enumerate(by_weight(explanation), start=1):
        mark = marks.get(clause.catalog_id, "")
        distance = distances_m.get((clause.catalog_id, clause.clause_id))
        rows.append(
            SheetClause(
                order=order,
                number=f"{mark}{clause.number}",
                requirement=clause.requirement,
                measured=_measured(clause),
                gap=_gap(clause, distance),
                state=clause.state,
                note=_note(clause),
                decisive=is_decisive(clause, explanation),
                limit=_limit(clause),
            )
        )
    return tuple(rows)


def printed_clauses(clauses: Sequence[SheetClause]) -> tuple[tuple[SheetClause, ...], int]:
    """What a sheet lists, and how many clauses that do not apply it only counts."""
    idle = sum(one.state is ClauseState.NOT_APPLICABLE for one in clauses)
    if idle <= MOST_IDLE:
        return tuple(clauses), 0
    return tuple(one for one in clauses if one.state is not ClauseState.NOT_APPLICABLE), idle


def _measured(clause: ClauseResult) -> str:
    if clause.unit == "m" and isinstance(clause.measured, int | float):
        return format_distance(clause.measured)
    return value_text(clause) or NOT_APPLICABLE


def _limit(clause: ClauseResult) -> Limit | None:
    if not has_bar(clause):
        return None
    measured = clause.measured
    return Limit(
        op=clause.op,
        threshold=float(str(clause.threshold)),
        measured=None if measured is None else float(str(measured)),
    )


def _gap(clause: ClauseResult, distance_m: float | None) -> str:
    """“差 35.00”, “超 3.00”, “占 3.20 亩”, “余 3.60”, “距 6.13 km”."""
    if clause.state is ClauseState.VIOLATED:
        return NOT_APPLICABLE if clause.gap is None else _shortfall(clause, clause.gap)
    if clause.state is not ClauseState.SATISFIED:
        return NOT_APPLICABLE
    if distance_m is not None:
        return f"距 {format_distance(distance_m)}"
    measured, threshold = clause.measured, clause.threshold
    if not has_bar(clause) or isinstance(measured, str) or isinstance(threshold, str):
        return NOT_APPLICABLE
    if measured is None or threshold is None:
        return NOT_APPLICABLE
    return _worded("余", abs(measured - threshold), clause.unit)


def _shortfall(clause: ClauseResult, gap: float) -> str:
    if clause.kind != "spatial":
        word = "差" if clause.op in {">=", ">"} else "超"
        return _worded(word, gap, clause.unit)
    if clause.unit == "m":
        return f"差 {format_distance(gap)}"
    word = "外" if clause.threshold else "占"
    return f"{word} {format_number(gap)} {clause.unit}".strip()


def _worded(word: str, value: float, unit: str) -> str:
    if unit == "m":
        return f"{word} {format_distance(value)}"
    # A gap is never printed as 0.00.
    return f"{word}不到 0.01" if value and abs(value) < 0.005 else f"{word} {format_number(value)}"


def _note(clause: ClauseResult) -> str:
    """The small line under a requirement: what is missing, why it does not count, what was found."""
    words = _explanation(clause)
    if clause.missing and clause.state is not ClauseState.NOT_APPLICABLE:
        missing = f"缺：{'、'.join(clause.missing)}"
        return f"{missing}；{words}" if words else missing
    return words


def _explanation(clause: ClauseResult) -> str:
    words = clause.explanation
    if clause.kind == "spatial" and clause.state is ClauseState.SATISFIED:
        return ""  # the spatial table says it
    if clause.kind == "requirement" and clause.op:
        # What is left is the whole table of a threshold of which the requirement says one row.
        start = words.find(_STATED)
        return "" if start < 0 else words[start:]
    industries = clause.requirement.rpartition("：")[0]
    if industries and words.startswith(f"{_ONLY}{industries}"):
        what = next((word for head, word in _LISTED if industries.startswith(head)), "行业")
        return words.replace(f"{_ONLY}{industries}", f"仅适用于上列{what}", 1)
    return words
