"""Tables with verdicts in some columns: they are shown as chips, and sorted by severity."""

from collections.abc import Collection

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QTableView
from typing_extensions import override

from dzmap.core.run_comparison import NO_VERDICT
from dzmap.core.verdicts import Verdict
from dzmap.ui.screening.verdict_chip import VERDICT_ROLE, VerdictDelegate
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.tables.frame_model import AnyIndex, FrameModel
from dzmap.ui.theme.theme import Theme


class VerdictFrameModel(FrameModel):
    """Gives the verdicts (int, or ``NO_VERDICT``) of some columns to the delegates."""

    def __init__(self, verdicts: Collection[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.verdicts = verdicts

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == VERDICT_ROLE and index.isValid():
            name = self.columns[index.column()].name
            if name not in self.verdicts or index.row() >= self.shown_count():
                return None
            verdict = int(self.frame[name].iloc[self.positions()[index.row()]])
            return None if verdict == NO_VERDICT else verdict
        return super().data(index, role)


def show_chips(view: QTableView, model: VerdictFrameModel, theme: Theme) -> None:
    """Let the columns with verdicts paint chips; to be called for other columns anew."""
    chip = view.findChild(VerdictDelegate) or VerdictDelegate(theme, view)
    for index, column in enumerate(model.columns):
        if column.name in model.verdicts:
            view.setItemDelegateForColumn(index, chip)


def verdict_text(value: object) -> str:
    """A verdict as a word; “—” for none."""
    number = int(str(value))
    return "—" if number == NO_VERDICT else verdict_word(Verdict(number))
