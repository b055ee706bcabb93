"""Why a published or surveyed boundary is changed."""

from PySide6.QtWidgets import (
    QDialog,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from dzmap.services.editing import LEAST_REASON
from dzmap.ui.buttons import verb_buttons
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label


class ReasonDialog(QDialog):
    """Accepted: ``reason`` holds what goes into the project's history."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("修改已确定的边界"))
        text = plain_label(
            tr("“{name}”的边界是公布或实测的。写明修改理由，理由和姓名会记入修改记录。").format(
                name=name
            )
        )
        text.setWordWrap(True)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(tr("修改理由"))
        self.field.setPlaceholderText(tr("例如：依据批复文号调整范围"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(84)
        self.field.textChanged.connect(self._check)
        buttons, self._go = verb_buttons(self, tr("修改"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        for part in (text, self.field, buttons):
            layout.addWidget(part)
        self.setMinimumWidth(460)
        self._check()

    @property
    def reason(self) -> str:
        """What was written."""
        return self.field.toPlainText().strip()

    def _check(self) -> None:
        self._go.setEnabled(len(self.reason) >= LEAST_REASON)
