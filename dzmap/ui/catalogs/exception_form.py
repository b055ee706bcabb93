"""例外: which clauses are lifted; under which condition stands in the scope."""

from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from dzmap.core.catalogs import AnyClause, ExceptionClause
from dzmap.ui.catalogs.choices import Chips
from dzmap.ui.catalogs.parts import Part, caption, form_rows
from dzmap.ui.catalogs.references import References
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label


class ExceptionForm(Part):
    """豁免哪些条款."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__(words)
        self._references: References | None = None
        self.lifts = Chips(
            words.theme,
            tr("豁免"),
            read=self._read,
            title=self._title,
            placeholder=tr("条款号或编号，如 第五条"),
        )
        self.lifts.changed.connect(lambda values: self.put(lifts=values))
        self._hint = plain_label(tr("还没有写豁免哪一条。"))
        self._hint.setProperty("role", "small")
        self._hint.setProperty("state", "warn")
        rows = form_rows()
        rows.addRow(caption(words.theme, tr("豁免"), self.lifts.field), self.lifts)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(rows)
        box.addWidget(self._hint)

    def offer(self, references: References) -> None:
        """What may be lifted."""
        self._references = references
        self.lifts.propose(references.names())

    @override
    def fill(self, clause: AnyClause) -> None:
        if isinstance(clause, ExceptionClause):
            self.lifts.show_values(clause.lifts)
            self._hint.setVisible(not clause.lifts)

    def _read(self, text: str) -> tuple[str, ...]:
        return () if self._references is None else self._references.read(text)

    def _title(self, name: str) -> str:
        return name if self._references is None else self._references.title(name)
