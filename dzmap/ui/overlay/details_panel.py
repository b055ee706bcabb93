"""详情: what the selection is, with its figures, and the way to related objects."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dzmap.services.details_model import AreaTree, BarList, Details, Line, MiniTable
from dzmap.ui.buttons import tool_button
from dzmap.ui.i18n import tr
from dzmap.ui.overlay.area_tree import AreaTreeView
from dzmap.ui.overlay.bar_row import BarRows, link_label
from dzmap.ui.overlay.tags import TagRow
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme


def _label(text: str, role: str = "") -> QLabel:
    label = plain_label(text)
    label.setWordWrap(True)
    label.setProperty("role", role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line


class DetailsPanel(QWidget):
    """Shows ``Details``; ``opened`` (table, id) follows a link, ``located`` asks to zoom.

    ``here_asked`` wants to know what may come to the zone or park that is shown, ``expand_asked``
    wants it shown level by level on the map, ``zoom_asked`` goes to west, south, east, north.
    """

    opened = Signal(str, str)
    located = Signal()
    here_asked = Signal()
    zoom_asked = Signal(object)
    expand_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._objects: list[tuple[str, str]] = []
        self._at = 0
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._foot = QFrame()
        self._foot.setProperty("panel", "foot")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(8)
        self._buttons = row
        locate = QPushButton(tr("定位"))
        theme.dress(locate, "location")
        locate.clicked.connect(self.located)
        self._here = QPushButton(tr("这里能进什么"))
        self._here.setProperty("primary", True)
        theme.dress(self._here, "shield_checkmark", "on_accent")
        self._here.clicked.connect(self.here_asked)
        self._here.hide()
        row.addWidget(self._here, 1)
        row.addStretch(1)
        row.addWidget(locate)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_stack())
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._foot)
        theme.changed.connect(self._restyle)
        self._details: Details | None = None
        self.clear()

    def show_stack(self, objects: list[tuple[str, str]]) -> None:
        """What lies under the click, topmost first; one object needs no arrows."""
        self._objects = list(objects)
        self._at = 0
        self._stack.setVisible(len(objects) > 1)
        self._tell_stack()

    def _make_stack(self) -> QWidget:
        self._stack = QFrame()
        self._stack.setProperty("panel", "head")
        self._place = plain_label()
        row = QHBoxLayout(self._stack)
        row.setContentsMargins(14, 4, 8, 4)
        row.addWidget(self._place, 1)
        for icon, text, step in (
            ("chevron_left", tr("上一个重叠对象"), -1),
            ("chevron_right", tr("下一个重叠对象"), 1),
        ):
            button = tool_button(self._theme, icon, text)
            button.setFixedSize(32, 32)
            button.clicked.connect(lambda _=False, step=step: self._step(step))
            row.addWidget(button)
        self._stack.hide()
        return self._stack

    def _step(self, step: int) -> None:
        self._at = (self._at + step) % len(self._objects)
        self._tell_stack()
        self.opened.emit(*self._objects[self._at])

    def _tell_stack(self) -> None:
        text = tr("{place} / {count} 个重叠对象")
        self._place.setText(text.format(place=self._at + 1, count=len(self._objects)))

    def clear(self) -> None:
        """Nothing is selected."""
        self._details = None
        hint = _label(tr("在图上或表中选一个对象，这里显示它的面积、数字、目录和来源。"), "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setContentsMargins(24, 48, 24, 24)
        box = QWidget()
        column = QVBoxLayout(box)
        column.addWidget(hint)
        column.addStretch(1)
        self._scroll.setWidget(box)
        self._foot.hide()

    def offer_here(self, offered: bool) -> None:
        """Whether what may come can be asked of the object."""
        self._here.setVisible(offered)

    def show_details(self, details: Details) -> None:
        """Show an object or a summary of many."""
        self._details = details
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(8)
        title = _label(details.title, "object")
        column.addWidget(title)
        if details.tags:
            column.addWidget(TagRow(details.tags))
        column.addLayout(self._lines(details.lines))
        if details.bars is not None:
            self._add_bars(column, details.bars)
        if details.tree is not None:
            self._add_tree(column, details.tree)
        for table in details.tables:
            self._add_table(column, table)
        if details.source:
            column.addWidget(_label(details.source, "secondary"))
        column.addStretch(1)
        self._scroll.setWidget(box)
        self._foot.show()

    def _restyle(self) -> None:
        if self._details is not None:
            self.show_details(self._details)

    def _lines(self, lines: tuple[Line, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 76)
        for row, line in enumerate(lines):
            caption = plain_label(tr(line.caption))
            caption.setProperty("role", "caption")
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(self._value(line), row, 1)
        return grid

    def _value(self, line: Line) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(1)
        row = QHBoxLayout()
        row.setSpacing(6)
        if line.state:
            mark = plain_label()
            mark.setProperty("dzmapIconSize", 16)
            name, role = {
                "ok": ("checkmark", "ok_text"),
                "warn": ("warning", "warn_text"),
                "missing": ("question_circle", "text2"),
            }[line.state]
            self._theme.dress(mark, name, role)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        if line.link is not None:
            table, identifier = line.link
            label = link_label(line.value)
            label.clicked.connect(lambda: self.opened.emit(table, identifier))
            label.setWordWrap(True)
            row.addWidget(label, 1)
        else:
            value = _label(line.value)
            value.setProperty("state", line.state)
            row.addWidget(value, 1)
        box.addLayout(row)
        if line.note:
            box.addWidget(_label(line.note, "secondary"))
        return box

    def _add_bars(self, column: QLayout, bars: BarList) -> None:
        column.addWidget(_rule())
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(_label(tr(bars.title), "strong"), 1)
        column.addWidget(head)
        column.addWidget(_label(bars.caption, "secondary"))
        rows = BarRows(self._theme, bars)
        rows.opened.connect(self.opened)
        column.addWidget(rows)
        if bars.note:
            note = QFrame()
            note.setProperty("note", "ok" if bars.reconciles else "error")
            box = QHBoxLayout(note)
            box.setContentsMargins(10, 8, 10, 8)
            mark = plain_label()
            self._theme.dress(
                mark,
                "checkmark_circle" if bars.reconciles else "error_circle",
                "ok_text" if bars.reconciles else "error_text",
            )
            box.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            box.addWidget(_label(bars.note), 1)
            column.addWidget(note)

    def _add_tree(self, column: QLayout, shown: AreaTree) -> None:
        column.addWidget(_rule())
        view = AreaTreeView(self._theme, shown)
        view.opened.connect(self.opened)
        view.zoom_asked.connect(self.zoom_asked)
        view.expand_asked.connect(self.expand_asked)
        column.addWidget(view)

    def _add_table(self, column: QLayout, table: MiniTable) -> None:
        column.addWidget(_rule())
        column.addWidget(_label(tr(table.title), "strong"))
        if table.note:
            column.addWidget(_label(table.note, "muted"))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        for row, cells in enumerate((table.headers, *table.rows)):
            for place, text in enumerate(cells):
                label = plain_label(tr(text) if text else "")
                label.setProperty("role", "secondary" if row == 0 or place == 0 else "small")
                side = Qt.AlignmentFlag.AlignLeft if place == 0 else Qt.AlignmentFlag.AlignRight
                label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(label, row, place)
        column.addWidget(holder)
