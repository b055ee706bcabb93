"""输入坐标: boundary points typed or pasted, read while they are written."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.boundary_points import BoundaryPoints, PointsError, parse_boundary
from dzmap.ui.buttons import verb_buttons
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label


class PointsDialog(QDialog):
    """Accepted: ``points`` holds what was read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("输入坐标"))
        self.points: BoundaryPoints | None = None
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(tr("坐标"))
        self.field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText(
            "J1,1,4079009.4,39480849.7\n4079009.4 480849.7\n116.7853, 36.8421\n116°47′07″ 36°50′31″"
        )
        self.field.textChanged.connect(self._read)
        self._note = plain_label()
        self._note.setWordWrap(True)
        self._note.setProperty("role", "secondary")
        buttons, self._go = verb_buttons(self, tr("画到图上"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        for part in (self.field, self._note, buttons):
            layout.addWidget(part)
        self.resize(520, 360)
        self._read()

    def _read(self) -> None:
        text = self.field.toPlainText()
        self.points = None
        if not text.strip():
            self._note.setText(
                tr("每行一个点。可以粘贴勘测定界界址点、CGCS2000 的 X、Y 或经纬度。")
            )
        else:
            try:
                self.points = parse_boundary(text)
            except PointsError as error:
                self._note.setText(str(error))
            else:
                count = sum(len(ring) for ring in self.points.rings)
                self._note.setText(
                    tr("读到 {count} 个点，{rings} 圈；按“{crs}”读取").format(
                        count=count, rings=len(self.points.rings), crs=self.points.description
                    )
                )
        self._go.setEnabled(self.points is not None)
