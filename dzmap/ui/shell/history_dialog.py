"""修改记录: what was changed in the project, by whom and when."""

from collections.abc import Sequence

import pandas as pd
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from dzmap.services.ports import HistoryEntry
from dzmap.ui.plain_text import plain_label
from dzmap.ui.tables.frame_model import FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView


class HistoryDialog(QDialog):
    """The saved edits, newest first."""

    def __init__(self, entries: Sequence[HistoryEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("修改记录"))
        self.model = FrameModel(self)
        frame = pd.DataFrame(
            [
                {
                    "id": entry.id,
                    "at": f"{entry.at:%Y-%m-%d %H:%M}",
                    "title": entry.title,
                    "author": entry.author,
                    "rows": entry.rows,
                }
                for entry in entries
            ],
            columns=["id", "at", "title", "author", "rows"],
        )
        columns = (
            FrameColumn(name="at", header=self.tr("时间")),
            FrameColumn(name="title", header=self.tr("修改"), widest=420),
            FrameColumn(name="author", header=self.tr("姓名")),
            FrameColumn(name="rows", header=self.tr("行"), number=True, decimals=0),
        )
        self.model.set_frame(frame, columns)
        view = FrameView(self.model)
        hint = plain_label(self.tr("还没有保存过修改。没有保存的修改用“撤销”查看。"))
        hint.setProperty("role", "muted")
        hint.setVisible(frame.empty)
        view.setVisible(not frame.empty)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        for widget in (hint, view, buttons):
            layout.addWidget(widget)
        self.resize(760, 480)
