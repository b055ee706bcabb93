"""Words of verdicts and clause results in the language of the window."""

from dzmap.core.verdicts import ClauseState, Verdict
from dzmap.ui.i18n import later, tr

_VERDICTS = {
    Verdict.ENCOURAGED: later("鼓励准入"),
    Verdict.ADMITTED: later("准入"),
    Verdict.CONDITIONAL: later("有条件准入"),
    Verdict.RESTRICTED: later("限制"),
    Verdict.INSUFFICIENT: later("资料不足"),
    Verdict.PROHIBITED: later("禁止准入"),
}
_SHORT = {
    Verdict.ENCOURAGED: later("鼓励"),
    Verdict.ADMITTED: later("准入"),
    Verdict.CONDITIONAL: later("有条件"),
    Verdict.RESTRICTED: later("限制"),
    Verdict.INSUFFICIENT: later("资料不足"),
    Verdict.PROHIBITED: later("禁止"),
}
_STATES = {
    ClauseState.SATISFIED: later("满足"),
    ClauseState.VIOLATED: later("不满足"),
    ClauseState.PROCEDURE: later("须办理"),
    ClauseState.UNKNOWN: later("缺资料"),
    ClauseState.NOT_COVERED: later("未覆盖"),
    ClauseState.LIFTED: later("已豁免"),
    ClauseState.NOT_APPLICABLE: later("不适用"),
}


def verdict_word(verdict: Verdict, *, short: bool = False) -> str:
    """有条件准入; 有条件 where there is little room."""
    return tr((_SHORT if short else _VERDICTS)[verdict])


def state_word(state: ClauseState) -> str:
    """不满足."""
    return tr(_STATES[state])
