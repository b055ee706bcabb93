"""层级 in the details: the tree of parks and parcels, and what does not lie where it should."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dzmap.services.details_model import AreaTree, TreeProblem, TreeRow
from dzmap.ui.buttons import tool_button
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

_MOST_ROWS = 10
_KEY = Qt.ItemDataRole.UserRole


class AreaTreeView(QWidget):
    """Shows an ``AreaTree``.

    ``opened`` (table, id) follows a row, ``zoom_asked`` (bounds) goes to a problem, ``expand_asked``
    wants the area shown level by level on the map.
    """

    opened = Signal(str, str)
    zoom_asked = Signal(object)
    expand_asked = Signal()

    def __init__(self, theme: Theme, shown: AreaTree) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._head(shown))
        column.addWidget(_label(shown.caption, "secondary"))
        if shown.rows:
            column.addWidget(self._tree(shown))
        for problem in shown.problems:
            column.addWidget(self._problem(problem))
        if shown.note:
            column.addWidget(_label(shown.note, "secondary"))

    def _head(self, shown: AreaTree) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(_label(tr(shown.title), "strong"), 1)
        expand = QPushButton(tr("在图上展开"))
        expand.setToolTip(tr("在图上只突出这里的园区和地块，其余变淡；Esc 收起"))
        self._theme.dress(expand, "layer")
        expand.clicked.connect(self.expand_asked)
        row.addWidget(expand)
        return head

    def _tree(self, shown: AreaTree) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName(tr("园区和地块"))
        tree.setHeaderLabels([tr("名称"), tr("面积")])
        tree.setUniformRowHeights(True)
        tree.setRootIsDecorated(any(row.parts for row in shown.rows))
        tree.setIndentation(14)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.addTopLevelItems([_item(row) for row in shown.rows])
        tree.itemClicked.connect(self._follow)
        tree.itemActivated.connect(self._follow)
        rows = max(tree.sizeHintForRow(0), row_height(tree.font(), 28))
        lines = min(len(shown.rows), _MOST_ROWS)
        tree.setFixedHeight(header.sizeHint().height() + rows * lines + 2 * tree.frameWidth() + 4)
        return tree

    def _follow(self, item: QTreeWidgetItem, _column: int = 0) -> None:
        self.opened.emit(*item.data(0, _KEY))

    def _problem(self, problem: TreeProblem) -> QWidget:
        note = QFrame()
        note.setProperty("note", "error")
        row = QHBoxLayout(note)
        row.setContentsMargins(10, 6, 6, 6)
        mark = plain_label()
        self._theme.dress(mark, "warning", "error_text")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_label(problem.text), 1)
        if problem.bounds is not None:
            name = tr("在图上看：{text}").format(text=problem.text)
            button = tool_button(self._theme, "location", name)
            button.setFixedSize(32, 32)
            button.clicked.connect(lambda: self.zoom_asked.emit(problem.bounds))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return note


def _item(row: TreeRow) -> QTreeWidgetItem:
    item = QTreeWidgetItem([row.label, row.figures])
    item.setData(0, _KEY, row.link)
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    tip = "\n".join(text for text in (row.label, row.figures, row.note) if text)
    item.setToolTip(0, plain_tip(tip))
    item.setToolTip(1, plain_tip(tip))
    item.addChildren([_item(part) for part in row.parts])
    return item


def _label(text: str, role: str = "") -> QLabel:
    label = plain_label(text)
    label.setWordWrap(True)
    label.setProperty("role", role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
