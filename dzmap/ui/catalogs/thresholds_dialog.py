"""分档: the threshold table, 行业 × 开发区级别 × 地块等级 × 条件, with the row's fields below."""

from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.catalogs import TRUE, RequirementClause, Threshold
from dzmap.core.wording import metric_zh
from dzmap.ui.buttons import dialog_buttons
from dzmap.ui.catalogs.choices import Chips, Toggles
from dzmap.ui.catalogs.condition_builder import ConditionBuilder
from dzmap.ui.catalogs.fields import Described, ReadField, settle
from dzmap.ui.catalogs.parts import caption, form_rows
from dzmap.ui.catalogs.vocabulary import Vocabulary, unit_note
from dzmap.ui.catalogs.words import OPERATORS, TIERS
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label, plain_tip

Index = QModelIndex | QPersistentModelIndex
_HEADERS = (later("行业"), later("开发区级别"), later("地块等级"), later("条件"), later("数值"))
_NEW = Threshold(value=0.0)
_ROOT = QModelIndex()


class ThresholdModel(QAbstractTableModel):
    """The rows of a threshold table; ``value`` None in a row: not filled in yet."""

    def __init__(self, words: Vocabulary, clause: RequirementClause) -> None:
        super().__init__()
        self._words, self._clause = words, clause
        self.rows: list[tuple[Threshold, bool]] = [(row, True) for row in clause.thresholds]

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(_HEADERS)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(_HEADERS[section])
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == len(_HEADERS) - 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        row, filled = self.rows[index.row()]
        sign = OPERATORS[self._clause.op]
        value = self._words.amount_text(self._clause.metric, row.value)
        texts = (
            "、".join(map(self._words.industry_title, row.industries)) or tr("全部"),
            "、".join(row.zone_tiers) or tr("全部"),
            "、".join(row.land_grades) or tr("全部"),
            self._words.wording.condition(row.when) if row.when != TRUE else tr("没有"),
            f"{sign} {value}" if filled else tr("未填"),
        )
        text = texts[index.column()]
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def put(self, place: int, row: Threshold, *, filled: bool) -> None:
        """Another row in place of one."""
        self.rows[place] = (row, filled)
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(_HEADERS) - 1))

    def add(self, row: Threshold, *, filled: bool) -> None:
        """A row at the end."""
        self.beginInsertRows(_ROOT, len(self.rows), len(self.rows))
        self.rows.append((row, filled))
        self.endInsertRows()

    def remove(self, place: int) -> None:
        """Take a row away."""
        self.beginRemoveRows(_ROOT, place, place)
        del self.rows[place]
        self.endRemoveRows()


class ThresholdsDialog(QDialog):
    """Ask ``thresholds`` once it was accepted."""

    def __init__(self, words: Vocabulary, clause: RequirementClause, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("分档：{metric}").format(metric=metric_zh(clause.metric)))
        self._words, self._clause = words, clause
        self.model = ThresholdModel(words, clause)
        self.view = self._make_view()
        self.industries = Chips(
            words.theme, tr("行业"), read=words.codes, title=words.industry_title
        )
        self.tiers = Toggles(tr("开发区级别"), TIERS)
        self.grades = Chips(words.theme, tr("地块等级"), placeholder=tr("如 一等"))
        self.value = ReadField(
            tr("数值"), lambda text: words.amount(clause.metric, text), unit_note(clause.metric)
        )
        self.when = ConditionBuilder(words, empty=tr("没有条件"))
        self.industries.changed.connect(lambda values: self._put(industries=values))
        self.tiers.changed.connect(lambda values: self._put(zone_tiers=values))
        self.grades.changed.connect(lambda values: self._put(land_grades=values))
        self.value.read.connect(lambda number: self._put(filled=True, value=number))
        self.when.changed.connect(lambda condition: self._put(when=condition))
        self._fields = QWidget()
        self._lay_out()
        self.view.selectRow(0)
        self._show_row()

    def thresholds(self) -> tuple[Threshold, ...]:
        """The rows that have a value; the one for everybody first."""
        rows = [row for row, filled in self.model.rows if filled]
        return tuple(sorted(rows, key=lambda row: row != Threshold(value=row.value)))

    def add(self) -> None:
        """One more row, to be filled in."""
        self.model.add(_NEW, filled=False)
        self.view.selectRow(self.model.rowCount() - 1)
        self.industries.field.setFocus()

    def remove(self) -> None:
        """Take the selected row away."""
        place = self.view.currentIndex().row()
        if place >= 0:
            self.model.remove(place)
            self._show_row()

    @override
    def accept(self) -> None:
        settle(self)
        lacking = [place for place, (_, filled) in enumerate(self.model.rows) if not filled]
        if lacking:
            self.view.selectRow(lacking[0])
            self.value.complain(tr("这一档还没有数值，填上或删掉这一行"))
            self.value.setFocus()
        elif not self.value.complaint:
            super().accept()

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.model)
        view.setAccessibleName(tr("分档"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.verticalHeader().hide()
        header = view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        view.selectionModel().currentRowChanged.connect(lambda *_: self._show_row())
        return view

    def _lay_out(self) -> None:
        theme = self._words.theme
        add, remove = QPushButton(tr("加一档")), QPushButton(tr("删除这一档"))
        theme.dress(add, "add")
        theme.dress(remove, "delete")
        add.clicked.connect(lambda _=False: self.add())
        remove.clicked.connect(lambda _=False: self.remove())
        tools = QHBoxLayout()
        for button in (add, remove):
            button.setAutoDefault(False)
            tools.addWidget(button)
        tools.addStretch(1)
        rows = form_rows()
        self._fields.setLayout(rows)
        for text, widget in (
            (tr("数值"), Described(self.value)),
            (tr("行业"), self.industries),
            (tr("开发区级别"), self.tiers),
            (tr("地块等级"), self.grades),
            (tr("条件"), self.when),
        ):
            rows.addRow(caption(theme, text), widget)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._fields)
        note = plain_label(
            tr("行业代码最长的一档先用；代码一样长时，写明级别、等级、条件更多的先用。")
        )
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        buttons = dialog_buttons(self, tr("存入草稿"))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addWidget(note)
        box.addWidget(self.view, 2)
        box.addLayout(tools)
        box.addWidget(scroll, 3)
        box.addWidget(buttons)
        open_size(self, 880, 640)

    def _show_row(self) -> None:
        place = self.view.currentIndex().row()
        there = 0 <= place < self.model.rowCount()
        self._fields.setEnabled(there)
        row, filled = self.model.rows[place] if there else (_NEW, False)
        text = self._words.amount_text(self._clause.metric, row.value) if filled else ""
        self.value.show_text(text)
        self.industries.show_values(row.industries)
        self.tiers.show_values(row.zone_tiers)
        self.grades.show_values(row.land_grades)
        self.when.show_condition(row.when)

    def _put(self, *, filled: bool = False, **fields: object) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < self.model.rowCount():
            row, before = self.model.rows[place]
            changed = replace(row, **fields)  # type: ignore[arg-type]
            self.model.put(place, changed, filled=filled or before)
            if filled:
                self._show_row()
