"""修改记录: the edits of one catalog, those that are not saved yet first."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dzmap.core.changes import ChangeSet
from dzmap.services.ports import HistoryEntry
from dzmap.ui.i18n import tr
from dzmap.ui.tables.frame_model import FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView


class HistoryTab(QWidget):
    """A table of time, what was done, and who did it."""

    def __init__(self) -> None:
        super().__init__()
        self.model = FrameModel(self)
        self.view = FrameView(self.model)
        self.view.setAccessibleName(tr("修改记录"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)

    def show_edits(
        self, unsaved: Sequence[ChangeSet], saved: Sequence[HistoryEntry], title: str
    ) -> int:
        """Show the edits that name the catalog, newest first; gives their number."""
        rows = [(one.id, tr("未保存"), one.title, one.author) for one in reversed(unsaved)]
        rows += [(one.id, _shown(one.at), one.title, one.author) for one in saved]
        own = [row for row in rows if f"《{title}》" in row[2]]
        frame = pd.DataFrame(own, columns=["id", "at", "title", "author"])
        columns = (
            FrameColumn(name="at", header=tr("时间")),
            FrameColumn(name="title", header=tr("修改"), widest=520),
            FrameColumn(name="author", header=tr("姓名")),
        )
        self.model.set_frame(frame, columns)
        self.view.horizontalHeader().setStretchLastSection(True)
        return len(own)


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
