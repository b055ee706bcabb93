"""Which columns of a file mean which fields, and where the header stands."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dzmap.readers.fields import PLACE, Field
from dzmap.readers.labels import UNITS, Label, normalise, parse_label, plain, without_brackets

_NUMERIC = {"real", "int", "ratio"}


@dataclass(frozen=True)
class Match:
    """A column of the file and the field it is taken for; ``tier`` 0 is an exact match."""

    position: int
    label: Label
    field: Field
    tier: int


_PREFIXES = ("", "申请", "全", "年", "本年度", "本年", "当年", "实际", "预计", "拟")
_OWN_PREFIXES = {"enterprises": ("企业", "单位", "公司"), "projects": ("项目",)}
_SUFFIXES = ("", "必填", "选填", "金额", "数额", "名称")


class FieldMatcher:
    """Finds the field of a label among ``fields`` of one file; earlier aliases are better."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._index: dict[str, list[tuple[int, Field]]] = {}
        for field in fields:
            for rank, text in enumerate(field.labels):
                entries = self._index.setdefault(normalise(text), [])
                if all(known is not field for _, known in entries):
                    entries.append((rank, field))
        self._has_yearly = any(field.yearly for field in fields)
        tables = {field.table for field in fields} & set(_OWN_PREFIXES) or set(_OWN_PREFIXES)
        self._prefixes = (*_PREFIXES, *(word for name in tables for word in _OWN_PREFIXES[name]))

    def match(self, label: Label) -> Match | None:
        """The field that a label names; tier 0 exact, 1 without brackets, 2 without fillers."""
        if not label.text:
            return None
        bare = without_brackets(label.text) or label.text
        for text, tier in ((label.text, 0), (bare, 1)):
            field = self._lookup(text, label)
            if field is not None:
                return Match(0, label, field, tier)
        for text in self._without_fillers(bare):
            field = self._lookup(text, label)
            if field is not None and field.name not in {"name", "id"}:
                return Match(0, label, field, 2)
        return self._match_glued_unit(label, bare)

    def _match_glued_unit(self, label: Label, text: str) -> Match | None:
        for spelling in sorted(UNITS, key=len, reverse=True):
            rest = text.removesuffix(spelling)
            if not label.unit and rest != text and len(rest) > 1:
                field = self._lookup(rest, label)
                if field is not None and field.kind in _NUMERIC:
                    return Match(0, replace(label, unit=UNITS[spelling]), field, 2)
        return None

    def _lookup(self, text: str, label: Label) -> Field | None:
        dated = label.year is not None
        usable = [
            (field.yearly != dated, rank, position)
            for position, (rank, field) in enumerate(self._index.get(text, ()))
            if field.kind not in _NUMERIC
            or not (label.partial or (dated and self._has_yearly and not field.yearly))
        ]
        # A year in the header means a yearly figure wherever both readings exist.
        return self._index[text][min(usable)[2]][1] if usable else None

    def _without_fillers(self, text: str) -> Iterable[str]:
        for prefix, suffix in itertools.product(self._prefixes, _SUFFIXES):
            if (prefix or suffix) and text.startswith(prefix) and text.endswith(suffix):
                core = text[len(prefix) : len(text) - len(suffix)]
                if len(core) >= 2:
                    yield core


@dataclass(frozen=True)
class HeaderBand:
    """Where the header stands and what it says.

    ``top`` and ``bottom`` are row positions in the sheet (inclusive); ``matches`` has at most one
    per column and per field and year; ``rivals`` lost against one of them.
    """

    top: int
    bottom: int
    labels: tuple[Label, ...]
    matches: tuple[Match, ...]
    rivals: tuple[tuple[Match, Match], ...] = ()
    score: float = 0.0

    @property
    def fields(self) -> set[str]:
        """Names of the matched fields."""
        return {match.field.name for match in self.matches}


def find_header(
    rows: Sequence[Sequence[object]],
    matcher: FieldMatcher,
    merged: Sequence[tuple[int, int, int, int]] = (),
    *,
    search_rows: int = 20,
) -> HeaderBand | None:
    """The best header of one to three rows among the first rows; None if nothing matches."""
    best: HeaderBand | None = None
    filled = _fill_merged(rows[: search_rows + 3], merged)
    for top in range(min(search_rows, len(rows))):
        for depth in range(1, min(3, len(rows) - top) + 1):
            band = _band(filled, top, depth, matcher)
            if band is not None and (best is None or band.score > best.score):
                best = band
    return best


def _fill_merged(
    rows: Sequence[Sequence[object]], merged: Sequence[tuple[int, int, int, int]]
) -> list[list[object]]:
    width = max((len(row) for row in rows), default=0)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    for top, left, bottom, right in merged:
        if top >= len(filled) or left >= width:
            continue
        for row in range(top, min(bottom + 1, len(filled))):
            for column in range(left, min(right + 1, width)):
                filled[row][column] = filled[top][left]
    return filled


def _band(
    rows: Sequence[Sequence[object]], top: int, depth: int, matcher: FieldMatcher
) -> HeaderBand | None:
    band = [list(row) for row in rows[top : top + depth]]
    if depth > 1 and not _is_group_row(band[0]):
        return None
    for upper, lower in itertools.pairwise(band):
        _spread_groups(upper, lower)
    columns = list(zip(*band, strict=True))
    labels = tuple(parse_label(*column) for column in columns)
    chosen, rivals = _choose(_match_columns(columns, labels, matcher))
    if not chosen:
        return None
    score = sum(_weight(match) for match in chosen) - 0.3 * (depth - 1)
    return HeaderBand(
        top,
        top + depth - 1,
        labels,
        tuple(chosen),
        tuple(rivals),
        score,
    )


def _is_group_row(row: Sequence[object]) -> bool:
    return len({plain(cell) for cell in row} - {""}) > 1


def _spread_groups(upper: list[object], lower: Sequence[object]) -> None:
    group: object = ""
    for position, cell in enumerate(upper):
        if plain(cell):
            group = cell
        elif plain(lower[position]):
            upper[position] = group


def _match_columns(
    columns: Sequence[Sequence[object]], labels: Sequence[Label], matcher: FieldMatcher
) -> list[Match]:
    found = []
    for position, (column, label) in enumerate(zip(columns, labels, strict=True)):
        match = matcher.match(label)
        if match is None and len(column) > 1 and plain(column[-1]):
            match = matcher.match(_lowest(column, label))
        if match is not None:
            found.append(replace(match, position=position))
    return found


def _lowest(column: Sequence[object], label: Label) -> Label:
    """Under a group title, as in 经济指标 / 营业收入, the lowest row alone names the field."""
    lowest = parse_label(column[-1])
    return replace(
        lowest,
        raw=label.raw,
        year=lowest.year or label.year,
        unit=lowest.unit or label.unit,
        partial=label.partial,
    )


def _choose(matches: Sequence[Match]) -> tuple[list[Match], list[tuple[Match, Match]]]:
    chosen: dict[tuple[str, int | None], Match] = {}
    rivals: list[tuple[Match, Match]] = []
    for match in sorted(matches, key=_preference):
        key = (match.field.name, match.label.year if match.field.yearly else None)
        if key in chosen:
            rivals.append((chosen[key], match))
        else:
            chosen[key] = match
    return sorted(chosen.values(), key=lambda match: match.position), rivals


def _preference(match: Match) -> tuple[int, int, int, int]:
    """Sorts the latest year first (a fact without a year takes it), then the better match."""
    return -(match.label.year or 0), match.tier, _rank(match), match.position


def _rank(match: Match) -> int:
    texts = [normalise(text) for text in match.field.labels]
    return texts.index(match.label.text) if match.label.text in texts else len(texts)


def _weight(match: Match) -> float:
    weight = 3.0 if match.field.required else 1.0
    if match.field.table == PLACE:
        weight = 0.6
    return weight - 0.1 * match.tier + (0.5 if match.label.year is not None else 0.0)
