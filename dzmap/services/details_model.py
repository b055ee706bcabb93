"""What the details panel says about an object, without knowing how it is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tag:
    """A short mark behind the title; ``kind``: plain, accent, warn."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True, kw_only=True)
class Line:
    """Caption and value; ``note`` stands small below, ``state`` (ok, warn, missing) colours it."""

    caption: str
    value: str
    note: str = ""
    state: str = ""
    link: tuple[str, str] | None = None  # table and id of another object


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of a bar list: completed of planned, both as text; ``share`` is a fraction or None."""

    label: str
    figures: str
    share: float | None
    percent: str
    link: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class BarList:
    """Parts with bars, their total, and the sentence that says whether they add up."""

    title: str
    caption: str
    bars: tuple[Bar, ...]
    total: Bar
    note: str = ""
    reconciles: bool = True


@dataclass(frozen=True, kw_only=True)
class MiniTable:
    """A small table: headers, rows of texts; the first column is the row's name."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TreeRow:
    """One area in a tree of areas; ``link`` is its table and id."""

    label: str
    figures: str
    note: str
    link: tuple[str, str]
    parts: tuple["TreeRow", ...] = ()


@dataclass(frozen=True, kw_only=True)
class TreeProblem:
    """An area that does not lie as it should; ``bounds`` in degrees, None if it is not drawn."""

    text: str
    link: tuple[str, str]
    bounds: tuple[float, float, float, float] | None


@dataclass(frozen=True, kw_only=True)
class AreaTree:
    """What lies in an area, level by level, and what of it does not fit."""

    title: str
    caption: str
    rows: tuple[TreeRow, ...]
    problems: tuple[TreeProblem, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Details:
    """Everything the panel shows about one object, or about a selection of many."""

    table: str
    ids: tuple[str, ...]
    title: str
    kind: str
    tags: tuple[Tag, ...] = ()
    lines: tuple[Line, ...] = ()
    bars: BarList | None = None
    tables: tuple[MiniTable, ...] = ()
    tree: AreaTree | None = None
    source: str = ""
