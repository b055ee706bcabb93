"""Two screening runs side by side: who was judged differently, and what had changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.kept_runs import CatalogInForce, KeptRun
from dzmap.core.run_reasons import Reasons
from dzmap.core.verdicts import Override, Verdict

CHANGED, MOVED, NEW, GONE = "changed", "moved", "new", "gone"
KINDS = {CHANGED: "结论变了", MOVED: "归属变了", NEW: "新列入", GONE: "不再列入"}
"""Kinds of change: same place, another place, only in the later run, only in the earlier one."""
NO_VERDICT = -1
COLUMNS = (
    "applicant_id",
    "name",
    "kind",
    "before",
    "after",
    "before_target",
    "after_target",
    "before_clause",
    "after_clause",
    "why",
)

_WORDS = ("checked_zh", "decisive_key", "gap_text")
_ROW_LABEL = r"^第\d+行$"


@dataclass(frozen=True, kw_only=True, eq=False)
class JudgedRun:
    """The verdicts of a run, kept or fresh.

    ``run`` says by what it judged. ``frame`` has one row per verdict: the columns of
    ``Screener.result_frame``, ``decisive_key`` (clause), ``applicant_row`` (in ``applicants``) and
    ``facts_print`` (``core.fingerprints``). ``applicants`` is None where they were not kept;
    ``overrides`` are by row of ``frame``.
    """

    run: KeptRun
    frame: pd.DataFrame
    applicants: gpd.GeoDataFrame | None = None
    overrides: Mapping[int, Override] = field(default_factory=dict)

    @property
    def verdicts(self) -> npt.NDArray[np.int8]:
        """The verdict that counts of each row: the override's where there is one."""
        verdicts = self.frame["verdict"].to_numpy(dtype=np.int8, copy=True)
        for row, override in self.overrides.items():
            verdicts[row] = override.verdict
        return verdicts

    @property
    def catalogs(self) -> dict[str, CatalogInForce]:
        """What it judged by, by id."""
        return {catalog.id: catalog for catalog in self.run.catalogs}


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """``changes`` has the columns ``COLUMNS`` (verdicts as int, ``NO_VERDICT`` where there is none).

    ``unchanged`` counts the pairs of applicant and place whose verdict is the same; with ``changes``
    of a kind they add up to the rows of each run. ``reworded`` are those among the unchanged whose
    deciding clause or words are not the same. ``grounds`` says what differs between the runs as a
    whole.
    """

    changes: pd.DataFrame
    unchanged: int
    reworded: int = 0
    grounds: tuple[str, ...] = ()

    def count(self, kind: str) -> int:
        """How many changes are of a kind."""
        return int((self.changes["kind"] == kind).sum())


def compare(before: JudgedRun, after: JudgedRun) -> Comparison:
    """What changed from one run to the other.

    Applicants are known by their id; those of a list without ids (known by their row) by their
    name. Where each is judged against its own place, an applicant that went to another place is
    ``MOVED``.
    """
    pairs = _Pairs(before, after)
    same, moved = pairs.same_place(), pairs.elsewhere()
    first, second = same[:, 0], same[:, 1]
    differs = before.verdicts[first] != after.verdicts[second]
    changed = same[differs]
    reasons = Reasons(before, after)
    parts = [
        _rows(CHANGED, changed, before, after, reasons.of(changed, moved=False)),
        _rows(MOVED, moved, before, after, reasons.of(moved, moved=True)),
        _rows(NEW, pairs.only_after(), before, after, None),
        _rows(GONE, pairs.only_before(), before, after, None),
    ]
    changes = pd.concat(parts, ignore_index=True)
    changes = changes.sort_values(
        ["kind", "after", "before", "name"],
        ascending=[True, False, False, True],
        key=lambda column: column.map(list(KINDS).index) if column.name == "kind" else column,
        kind="stable",
        ignore_index=True,
    )
    return Comparison(
        changes=changes,
        unchanged=int(len(same) - differs.sum()),
        reworded=_reworded(before.frame, after.frame, same[~differs]),
        grounds=reasons.grounds,
    )


class _Pairs:
    """Which row of the one run is which row of the other."""

    def __init__(self, before: JudgedRun, after: JudgedRun) -> None:
        self._own = before.run.only is None and after.run.only is None
        first, second = _keys(before.frame), _keys(after.frame)
        joined = first.merge(second, on=["who", "place", "nth"], suffixes=("_1", "_2"))
        self._same = joined[["row_1", "row_2"]].to_numpy(dtype=np.intp)
        rest_1 = first[~first["row"].isin(self._same[:, 0])]
        rest_2 = second[~second["row"].isin(self._same[:, 1])]
        self._moved = np.empty((0, 2), dtype=np.intp)
        if self._own and len(rest_1) and len(rest_2):
            one, other = _nth(rest_1, ["who"]), _nth(rest_2, ["who"])
            joined = one.merge(other, on=["who", "nth"], suffixes=("_1", "_2"))
            self._moved = joined[["row_1", "row_2"]].to_numpy(dtype=np.intp)
        self._gone = np.setdiff1d(rest_1["row"].to_numpy(), self._moved[:, 0])
        self._new = np.setdiff1d(rest_2["row"].to_numpy(), self._moved[:, 1])

    def same_place(self) -> npt.NDArray[np.intp]:
        """Pairs of rows of the same applicant and place."""
        return self._same

    def elsewhere(self) -> npt.NDArray[np.intp]:
        """Pairs of rows of an applicant that went to another place."""
        return self._moved

    def only_before(self) -> npt.NDArray[np.intp]:
        """Rows of the earlier run that the later one does not have, paired with -1."""
        return np.stack([self._gone, np.full(len(self._gone), -1)], axis=1).astype(np.intp)

    def only_after(self) -> npt.NDArray[np.intp]:
        """Rows of the later run that the earlier one does not have, paired with -1."""
        return np.stack([np.full(len(self._new), -1), self._new], axis=1).astype(np.intp)


def _reworded(before: pd.DataFrame, after: pd.DataFrame, pairs: npt.NDArray[np.intp]) -> int:
    """Of how many pairs some word differs; words that were not kept do not count."""
    different = np.zeros(len(pairs), dtype=np.bool_)
    for name in _WORDS:
        if before[name].isna().all() or after[name].isna().all():
            continue
        words = [frame[name].fillna("").to_numpy(dtype=object) for frame in (before, after)]
        different |= words[0][pairs[:, 0]] != words[1][pairs[:, 1]]
    return int(different.sum())


def _keys(frame: pd.DataFrame) -> pd.DataFrame:
    ids, names = frame["applicant_id"].fillna(""), frame["name"].fillna("")
    by_row = ids.str.match(_ROW_LABEL) & (names != "")
    keys = pd.DataFrame(
        {
            "who": names.where(by_row, ids),
            "place": frame["target_id"].fillna(""),
            "row": np.arange(len(frame)),
        }
    )
    return _nth(keys, ["who", "place"])


def _nth(keys: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """With a running number that tells repeated ones apart."""
    return keys.assign(nth=keys.groupby(by, sort=False).cumcount())


def _rows(
    kind: str,
    pairs: npt.NDArray[np.intp],
    before: JudgedRun,
    after: JudgedRun,
    why: list[str] | None,
) -> pd.DataFrame:
    first, second = pairs[:, 0], pairs[:, 1]
    shown = before if kind == GONE else after
    rows = first if kind == GONE else second
    return pd.DataFrame(
        {
            "applicant_id": _texts(shown, "applicant_id", rows),
            "name": _names(shown, rows),
            "kind": pd.Series([kind] * len(pairs), dtype="str"),
            "before": _verdicts(before, first),
            "after": _verdicts(after, second),
            "before_target": _texts(before, "target_name", first),
            "after_target": _texts(after, "target_name", second),
            "before_clause": _clauses(before, first),
            "after_clause": _clauses(after, second),
            "why": pd.Series([KINDS[kind]] * len(pairs) if why is None else why, dtype="str"),
        }
    )


def _verdicts(run: JudgedRun, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.int8]:
    known = np.append(run.verdicts, np.int8(NO_VERDICT))  # a row of -1 is the last one
    return known[rows]


def _texts(run: JudgedRun, column: str, rows: npt.NDArray[np.intp]) -> pd.Series:
    known = np.append(run.frame[column].fillna("").to_numpy(dtype=object), "")
    return pd.Series(known[rows], dtype="str")


def _names(run: JudgedRun, rows: npt.NDArray[np.intp]) -> pd.Series:
    names, ids = _texts(run, "name", rows), _texts(run, "applicant_id", rows)
    return names.where(names != "", ids)


def _clauses(run: JudgedRun, rows: npt.NDArray[np.intp]) -> pd.Series:
    numbers, texts = _texts(run, "decisive_number", rows), _texts(run, "decisive_text", rows)
    gaps = _texts(run, "gap_text", rows)
    clauses = (numbers + " " + texts).str.strip()
    return clauses.where(clauses != "", gaps)


def verdict_text(verdict: int) -> str:
    """The Chinese word of a verdict in ``changes``; — for none."""
    return "—" if verdict == NO_VERDICT else Verdict(verdict).zh
