"""The scrolling part of a side panel: up and down only."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea
from typing_extensions import override


class PanelScroll(QScrollArea):
    """Never narrower than what it holds, so that a dock does not cut its fields off."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @override
    def minimumSizeHint(self) -> QSize:
        fields = self.widget()
        inner = 0 if fields is None else fields.minimumSizeHint().width()
        width = inner + self.verticalScrollBar().sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
