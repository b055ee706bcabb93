"""What every clause of a rule set says of every row of a block: the one evaluation path.

``findings`` yields, clause by clause, the contribution to the verdict (``listing.NOTHING`` where
there is none) and the contribution of what is certain. A batch folds them into verdicts; an
explanation runs the same generator over a block of one row and keeps the parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dzmap.core.catalogs import (
    ListClause,
    ProcedureClause,
    RequirementClause,
    Scope,
    SpatialClause,
)
from dzmap.core.coded_texts import Rows
from dzmap.core.conditions import evaluate, member
from dzmap.core.facts import Block
from dzmap.core.kleene import (
    FALSE,
    TRUE,
    UNKNOWN,
    Truth,
    all_of,
    any_of,
    negation,
    spread,
)
from dzmap.core.listing import (
    NOTHING,
    DefaultEntry,
    Indexes,
    ListEntry,
    ListOutcome,
    Outcomes,
    joined,
    resolve,
)
from dzmap.core.rulebook import Rule, RuleSet, default_verdict
from dzmap.core.thresholds import resolve_thresholds, tier_truth
from dzmap.core.verdicts import Target, Verdict


@dataclass(frozen=True)
class Finding:
    """What one clause (or all list clauses of a catalog with its default) says of the rows.

    ``contribution`` and ``checked`` are None where the clause contributes nothing to any row.
    ``decider`` is the index of the rule that speaks, per row for lists; there ``speaker`` is the
    extended row whose industry code it speaks of. ``applies``, ``holds`` and ``violated`` are truths
    about extended rows, ``violated`` reduced to rows.
    """

    rules: tuple[Rule, ...]
    contribution: Outcomes | None
    checked: Outcomes | None
    decider: Indexes | int
    applies: Truth = TRUE
    holds: Truth = UNKNOWN
    violated: Truth = FALSE
    speaker: Rows | None = None


class Evaluation:
    """A rule set applied to a block of rows."""

    def __init__(self, rule_set: RuleSet, block: Block) -> None:
        self.rule_set = rule_set
        self.block = block.facing(rule_set.target)
        self._rest: dict[int, Truth] = {}
        self._scope: dict[int, Truth] = {}

    @property
    def target(self) -> Target:
        """The place that the rows want to enter."""
        return self.rule_set.target

    # -- who is concerned --------------------------------------------------------------------

    def rest_of_scope(self, rule: Rule) -> Truth:
        """A rule's scope apart from industries and reference lists, over rows."""
        if rule.index not in self._rest:
            governs = self.rule_set.governs[rule.catalog.id]
            self._rest[rule.index] = (
                governs
                if rule.clause is None
                else all_of((governs, *_rest_parts(rule.clause.scope, self.target, self.block)))
            )
        return self._rest[rule.index]

    def scope(self, rule: Rule) -> Truth:
        """Whether a rule concerns each extended row, before replacing and lifting."""
        if rule.index not in self._scope:
            rest = self.rest_of_scope(rule)
            if rule.clause is not None and not (isinstance(rest, int) and rest == FALSE):
                scope = rule.clause.scope
                industry = self.block.industry(scope.industries, scope.except_industries)
                listed = self.block.listed(scope.lists) if scope.lists else TRUE
                rest = all_of((industry, listed, self.block.extend(rest)))
            self._scope[rule.index] = rest
        return self._scope[rule.index]

    def replaced(self, rule: Rule) -> Truth:
        """Where another clause stands in for the rule."""
        return any_of(self.scope(other) for other in self.rule_set.replacing.get(rule.index, ()))

    def lifted(self, rule: Rule) -> Truth:
        """Where an exception lifts the rule."""
        return any_of(self.excepts(other) for other in self.rule_set.lifting.get(rule.index, ()))

    def excepts(self, rule: Rule) -> Truth:
        """Where an exception is in effect; in a circle of exceptions never certainly."""
        if rule.index in self.rule_set.circular:
            return all_of((UNKNOWN, self.scope(rule), negation(self.replaced(rule))))
        modified = any_of((self.replaced(rule), self.lifted(rule)))
        return all_of((self.scope(rule), negation(modified)))

    def applies(self, rule: Rule) -> Truth:
        """Whether the rule counts for each extended row after replacing and lifting."""
        scope = self.scope(rule)
        if isinstance(scope, int) and scope == FALSE:
            return FALSE
        return all_of((scope, negation(self.modified(rule))))

    # -- what it says ------------------------------------------------------------------------

    def findings(self, catalog_id: str = "") -> Iterator[Finding]:
        """One finding per catalog's list, then one per clause, in order of index.

        Args:
            catalog_id: Only what this catalog says; "" for all that govern.
        """
        for rules in self._lists():
            if catalog_id in {"", rules[0].catalog.id}:
                yield self._list_finding(rules)
        for rule in self.rule_set.rules:
            if catalog_id not in {"", rule.catalog.id}:
                continue
            match rule.clause:
                case ListClause() if rule.clause.scope.names_items:
                    yield self._item(rule, rule.clause)
                case RequirementClause() | SpatialClause():
                    yield self._demand(rule, rule.clause)
                case ProcedureClause():
                    yield self._procedure(rule)
                case _:
                    pass

    def _lists(self) -> list[tuple[Rule, ...]]:
        by_catalog: dict[str, list[Rule]] = {}
        for rule in self.rule_set.rules:
            if decides_with_others(rule):
                by_catalog.setdefault(rule.catalog.id, []).append(rule)
        return [tuple(rules) for rules in by_catalog.values()]

    def _item(self, rule: Rule, clause: ListClause) -> Finding:
        """A list clause on products, processes or reference lists decides on its own."""
        outcome = clause.outcome.verdict
        applies = self.applies(rule)
        undecided = int(Verdict.INSUFFICIENT)
        counts = self.block.reduce(applies)
        if outcome <= Verdict.ADMITTED:
            undecided = NOTHING if outcome is Verdict.ENCOURAGED else outcome
            counts = self.block.main(applies)  # further codes earn nothing
        contribution, checked = _outcomes(counts, outcome, undecided, self.block.size)
        return Finding((rule,), contribution, checked, rule.index, applies=applies)

    def _demand(self, rule: Rule, clause: RequirementClause | SpatialClause) -> Finding:
        applies = self.applies(rule)
        if isinstance(applies, int) and applies == FALSE:
            return Finding((rule,), None, None, rule.index, applies=FALSE)
        if isinstance(clause, SpatialClause):
            named: Truth = TRUE
            concerned = self.block.reduce(applies)
            where = concerned > FALSE if isinstance(concerned, np.ndarray) else None
            holds = self.block.extend(
                self.block.spatial(clause.relation, clause.layers, clause.distance_m, where)
            )
        else:
            named, holds = self._requirement(clause)
        applies = all_of((applies, named))
        violated = self.block.reduce(all_of((applies, negation(holds))))
        commitment = clause.otherwise is Verdict.CONDITIONAL  # who does not say has to commit
        undecided = clause.otherwise if commitment else Verdict.INSUFFICIENT
        contribution, checked = _outcomes(violated, clause.otherwise, undecided, self.block.size)
        return Finding((rule,), contribution, checked, rule.index, applies, holds, violated)

    def _requirement(self, clause: RequirementClause) -> tuple[Truth, Truth]:
        parts: list[Truth] = []
        named: Truth = TRUE
        if clause.thresholds:
            resolved = resolve_thresholds(clause, self.block, self.target)
            named = resolved.named
            parts.append(resolved.holds)
        if clause.condition is not None:
            parts.append(self.block.extend(evaluate(clause.condition, self.block)))
        return named, all_of(parts) if parts else UNKNOWN

    def _procedure(self, rule: Rule) -> Finding:
        applies = self.applies(rule)
        needed = Verdict.CONDITIONAL
        counts = self.block.reduce(applies)
        contribution, checked = _outcomes(counts, needed, needed, self.block.size)
        return Finding((rule,), contribution, checked, rule.index, applies=applies)

    # -- lists -------------------------------------------------------------------------------

    def _list_finding(self, rules: tuple[Rule, ...]) -> Finding:
        outcome = self._list_outcome(rules)
        if not (outcome.high > NOTHING).any():
            return Finding(rules, None, None, outcome.decider[: self.block.size])
        contribution = outcome.contribution()
        checked = np.where(outcome.certain(), contribution, np.int8(NOTHING))
        size, owner = self.block.size, self.block.owner
        decider = outcome.decider[:size]
        speaker = np.arange(size)
        if len(owner):
            own, further = contribution[:size].copy(), contribution[size:]
            np.maximum.at(own, owner, further)
            stricter = further > contribution[:size][owner]
            speaks = stricter & (further == own[owner])
            extras = np.flatnonzero(speaks)[::-1]  # the first of several codes writes last
            speaker[owner[extras]] = size + extras
            decider = outcome.decider[speaker]
            contribution = own
            checked = spread(self.block.reduce(checked), size)
        return Finding(rules, contribution, checked, decider, speaker=speaker)

    def _list_outcome(self, rules: tuple[Rule, ...]) -> ListOutcome:
        block = self.block
        parts = [
            (rule, rule.clause, self.rest_of_scope(rule), self.modified(rule))
            for rule in rules
            if isinstance(rule.clause, ListClause)
        ]
        default = self._default(rules)
        plain = all(isinstance(rest, int) and isinstance(mod, int) for _, _, rest, mod in parts)
        by_code = plain and isinstance(default.applies, int)
        rows = np.arange(len(block.facts.codes)) if by_code else block.code
        entries = []
        for rule, clause, rest, modified in parts:
            codes, outcome = clause.scope, clause.outcome.verdict
            for layer in block.facts.codes.layers(codes.industries, codes.except_industries):
                truth, depth = (TRUE, 0) if layer is None else (layer[0][rows], layer[1][rows])
                matches = all_of((truth, rest if by_code else block.extend(rest)))
                entries.append(ListEntry(rule.index, outcome, depth, matches, modified))
        if not by_code:
            main = np.arange(block.extended_size) < block.size
            return resolve(entries, default, block.extended_size, main)
        own = resolve(entries, default, len(rows), main=True).take(block.code[: block.size])
        if not len(block.owner):
            return own
        further = resolve(entries, default, len(rows), main=False)
        return joined(own, further.take(block.code[block.size :]))

    def modified(self, rule: Rule) -> Truth:
        """Where a rule is replaced or lifted."""
        rules = self.rule_set
        if rule.index not in rules.replacing and rule.index not in rules.lifting:
            return FALSE
        return any_of((self.replaced(rule), self.lifted(rule)))

    def _default(self, rules: tuple[Rule, ...]) -> DefaultEntry:
        rule = next(rule for rule in rules if rule.clause is None)
        applies = all_of((self.block.extend(self.scope(rule)), negation(self.modified(rule))))
        return DefaultEntry(rule.index, default_verdict(rule.catalog), applies)


def _rest_parts(scope: Scope, target: Target, block: Block) -> Iterator[Truth]:
    yield tier_truth(scope.zone_tiers, target)
    if scope.park_kinds:
        yield park_truth(scope.park_kinds, target)
    if scope.actions:
        yield member(block, "action", scope.actions)
    if scope.applicant_classes:
        yield member(block, "applicant_class", scope.applicant_classes)
    if scope.products:
        yield block.named("products", scope.products)
    if scope.processes:
        yield block.named("processes", scope.processes)
    yield evaluate(scope.when, block)


def park_truth(kinds: tuple[str, ...], target: Target) -> int:
    """Whether a target is a park of one of the kinds; unknown if it is a park of unknown kind."""
    if target.kind != "park":
        return FALSE
    if target.park_kind in kinds:
        return TRUE
    return FALSE if target.park_kind else UNKNOWN


def decides_with_others(rule: Rule) -> bool:
    """Whether a rule is a default, or a list clause on industries, that the longest prefix decides."""
    if rule.clause is None:
        return True
    return isinstance(rule.clause, ListClause) and not rule.clause.scope.names_items


def _outcomes(
    truth: Truth, certain: int, undecided: int, size: int
) -> tuple[Outcomes | None, Outcomes | None]:
    """Contribution and checked contribution of rows by whether a clause strikes them."""
    if not np.any(np.not_equal(truth, FALSE)):
        return None, None
    place = spread(truth, size) + np.int8(1)
    contribution = np.array([NOTHING, undecided, certain], dtype=np.int8)
    checked = np.array([NOTHING, NOTHING, certain], dtype=np.int8)
    return contribution[place], checked[place]
