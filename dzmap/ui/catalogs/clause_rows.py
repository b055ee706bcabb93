"""What the columns of the clause table say of a clause."""

from dzmap.core.catalogs import AnyClause, Catalog, ListClause
from dzmap.core.clause_parts import codes_of
from dzmap.core.rulebook import Rule
from dzmap.core.wording import Wording
from dzmap.ui.catalogs.words import OUTCOMES
from dzmap.ui.i18n import tr

_PLAIN = Wording()
"""Names clauses of other catalogs as they are written, by id."""


def clause_codes(clause: AnyClause) -> tuple[str, ...]:
    """Every industry code that a clause names."""
    return tuple(dict.fromkeys(code for _, code in codes_of(clause)))


def scope_text(clause: AnyClause, catalog: Catalog) -> str:
    """适用于: “C25、C26；新建”, or 全部."""
    return _PLAIN.scope(_rule(clause, catalog)) or tr("全部")


def demand_text(clause: AnyClause, catalog: Catalog, wording: Wording = _PLAIN) -> str:
    """要求: “投资强度 ≥ 300 万元/亩”; of a list only what it says, the codes have their column."""
    if isinstance(clause, ListClause):
        return tr("列入即{outcome}").format(outcome=tr(OUTCOMES[clause.outcome]))
    return wording.requirement(_rule(clause, catalog))


def _rule(clause: AnyClause, catalog: Catalog) -> Rule:
    return Rule(index=0, key="", catalog=catalog, clause=clause)
