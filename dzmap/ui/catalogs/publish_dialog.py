"""发布: what publishing a draft does, and who publishes it."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.services.catalog_versions import PublishSummary
from dzmap.ui.catalogs.fields import Described, TextField
from dzmap.ui.catalogs.parts import caption, form_rows
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

_MOST = 30


class PublishDialog(QDialog):
    """Ask ``publisher`` once it was accepted; ``show_impact`` when it is known."""

    def __init__(self, theme: Theme, summary: PublishSummary, author: str, parent: QWidget) -> None:
        super().__init__(parent)
        catalog = summary.catalog
        self.setWindowTitle(tr("发布目录"))
        title = plain_label(f"{catalog.title}　v{catalog.version}")
        title.setProperty("role", "title")
        title.setWordWrap(True)
        self.summary = plain_label(summary.text)
        self.impact = plain_label(tr("正在统计影响…"))
        notes = [*summary.notes, *(f"{one.message}{one.remedy}" for one in summary.warnings)]
        self.name = TextField(tr("发布人"), tr("写进修改记录"))
        self.name.show_text(author)
        self.name.textEdited.connect(lambda _: self.name.complain(""))
        rows = form_rows()
        rows.addRow(caption(theme, tr("条款")), self.summary)
        rows.addRow(caption(theme, tr("影响")), self.impact)
        rows.addRow(caption(theme, tr("发布人"), self.name), Described(self.name))
        fixed = plain_label(tr("发布的版本不能再改；要改就在它的基础上起草下一版。"))
        fixed.setProperty("role", "secondary")
        buttons = QDialogButtonBox()
        keep = buttons.addButton(tr("发布"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("primary", True)
        cancel = buttons.addButton(tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        for button in (keep, cancel):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        cancel.setFocus()
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        box.addWidget(title)
        box.addLayout(rows)
        if notes:
            box.addWidget(_notes(notes), 1)
        box.addWidget(fixed)
        box.addWidget(buttons)
        self.resize(560, 420 if notes else 0)

    @property
    def publisher(self) -> str:
        """Who publishes it."""
        return self.name.text().strip()

    def show_impact(self, text: str) -> None:
        """How many enterprises change their verdict."""
        self.impact.setText(text)

    @override
    def accept(self) -> None:
        if not self.publisher:
            self.name.complain(tr("写上发布人的姓名"))
            self.name.setFocus()
            return
        super().accept()


def _notes(notes: Sequence[str]) -> QScrollArea:
    inner = QWidget()
    box = QVBoxLayout(inner)
    box.setContentsMargins(0, 0, 8, 0)
    box.setSpacing(6)
    for text in notes[:_MOST]:
        label = plain_label(f"· {text}")
        label.setWordWrap(True)
        label.setProperty("role", "small")
        box.addWidget(label)
    if len(notes) > _MOST:
        box.addWidget(plain_label(tr("另有 {count} 处提醒。").format(count=len(notes) - _MOST)))
    box.addStretch(1)
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setWidget(inner)
    return scroll
