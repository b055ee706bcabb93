"""试一家: one enterprise of the project judged by the open version, with the whole evidence."""

import pandas as pd
from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.quantities import is_missing
from dzmap.core.verdicts import Explanation
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.screening.evidence import EvidencePanel, Place
from dzmap.ui.theme.theme import Theme

_MOST = 200


class TryDialog(QDialog):
    """``wanted`` carries the id of an enterprise; answer with ``show_explanation``."""

    wanted = Signal(str)

    def __init__(
        self, theme: Theme, enterprises: pd.DataFrame, title: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("试一家：{catalog}").format(catalog=title))
        names = enterprises["name"].map(lambda one: "" if is_missing(one) else str(one))
        self._rows = list(zip(enterprises["id"].astype(str), names, strict=True))
        self._shown: list[str] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("企业名称"))
        self.search.setAccessibleName(tr("搜索企业"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.model = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        self.list.setAccessibleName(tr("企业"))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._choose(now.row()))
        self._note = plain_label()
        self._note.setProperty("role", "secondary")
        self.evidence = EvidencePanel(theme)
        self.evidence.clear(waiting=False)
        self.evidence.hide_actions()
        self.evidence.stepped.connect(self._step)
        left = QVBoxLayout()
        left.setSpacing(8)
        for widget in (self.search, self.list, self._note):
            left.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addLayout(left, 2)
        row.addWidget(self.evidence, 3)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        open_size(self, 860, 620)
        self._narrow("")

    @property
    def enterprise(self) -> str:
        """The id of the chosen enterprise, "" for none."""
        row = self.list.currentIndex().row()
        return self._shown[row] if row >= 0 else ""

    def show_explanation(self, enterprise: str, explanation: Explanation) -> None:
        """Show the evidence, if it is still wanted."""
        if enterprise == self.enterprise:
            row = self.list.currentIndex().row()
            self.evidence.show_explanation(explanation, Place(row + 1, len(self._shown)))

    def _narrow(self, text: str) -> None:
        wanted = text.strip().lower()
        hits = [(key, name) for key, name in self._rows if wanted in name.lower() or wanted == key]
        self._shown = [key for key, _ in hits[:_MOST]]
        self.model.setStringList([name or key for key, name in hits[:_MOST]])
        more = len(hits) - _MOST
        text = tr("共 {count} 家").format(count=f"{len(hits):,}")
        if more > 0:
            text = tr("共 {count} 家，列出前 {shown} 家，输入名称缩小范围").format(
                count=f"{len(hits):,}", shown=_MOST
            )
        self._note.setText(text)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            self.wanted.emit(self._shown[row])

    def _step(self, by: int) -> None:
        row = self.list.currentIndex().row() + by
        if 0 <= row < len(self._shown):
            self.list.setCurrentIndex(self.model.index(row))
