"""How a layer is drawn: the kind of picture, the column it is about, classes, colours, sizes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.layer_style import Look, Method, Per, Rendering, Statistic
from dzmap.core.quantities import QuantityError, parse_quantity
from dzmap.core.ramps import Ramp, ramps
from dzmap.core.symbols import Symbol
from dzmap.ui.i18n import later, tr
from dzmap.ui.padded import padded
from dzmap.ui.plain_text import plain_label
from dzmap.ui.styling.category_table import CategoryTable
from dzmap.ui.styling.symbol_editor import SymbolEditor

if TYPE_CHECKING:
    from dzmap.core.layer_style import Category
    from dzmap.services.style_columns import StyleColumn

_RENDERINGS = (
    (Rendering.SINGLE, later("单一符号"), ("point", "line", "polygon")),
    (Rendering.CATEGORISED, later("分类"), ("point", "line", "polygon")),
    (Rendering.GRADUATED, later("分级设色"), ("point", "line", "polygon")),
    (Rendering.PROPORTIONAL, later("比例符号"), ("point", "polygon")),
    (Rendering.HEAT, later("热力"), ("point",)),
    (Rendering.CLUSTERS, later("聚合点"), ("point",)),
    (Rendering.GRID, later("格网统计"), ("point",)),
)
_METHODS = (
    (Method.NATURAL_BREAKS, later("自然间断")),
    (Method.QUANTILE, later("分位数")),
    (Method.EQUAL_INTERVAL, later("等间距")),
    (Method.STANDARD_DEVIATION, later("标准差")),
    (Method.MANUAL, later("手工分级")),
)
_PER = (
    (Per.NOTHING, later("总量")),
    (Per.MU, later("每亩")),
    (Per.HECTARE, later("每公顷")),
    (Per.ENTERPRISE, later("每家企业")),
)
_BASIS = {Per.MU: later(" 亩"), Per.HECTARE: later(" 公顷"), Per.ENTERPRISE: later(" 家")}
_STATISTICS = (
    (Statistic.COUNT, later("个数")),
    (Statistic.SUM, later("合计")),
    (Statistic.MEAN, later("平均")),
)
_OWN = "class"  # the column by which the built-in map sorts its features
_WITH_RAMP = (Rendering.GRADUATED, Rendering.HEAT, Rendering.GRID)
_WITH_CLASSES = (Rendering.GRADUATED, Rendering.GRID)
_WITH_SYMBOL = (Rendering.SINGLE, Rendering.PROPORTIONAL)


class LookForm(QWidget):
    """Shows a look and changes it; ``changed`` tells of each change of the user.

    ``propose`` gives the categories of a column when the user chooses one, ``per`` is what sums can
    be divided by.
    """

    changed = Signal()

    def __init__(
        self,
        kind: str,
        columns: Sequence["StyleColumn"],
        propose: Callable[[str], Sequence["Category"]],
        per: Sequence[Per] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._columns = columns
        self._propose = propose
        self._per = (Per.NOTHING, *per)
        self._silent = False
        self._base = Look()
        self._rows: list[tuple[QWidget, tuple[Rendering, ...]]] = []
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        self._add_fields()
        self.ramp.setToolTip(tr("所列色带色觉障碍者也能分辨；除增减两种外，黑白打印深浅依次可分。"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._form)
        layout.addWidget(self.editor)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._table_foot())
        layout.addStretch(0)

    def _add_fields(self) -> None:
        everything = tuple(Rendering)
        self.rendering = _combo(
            [(one, text) for one, text, kinds in _RENDERINGS if self._kind in kinds]
        )
        self.column = QComboBox()
        self.column.setMaxVisibleItems(20)
        self.statistic = _combo(_STATISTICS)
        self.per = _combo([(one, text) for one, text in _PER if one in self._per])
        self.least = _number(0, 1_000_000, 0, "")
        self.method = _combo(_METHODS)
        self.count = padded(QSpinBox())
        self.count.setRange(2, 9)
        self.breaks = QLineEdit()
        self.breaks.setPlaceholderText(tr("各级上限，例如 100、500、1000"))
        self.ramp = QComboBox()
        self.ramp.setIconSize(QSize(96, 14))
        for ramp in ramps().values():
            self.ramp.addItem(_ramp_icon(ramp), tr(ramp.zh), ramp.name)
        self.turned = QCheckBox(tr("颜色反过来"))
        self.largest = _number(6, 120, 0, " px")
        self.radius = _number(6, 120, 0, " px")
        self.cell = _number(50, 50_000, 0, " m")
        self.hexagons = QCheckBox(tr("六边形（不勾为方格）"))
        self.note = plain_label()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        columned = tuple(
            one for one in everything if one not in (Rendering.SINGLE, Rendering.CLUSTERS)
        )
        R = Rendering  # noqa: N806 - the rows below read as a table
        for caption, field, where in (
            (tr("画法"), self.rendering, everything),
            (tr("统计"), self.statistic, (R.GRID,)),
            (tr("按哪一列"), self.column, columned),
            (tr("归一化"), self.per, (R.GRADUATED,) if len(self._per) > 1 else ()),
            (tr("基数过小"), self.least, (R.GRADUATED,) if len(self._per) > 1 else ()),
            (tr("格子大小"), self.cell, (R.GRID,)),
            ("", self.hexagons, (R.GRID,)),
            (tr("分级方法"), self.method, _WITH_CLASSES),
            (tr("级数"), self.count, _WITH_CLASSES),
            (tr("分级界限"), self.breaks, _WITH_CLASSES),
            (tr("颜色"), self.ramp, _WITH_RAMP),
            ("", self.turned, _WITH_RAMP),
            (tr("最大符号"), self.largest, (R.PROPORTIONAL,)),
            (tr("半径"), self.radius, (R.HEAT, R.CLUSTERS)),
            ("", self.note, everything),
        ):
            if caption:
                field.setAccessibleName(caption)
            self._form.addRow(caption, field)
            self._rows.append((field, where))
        self.editor = SymbolEditor(self._kind)
        self.table = CategoryTable(self._kind)
        for combo in (
            self.rendering,
            self.statistic,
            self.column,
            self.per,
            self.method,
            self.ramp,
        ):
            combo.activated.connect(self._took)
        for spin in (self.least, self.largest, self.radius, self.cell):
            spin.valueChanged.connect(self._took)
        self.count.valueChanged.connect(self._took)
        self.breaks.editingFinished.connect(self._took)
        for box in (self.turned, self.hexagons):
            box.toggled.connect(self._took)
        self.rendering.activated.connect(self._rendering_chosen)
        self.column.activated.connect(self._propose_categories)
        self.editor.changed.connect(self._took)
        self.table.changed.connect(self._took)

    def _table_foot(self) -> QHBoxLayout:
        self._again = QPushButton(tr("按数据重新分类"))
        self._again.clicked.connect(self._propose_categories)
        self._away = QPushButton(tr("去掉选中的类"))
        self._away.clicked.connect(self.table.remove_selected)
        foot = QHBoxLayout()
        foot.addWidget(self._again)
        foot.addWidget(self._away)
        foot.addStretch(1)
        return foot

    def show_look(self, look: Look, symbol: Symbol) -> None:
        """Show a look without telling; ``symbol`` is the layer's where the look has none."""
        self._silent = True
        self._base = look
        _choose(self.rendering, look.rendering)
        _choose(self.statistic, look.statistic)
        _choose(self.per, look.per)
        _choose(self.method, look.method)
        _choose(self.ramp, look.ramp)
        self.least.setValue(look.least_basis)
        self.count.setValue(look.class_count)
        self.breaks.setText("、".join(f"{limit:.12g}" for limit in look.breaks))
        self.turned.setChecked(look.reversed_ramp)
        self.largest.setValue(look.largest_size)
        self.radius.setValue(look.radius)
        self.cell.setValue(look.cell_m)
        self.hexagons.setChecked(look.hexagons)
        self.editor.show_symbol(look.symbol or symbol)
        self.table.show_categories(look.categories)
        self._offer_columns(look.column)
        self._silent = False
        self._arrange()

    def look(self) -> Look:
        """The look as it was changed."""
        rendering = self.rendering.currentData()
        counts_only = (
            rendering is Rendering.GRID and self.statistic.currentData() is Statistic.COUNT
        )
        return replace(
            self._base,
            rendering=rendering,
            symbol=self.editor.symbol() if rendering in _WITH_SYMBOL else self._base.symbol,
            column="" if counts_only else str(self.column.currentData() or ""),
            categories=self.table.categories(),
            method=self.method.currentData(),
            class_count=self.count.value(),
            breaks=self._breaks(),
            ramp=str(self.ramp.currentData()),
            reversed_ramp=self.turned.isChecked(),
            per=self.per.currentData(),
            least_basis=self.least.value(),
            largest_size=self.largest.value(),
            radius=self.radius.value(),
            cell_m=self.cell.value(),
            hexagons=self.hexagons.isChecked(),
            statistic=self.statistic.currentData(),
        )

    def take_breaks(self, breaks: Sequence[float]) -> None:
        """Use these class limits, as ones that the user gave."""
        _choose(self.method, Method.MANUAL)
        self.breaks.setText("、".join(f"{limit:.12g}" for limit in breaks))
        self._took()

    def show_categories(self, categories: Sequence["Category"]) -> None:
        """Take other categories, such as a preset."""
        self.table.show_categories(categories)
        self._took()

    def say(self, text: str) -> None:
        """Say what stands against this look, or nothing."""
        self.note.setText(text)

    def _breaks(self) -> tuple[float, ...]:
        found = []
        for part in self.breaks.text().replace("，", "、").replace(" ", "、").split("、"):
            try:
                number = parse_quantity(part) if part.strip() else None
            except QuantityError:
                continue
            if number is not None:
                found.append(number)
        return tuple(sorted(set(found)))

    def _offer_columns(self, chosen: str) -> None:
        """Numbers only, except for categories; heat may go without."""
        rendering = self.rendering.currentData()
        self.column.clear()
        if rendering is Rendering.HEAT:
            self.column.addItem(tr("每个点一样"), "")
        if rendering is Rendering.CATEGORISED and self._base.column == _OWN:
            self.column.addItem(tr("图层自带的分类"), _OWN)
        for column in self._columns:
            if column.numeric or rendering is Rendering.CATEGORISED:
                unit = f"（{column.unit}）" if column.unit else ""
                self.column.addItem(f"{tr(column.zh)}{unit}", column.name)
        self.column.setCurrentIndex(max(0, self.column.findData(chosen)))

    def _rendering_chosen(self) -> None:
        self._offer_columns(str(self.column.currentData() or ""))
        self._arrange()
        if self.rendering.currentData() is Rendering.CATEGORISED and not self.table.categories():
            self._propose_categories()
        else:
            self._took()

    def _propose_categories(self) -> None:
        column = str(self.column.currentData() or "")
        if self.rendering.currentData() is Rendering.CATEGORISED and column not in ("", _OWN):
            self.table.show_categories(self._propose(column))
        self._took()

    def _took(self) -> None:
        self._arrange()
        if not self._silent:
            self.changed.emit()

    def _arrange(self) -> None:
        """Show the fields of the chosen kind of picture, and no others."""
        rendering = self.rendering.currentData()
        manual = self.method.currentData() is Method.MANUAL
        shown = {
            self.breaks: rendering in _WITH_CLASSES and manual,
            self.count: rendering in _WITH_CLASSES and not manual,
            self.least: len(self._per) > 1
            and rendering is Rendering.GRADUATED
            and self.per.currentData() is not Per.NOTHING,
            self.column: rendering not in (Rendering.SINGLE, Rendering.CLUSTERS)
            and not (
                rendering is Rendering.GRID and self.statistic.currentData() is Statistic.COUNT
            ),
            self.note: bool(self.note.text()),
        }
        self.least.setSuffix(tr(_BASIS.get(self.per.currentData(), "")))
        for field, where in self._rows:
            self._form.setRowVisible(field, shown.get(field, rendering in where))
        self.editor.setVisible(rendering in _WITH_SYMBOL)
        for part in (self.table, self._again, self._away):
            part.setVisible(rendering is Rendering.CATEGORISED)


def _combo(choices: Sequence[tuple[object, str]]) -> QComboBox:
    combo = QComboBox()
    for value, text in choices:
        combo.addItem(tr(text), value)
    return combo


def _choose(combo: QComboBox, value: object) -> None:
    for place in range(combo.count()):
        if combo.itemData(place) == value:
            combo.setCurrentIndex(place)


def _number(least: float, most: float, decimals: int, suffix: str) -> QDoubleSpinBox:
    spin = padded(QDoubleSpinBox())
    spin.setRange(least, most)
    spin.setDecimals(decimals)
    spin.setSuffix(suffix)
    spin.setGroupSeparatorShown(True)
    return spin


def _ramp_icon(ramp: Ramp) -> QIcon:
    picture = QPixmap(96, 14)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    colours = ramp.colours(6)
    for place, colour in enumerate(colours):
        painter.fillRect(place * 16, 0, 16, 14, QColor(colour))
    painter.end()
    return QIcon(picture)
