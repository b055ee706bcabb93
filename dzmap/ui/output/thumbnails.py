"""The strip of small pages under the preview."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip

_HEIGHT = 56
_MOST_WIDTH = 80


class Thumbnails(QListWidget):
    """One small picture per page; ``page_chosen`` carries the number of the page from 0."""

    page_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("thumbnails")
        self.setAccessibleName(tr("页面缩略图"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(_MOST_WIDTH, _HEIGHT))
        self.setSpacing(4)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(_HEIGHT + 36)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._take)
        self.currentRowChanged.connect(self._choose)

    def show_document(self, document: QPdfDocument) -> None:
        """Show the pages of a loaded document; pictures arrive one after the other."""
        self.blockSignals(True)
        row = max(self.currentRow(), 0)
        self._renderer.setDocument(document)
        count = document.pageCount()
        while self.count() > count:
            self.takeItem(self.count() - 1)
        while self.count() < count:
            self.addItem(_item(self.count()))
        for page in range(count):
            self._renderer.requestPage(page, self._size(document, page))
        self.setCurrentRow(min(row, count - 1))
        self.blockSignals(False)

    def show_page(self, page: int) -> None:
        """Mark a page as the one in view."""
        self.blockSignals(True)
        self.setCurrentRow(page)
        self.blockSignals(False)

    def _size(self, document: QPdfDocument, page: int) -> QSize:
        points = document.pagePointSize(page)
        box = QSize(_MOST_WIDTH, _HEIGHT) * self.devicePixelRatioF()
        return points.toSize().scaled(box, Qt.AspectRatioMode.KeepAspectRatio)

    def _take(self, page: int, _: QSize, image: QImage) -> None:
        item = self.item(page)
        if item is None:
            return
        paper = QPixmap(image.size())
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        painter.setPen(QColor(0, 0, 0, 60))
        painter.drawRect(paper.rect().adjusted(0, 0, -1, -1))
        painter.end()
        paper.setDevicePixelRatio(self.devicePixelRatioF())
        icon = QIcon()
        # The same picture when selected: Qt would tint it.
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(paper, mode)
        item.setIcon(icon)

    def _choose(self, page: int) -> None:
        if page >= 0:
            self.page_chosen.emit(page)


def _item(page: int) -> QListWidgetItem:
    item = QListWidgetItem()
    item.setSizeHint(QSize(_MOST_WIDTH + 12, _HEIGHT + 12))
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    item.setToolTip(plain_tip(tr("第 {page} 页").format(page=page + 1)))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, tr("第 {page} 页").format(page=page + 1))
    return item
