"""清单: what the catalog says of the industries, products and lists that the scope names."""

from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from dzmap.core.catalogs import TRUE, AnyClause, ListClause, Outcome
from dzmap.ui.catalogs.choices import Segments
from dzmap.ui.catalogs.parts import Part, caption, form_rows
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.catalogs.words import OUTCOMES
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.screening.marks import verdict_icon


class ListForm(Part):
    """结论 of a list."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__(words)
        self.outcome = Segments(tr("结论"), {key: tr(text) for key, text in OUTCOMES.items()})
        self.outcome.chosen.connect(lambda key: self.put(outcome=key))
        self._hint = plain_label()
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "small")
        self._hint.setProperty("state", "warn")
        rows = form_rows()
        rows.addRow(caption(words.theme, tr("结论")), self.outcome)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(rows)
        box.addWidget(self._hint)
        words.theme.changed.connect(self._dress)
        self._dress()

    @override
    def fill(self, clause: AnyClause) -> None:
        if not isinstance(clause, ListClause):
            return
        self.outcome.choose(clause.outcome)
        scope = clause.scope
        everyone = not scope.industries and not scope.names_items and scope.when == TRUE
        self._hint.setText(
            tr("没有写适用行业、产品或名录：对所有行业都算“{outcome}”。").format(
                outcome=tr(OUTCOMES[clause.outcome])
            )
        )
        self._hint.setVisible(everyone)

    def _dress(self) -> None:
        self.outcome.dress(
            {outcome: verdict_icon(self.words.theme, outcome.verdict) for outcome in Outcome}
        )
