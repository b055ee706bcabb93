"""Where clauses replace and lift each other to no good: circles, rivals, clauses never used."""

from collections.abc import Iterator, Mapping, Sequence

from dzmap.core.catalog_findings import At, Finding, Subject
from dzmap.core.catalog_list_lint import may_meet, overlap_in_time
from dzmap.core.catalogs import TRUE, AnyClause, Catalog, ExceptionClause, RequirementClause

_REPLACE, _LIFT = "替换", "豁免"


def lint_set_aside(catalog: Catalog, above: Sequence[Catalog]) -> Iterator[Finding]:
    """What is wrong with what the clauses of a catalog do to each other and to those ``above``."""
    yield from _lint_circles(catalog, above)
    yield from _lint_rivals(catalog)
    yield from _lint_idle(catalog)


def _lint_circles(catalog: Catalog, above: Sequence[Catalog]) -> Iterator[Finding]:
    for verb in (_REPLACE, _LIFT):
        acting = _acting([catalog, *above], verb)
        circle = _in_circles(acting)
        for clause in catalog.clauses:
            key = f"{catalog.id}/{clause.id}"
            others = sorted((acting.get(key, set()) & circle) - {key})
            if key in circle and others:
                yield Subject(catalog, clause).error(
                    f"与 {'、'.join(others)} 互相{verb}",
                    f"只留一个方向的“{verb}”。",
                    value=others[0],
                    at=At(verb),
                )


def _acting(catalogs: Sequence[Catalog], verb: str) -> dict[str, set[str]]:
    acting: dict[str, set[str]] = {}
    for catalog in catalogs:
        for clause in catalog.clauses:
            lifts = clause.lifts if isinstance(clause, ExceptionClause) else ()
            references = clause.replaces if verb == _REPLACE else lifts
            if references:
                acting.setdefault(f"{catalog.id}/{clause.id}", set()).update(
                    one if "/" in one else f"{catalog.id}/{one}" for one in references
                )
    return acting


def _in_circles(acting: Mapping[str, set[str]]) -> set[str]:
    """What is left when everything that leads nowhere is taken away again and again."""
    left = set(acting)
    while True:
        ending = {key for key in left if not acting[key] & left}
        if not ending:
            return left
        left -= ending


def _lint_rivals(catalog: Catalog) -> Iterator[Finding]:
    """Requirements that replace the same clause for the same applicants, but ask other things."""
    seen: dict[tuple[str, str], list[RequirementClause]] = {}
    for clause in catalog.clauses:
        if not isinstance(clause, RequirementClause):
            continue
        for reference in clause.replaces:
            rivals = seen.setdefault((reference, clause.metric), [])
            rival = next((one for one in rivals if _same_scope(one, clause)), None)
            rivals.append(clause)
            if rival is not None:
                yield Subject(catalog, clause).warning(
                    f"条款 {rival.id} 已替换“{reference}”，适用范围相同",
                    "两条都在时从严；只留一条。",
                    value=reference,
                    at=At(_REPLACE),
                )


def _same_scope(one: AnyClause, two: AnyClause) -> bool:
    same = set(one.scope.industries) == set(two.scope.industries)
    return same and may_meet(one.scope, two.scope) and overlap_in_time(one, two)


def _lint_idle(catalog: Catalog) -> Iterator[Finding]:
    """Clauses that another of the same catalog replaces or lifts wherever they apply."""
    own = {clause.id: clause for clause in catalog.clauses}
    for clause in catalog.clauses:
        lifts = clause.lifts if isinstance(clause, ExceptionClause) else ()
        for verb, references in ((_REPLACE, clause.replaces), (_LIFT, lifts)):
            for reference in references:
                idle = own.get(reference.removeprefix(f"{catalog.id}/"))
                if idle is not None and idle is not clause and _always_with(clause, idle):
                    yield Subject(catalog, idle).warning(
                        f"总是被条款 {clause.id} {verb}，永远用不到",
                        f"删掉本条，或缩小条款 {clause.id} 的适用范围。",
                        value=clause.id,
                    )


def _always_with(clause: AnyClause, other: AnyClause) -> bool:
    """Whether a clause applies to all to whom the other applies, on every day."""
    one, two = clause.scope, other.scope
    pairs = (
        (one.industries, two.industries),
        (one.actions, two.actions),
        (one.zone_tiers, two.zone_tiers),
        (one.park_kinds, two.park_kinds),
        (one.applicant_classes, two.applicant_classes),
    )
    wide = all(not left or (right and set(right) <= set(left)) for left, right in pairs)
    narrowed = one.names_items or one.except_industries or one.when not in {TRUE, two.when}
    same_days = (clause.effective_from, clause.effective_to) in {
        (None, None),
        (other.effective_from, other.effective_to),
    }
    return bool(wide and not narrowed and same_days)
