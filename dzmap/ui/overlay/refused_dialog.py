"""What was not written into a table: row, column and reason, to be sorted and copied."""

from collections.abc import Sequence

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from dzmap.services.cell_edits import CellNote
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.tables.frame_model import FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView


class RefusedDialog(QDialog):
    """Lists cells under a sentence that sums them up."""

    def __init__(
        self, title: str, text: str, notes: Sequence[CellNote], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.summary = plain_label(text)
        self.summary.setWordWrap(True)
        self.model = FrameModel(self)
        self.model.set_frame(
            pd.DataFrame(
                {
                    "id": pd.Series([str(place) for place in range(len(notes))], dtype="str"),
                    "row": pd.Series([note.row for note in notes], dtype="str"),
                    "column": pd.Series([tr(note.column) for note in notes], dtype="str"),
                    "why": pd.Series([note.text for note in notes], dtype="str"),
                }
            ),
            [
                FrameColumn(name="row", header=tr("行")),
                FrameColumn(name="column", header=tr("列")),
                FrameColumn(name="why", header=tr("原因"), widest=420),
            ],
        )
        view = FrameView(self.model)
        view.setAccessibleName(title)
        view.horizontalHeader().setStretchLastSection(True)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("知道了"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.accepted.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.summary)
        layout.addWidget(view, 1)
        layout.addWidget(buttons)
        self.resize(720, 380)
