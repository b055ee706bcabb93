"""Places side by side: what each of their catalogs found, topic by topic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dzmap.core.quantities import format_number
from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation
from dzmap.services.clause_order import value_text

_OPERATOR = re.compile(r"\s*[≥≤＞＜><=≠]")
_AUTHORITY = re.compile(r"（[^（）]*）$")
_ORDER = (
    ClauseState.VIOLATED,
    ClauseState.UNKNOWN,
    ClauseState.NOT_COVERED,
    ClauseState.PROCEDURE,
    ClauseState.SATISFIED,
    ClauseState.LIFTED,
    ClauseState.NOT_APPLICABLE,
)


@dataclass(frozen=True)
class ComparedCell:
    """What one place says on a topic: the state, a short text, and the whole sentence."""

    state: ClauseState
    text: str
    sentence: str = ""


@dataclass(frozen=True)
class ComparedRow:
    """A topic, such as 投资强度, with one cell for each place."""

    topic: str
    cells: tuple[ComparedCell, ...]


def compared_rows(explanations: Sequence[Explanation]) -> tuple[ComparedRow, ...]:
    """The topics that any of the places speaks of; what keeps out somewhere stands first.

    Of several clauses on one topic the strictest counts.
    """
    found: dict[str, dict[int, ClauseResult]] = {}
    for place, explanation in enumerate(explanations):
        for result in explanation.clauses:
            if result.kind == "exception":
                continue
            own = found.setdefault(topic_of(result), {})
            if place not in own or _weight(result) < _weight(own[place]):
                own[place] = result
    silent = ComparedCell(ClauseState.NOT_APPLICABLE, "")
    rows = [
        ComparedRow(
            topic,
            tuple(
                _cell(own[place]) if place in own else silent for place in range(len(explanations))
            ),
        )
        for topic, own in found.items()
    ]
    spoken = [
        row for row in rows if any(one.state is not ClauseState.NOT_APPLICABLE for one in row.cells)
    ]
    return tuple(sorted(spoken, key=lambda row: min(_ORDER.index(one.state) for one in row.cells)))


def topic_of(result: ClauseResult) -> str:
    """What a clause is about, so that those of different catalogs meet in one row."""
    if result.kind in {"list", "default"}:
        return "行业"
    if result.kind == "spatial":
        return result.requirement.removeprefix("不占").removeprefix("位于").removesuffix("内")
    if result.kind == "procedure":
        return _AUTHORITY.sub("", result.requirement.removeprefix("须办理"))
    return _OPERATOR.split(result.requirement, maxsplit=1)[0]


def _weight(result: ClauseResult) -> tuple[int, int]:
    contribution = -1 if result.contribution is None else int(result.contribution)
    return -contribution, _ORDER.index(result.state)


def _cell(result: ClauseResult) -> ComparedCell:
    parts = (result.requirement, result.explanation, result.source)
    sentence = "\n".join(part for part in parts if part)
    return ComparedCell(result.state, _short(result), sentence)


def _short(result: ClauseResult) -> str:
    match result.state:
        case ClauseState.VIOLATED if result.gap is not None:
            return f"{'高' if result.op in {'<=', '<'} else '差'} {format_number(result.gap)}"
        case ClauseState.VIOLATED if result.contribution is not None and result.kind == "list":
            return result.contribution.zh
        case ClauseState.SATISFIED:
            return _measured(result) or result.state.zh
        case ClauseState.PROCEDURE:
            return "须办" if result.applies else "待核"
        case _:
            return "" if result.state is ClauseState.NOT_APPLICABLE else result.state.zh


def _measured(result: ClauseResult) -> str:
    """What was measured; of an area that has to lie in a layer, that it does."""
    within = result.kind == "spatial" and bool(result.threshold) and not result.op
    return "全在内" if within else value_text(result)
