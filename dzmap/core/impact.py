"""Old catalogs against new ones over the same applicants: who changes verdict, and what that weighs."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.crowd import Crowd, StepReport
from dzmap.core.crs import Floats
from dzmap.core.impact_sums import FIGURES, NOBODY, Sums, figure_rows
from dzmap.core.judging import Judgement
from dzmap.core.results import tabulate
from dzmap.core.rulebook import Rulebook, RuleSet
from dzmap.core.verdicts import ScreeningResult, Verdict
from dzmap.core.wording import Wording


@dataclass(frozen=True)
class FlipKind:
    """Everybody who had one verdict and gets another (or the same)."""

    before: Verdict
    after: Verdict
    sums: Sums

    @property
    def changed(self) -> bool:
        """Whether the verdict is another one."""
        return self.before != self.after

    @property
    def settled(self) -> bool:
        """Whether something is decided that could not be told before."""
        return self.changed and self.before is Verdict.INSUFFICIENT

    @property
    def unsettled(self) -> bool:
        """Whether what was decided cannot be told any more."""
        return self.changed and self.after is Verdict.INSUFFICIENT

    @property
    def stricter(self) -> bool:
        """Whether both verdicts are decided and the new one is the stricter."""
        return self.after > self.before and not (self.settled or self.unsettled)

    @property
    def softer(self) -> bool:
        """Whether both verdicts are decided and the new one is the milder."""
        return self.after < self.before and not (self.settled or self.unsettled)


@dataclass(frozen=True, kw_only=True, eq=False)
class CatalogImpact:
    """What new catalogs change for the same applicants on the same day.

    ``kinds`` holds every pair of verdicts that occurs, unchanged ones too, by strictness. ``flips``
    has one row per applicant whose verdict changes (columns: ``flip_table``).
    """

    as_of: date
    kinds: tuple[FlipKind, ...]
    flips: pd.DataFrame
    total: Sums
    catalogs_before: tuple[str, ...] = ()
    catalogs_after: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def matrix(self) -> npt.NDArray[np.int64]:
        """Applicants by old verdict (row) and new verdict (column), both by strictness."""
        table = np.zeros((len(Verdict), len(Verdict)), dtype=np.int64)
        for kind in self.kinds:
            table[kind.before, kind.after] = kind.sums.count
        return table

    @property
    def changed(self) -> Sums:
        """Everybody whose verdict changes."""
        return sum((kind.sums for kind in self.kinds if kind.changed), NOBODY)

    @property
    def stricter(self) -> Sums:
        """Those whose verdict becomes stricter."""
        return sum((kind.sums for kind in self.kinds if kind.stricter), NOBODY)

    @property
    def softer(self) -> Sums:
        """Those whose verdict becomes milder."""
        return sum((kind.sums for kind in self.kinds if kind.softer), NOBODY)

    @property
    def settled(self) -> Sums:
        """Those of whom could not be told before what now can."""
        return sum((kind.sums for kind in self.kinds if kind.settled), NOBODY)

    @property
    def unsettled(self) -> Sums:
        """Those of whom cannot be told any more what could."""
        return sum((kind.sums for kind in self.kinds if kind.unsettled), NOBODY)

    @property
    def reconciles(self) -> bool:
        """Whether the kinds add up to all applicants, in number and in every figure."""
        added = sum((kind.sums for kind in self.kinds), NOBODY)
        counts = added.count == self.total.count and len(self.flips) == self.changed.count
        return counts and all(
            one.missing == whole.missing and bool(np.isclose(one.value, whole.value, rtol=1e-9))
            for one, whole in zip(added.figures, self.total.figures, strict=True)
        )


@dataclass(frozen=True, eq=False)
class Side:
    """One side of a comparison: verdicts and decisive rules of all pairs of a crowd."""

    rulebook: Rulebook
    judgement: Judgement


def judged_side(crowd: Crowd, rulebook: Rulebook, progress: StepReport | None = None) -> Side:
    """Judge a crowd by one set of catalogs."""
    return Side(rulebook, crowd.judged(rulebook, progress))


def changed_side(
    crowd: Crowd, before: Side, rulebook: Rulebook, progress: StepReport | None = None
) -> Side:
    """Judge by other catalogs; only the targets that other rules govern now are judged again.

    Where a target's rules are the same the old verdicts stand, with decisive indexes that point
    into the new rulebook.
    """
    changed = frozenset(
        place
        for place, (old, new) in enumerate(
            zip(before.rulebook.rule_sets, rulebook.rule_sets, strict=True)
        )
        if not _same_rules(old, new)
    )
    judgement = crowd.judged(rulebook, progress, only=changed)
    places = {key: place for place, key in enumerate(rulebook.clause_ids)}
    moved = np.array(
        [places.get(key, -1) for key in before.rulebook.clause_ids] + [-1], dtype=np.int32
    )
    kept = np.flatnonzero(~np.isin(crowd.target, sorted(changed)))
    judgement.put(kept, before.judgement.rows(kept))
    judgement.decisive[kept] = moved[before.judgement.decisive[kept]]
    return Side(rulebook, judgement)


def compared(
    crowd: Crowd,
    sides: tuple[Side, Side],
    wording: Wording,
    as_of: date,
    notes: tuple[str, ...] = (),
) -> CatalogImpact:
    """What changes from the first side to the second."""
    before, after = sides
    old, new = before.judgement.verdict, after.judgement.verdict
    rows = figure_rows(crowd)
    return CatalogImpact(
        as_of=as_of,
        kinds=flip_kinds(rows, old, new),
        flips=flip_table(crowd, np.flatnonzero(old != new), sides, wording, as_of),
        total=Sums.of(rows.sum(axis=0)),
        catalogs_before=before.rulebook.catalogs,
        catalogs_after=after.rulebook.catalogs,
        notes=notes,
    )


def flip_kinds(
    rows: Floats, before: npt.NDArray[np.int8], after: npt.NDArray[np.int8]
) -> tuple[FlipKind, ...]:
    """Rows of ``figure_rows`` summed by old and new verdict, unchanged ones too."""
    count = len(Verdict)
    key = before.astype(np.intp) * count + after
    sums = np.stack(
        [np.bincount(key, weights=column, minlength=count * count) for column in rows.T], axis=1
    )
    return tuple(
        FlipKind(Verdict(place // count), Verdict(place % count), Sums.of(sums[place]))
        for place in np.flatnonzero(sums[:, 0]).tolist()
    )


def flip_table(
    crowd: Crowd,
    pairs: npt.NDArray[np.intp],
    sides: tuple[Side, Side],
    wording: Wording,
    as_of: date,
) -> pd.DataFrame:
    """Some pairs with their verdict and decisive clause on both sides, strictest change first.

    Columns: applicant_id, name, industry_code, target_id, target_name, before, after (int),
    before_zh, after_zh, before_number, before_text, before_catalog, after_number, after_text,
    after_catalog, gap_text (of the new verdict), before_gap_text, and ``FIGURES``.
    """
    old, new = (_told(crowd, pairs, side, wording, as_of) for side in sides)
    table = new[["applicant_id", "name", "industry_code", "target_id", "target_name"]].copy()
    for name, side in (("before", old), ("after", new)):
        table[name] = side["verdict"]
        table[f"{name}_zh"] = side["verdict_zh"]
        for part in ("number", "text", "catalog"):
            table[f"{name}_{part}"] = side[f"decisive_{part}"]
    table["gap_text"] = new["gap_text"]
    table["before_gap_text"] = old["gap_text"]
    for name in FIGURES:
        table[name] = crowd.facts.number(name)[crowd.applicant[pairs]]
    order = table.assign(step=table["after"].astype(int) - table["before"]).sort_values(
        ["after", "step"], ascending=False, kind="stable"
    )
    return table.loc[order.index].reset_index(drop=True)


def _told(
    crowd: Crowd, pairs: npt.NDArray[np.intp], side: Side, wording: Wording, as_of: date
) -> pd.DataFrame:
    judged = side.judgement
    part = ScreeningResult(
        as_of=as_of,
        applicants=crowd.facts.frame,
        targets=crowd.targets,
        clause_ids=side.rulebook.clause_ids,
        applicant=crowd.applicant[pairs],
        target=crowd.target[pairs],
        verdict=judged.verdict[pairs],
        checked_verdict=judged.checked[pairs],
        decisive=judged.decisive[pairs],
        violated=judged.violated[pairs],
        procedures=judged.procedures[pairs],
        unknown=judged.unknown[pairs],
        assigned_by=crowd.assigned_by[pairs],
    )
    return tabulate(part, crowd.facts, side.rulebook, wording)


def _same_rules(old: RuleSet, new: RuleSet) -> bool:
    """Whether two rule sets of one target cannot judge anybody differently."""
    return old.governs == new.governs and [(one.catalog, one.clause) for one in old.rules] == [
        (one.catalog, one.clause) for one in new.rules
    ]
