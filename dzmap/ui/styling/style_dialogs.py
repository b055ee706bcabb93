"""符号…, 标注…, 筛选… and 比例范围… of one layer: tried out on the map, kept when accepted."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.attribute_filter import AttributeFilter, FilterError
from dzmap.core.layer_style import Category, Labelling, LayerStyle, Look, Rendering
from dzmap.core.symbols import Symbol
from dzmap.ui.buttons import dialog_buttons
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.styling.colour_button import ColourButton
from dzmap.ui.styling.filter_rows import FilterRows
from dzmap.ui.styling.look_form import LookForm

if TYPE_CHECKING:
    from dzmap.services.map_model import MapLayer

_PATIENCE_MS = 250
SCALES = (2_000_000, 1_000_000, 500_000, 300_000, 200_000, 100_000, 50_000, 25_000, 10_000, 5_000)


class StyleDialog(QDialog):
    """A part of a layer's style; each change is tried out on the map, cancelling takes it back."""

    def __init__(self, desk: Desk, layer: "MapLayer", title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._layer = layer
        self._title = title
        self._style = desk.styles.of(layer.id)
        self.setWindowTitle(f"{title}：{tr(layer.title)}")
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self._try_out)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 20, 20, 16)
        self._layout.setSpacing(12)

    def style_now(self) -> LayerStyle:
        """The style with what this dialog says."""
        raise NotImplementedError

    def finish(self, *, verb: str) -> None:
        """Put the buttons in."""
        self._layout.addWidget(dialog_buttons(self, verb))

    def later(self) -> None:
        """Something changed: the map follows in a moment."""
        self._soon.start()

    def _try_out(self) -> None:
        self._desk.styles.try_out(self.style_now())

    @override
    def accept(self) -> None:
        self._soon.stop()
        self._desk.styles.choose(self.style_now(), f"{self._title}：{self._layer.title}")
        super().accept()

    @override
    def reject(self) -> None:
        self._soon.stop()
        self._desk.styles.try_out(None)
        super().reject()


class SymbologyDialog(StyleDialog):
    """符号…: how the features are drawn."""

    def __init__(self, desk: Desk, layer: "MapLayer", parent: QWidget | None = None) -> None:
        from dzmap.services.style_columns import columns_of

        super().__init__(desk, layer, tr("符号"), parent)
        session = desk.document.session
        columns = columns_of(layer, session) if session is not None else ()
        self.form = LookForm(layer.kind, columns, self._proposed)
        symbol = layer.classes[0].symbol if layer.classes else Symbol()
        self._had = self._style.look is not None
        self.form.show_look(self._style.look or _present(layer), symbol)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self.form)
        self._layout.addWidget(scroll, 1)
        self.built_in = QCheckBox(tr("恢复自带的符号"))
        self.built_in.toggled.connect(self.form.setDisabled)
        self.built_in.toggled.connect(self.later)
        self._layout.addWidget(self.built_in)
        self.finish(verb=tr("采用"))
        self.form.changed.connect(self.later)
        open_size(self, 480, 620)

    @override
    def style_now(self) -> LayerStyle:
        look = None if self.built_in.isChecked() else self.form.look()
        return replace(self._style, look=look)

    def _proposed(self, column: str) -> Sequence[Category]:
        from dzmap.services.style_columns import LookError
        from dzmap.services.style_presets import proposed_categories

        session = self._desk.document.session
        if session is None:
            return ()
        try:
            return proposed_categories(self._layer, session, column)
        except LookError as error:
            self.form.say(str(error))
            return ()


def _present(layer: "MapLayer") -> Look:
    """The built-in look of a layer as one that can be changed."""
    if len(layer.classes) == 1:
        return Look(symbol=layer.classes[0].symbol)
    categories = tuple(
        Category(value=entry.value, label=entry.label, symbol=entry.symbol)
        for entry in layer.classes
    )
    return Look(rendering=Rendering.CATEGORISED, column="class", categories=categories)


class LabelDialog(StyleDialog):
    """标注…: which text stands at the features."""

    def __init__(self, desk: Desk, layer: "MapLayer", parent: QWidget | None = None) -> None:
        from dzmap.services.style_columns import columns_of

        super().__init__(desk, layer, tr("标注"), parent)
        session = desk.document.session
        columns = columns_of(layer, session) if session is not None else ()
        given = self._style.labelling or _own_labels(layer)
        self.shown = _box(tr("显示标注"), given.shown)
        self.column = QComboBox()
        self.column.setMaxVisibleItems(20)
        self.column.addItem(tr("图层自带"), "")
        for column in columns:
            self.column.addItem(tr(column.zh), column.name)
        self.column.setCurrentIndex(max(0, self.column.findData(given.column)))
        self.font_size = QDoubleSpinBox()
        self.font_size.setRange(6, 40)
        self.font_size.setDecimals(1)
        self.font_size.setSuffix(" pt")
        self.font_size.setValue(given.size_pt)
        self.colour = ColourButton(tr("颜色"))
        self.colour.show_colour(given.color)
        self.bold = _box(tr("粗体"), given.bold)
        self.italic = _box(tr("斜体"), given.italic)
        self.halo = _box(tr("白边"), given.halo)
        self.coarsest = _scale_combo(tr("所有比例尺"), given.coarsest)
        self.only = QGroupBox(tr("只标注符合条件的"))
        self.only.setCheckable(True)
        self.rows = FilterRows(desk.theme, columns)
        self.rows.set_filter(given.rule)
        self.only.setChecked(given.rule is not None and bool(given.rule.rows))
        self._arrange()
        self._listen()
        open_size(self, 520, 560)

    def _arrange(self) -> None:
        form = QFormLayout()
        form.addRow("", self.shown)
        for caption, field in (
            (tr("内容"), self.column),
            (tr("字号"), self.font_size),
            (tr("颜色"), self.colour),
            (tr("从哪个比例尺起"), self.coarsest),
        ):
            field.setAccessibleName(caption)
            form.addRow(caption, field)
        for box in (self.bold, self.italic, self.halo):
            form.addRow("", box)
        inside = QVBoxLayout(self.only)
        inside.addWidget(self.rows)
        self._layout.addLayout(form)
        self._layout.addWidget(self.only)
        self._layout.addStretch(1)
        self.finish(verb=tr("采用"))

    def _listen(self) -> None:
        for box in (self.shown, self.bold, self.italic, self.halo, self.only):
            box.toggled.connect(self.later)
        for combo in (self.column, self.coarsest):
            combo.activated.connect(self.later)
        self.font_size.valueChanged.connect(self.later)
        self.colour.changed.connect(self.later)
        self.rows.changed.connect(self.later)

    @override
    def style_now(self) -> LayerStyle:
        labelling = Labelling(
            shown=self.shown.isChecked(),
            column=str(self.column.currentData()),
            size_pt=self.font_size.value(),
            color=self.colour.colour,
            bold=self.bold.isChecked(),
            italic=self.italic.isChecked(),
            halo=self.halo.isChecked(),
            coarsest=self.coarsest.currentData(),
            rule=self.rows.filter() if self.only.isChecked() else None,
        )
        return replace(self._style, labelling=labelling)


def _box(text: str, on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(on)
    return box


def _own_labels(layer: "MapLayer") -> Labelling:
    own = layer.label
    if own is None:
        return Labelling(shown=False)
    return Labelling(
        size_pt=own.size_pt, color=own.color, bold=own.bold, italic=own.italic, halo=own.halo
    )


class FilterDialog(StyleDialog):
    """筛选…: which features are drawn."""

    def __init__(self, desk: Desk, layer: "MapLayer", parent: QWidget | None = None) -> None:
        from dzmap.services.style_columns import columns_of

        super().__init__(desk, layer, tr("筛选"), parent)
        session = desk.document.session
        columns = columns_of(layer, session) if session is not None else ()
        self._whole = layer
        self.rows = FilterRows(desk.theme, columns)
        self.rows.set_filter(self._style.filter)
        self.count = QLabel()
        self.count.setWordWrap(True)
        self._layout.addWidget(self.rows)
        self._layout.addWidget(self.count)
        self._layout.addStretch(1)
        self.finish(verb=tr("筛选"))
        self.rows.changed.connect(self.later)
        self._say_count()
        open_size(self, 560, 320)

    @override
    def style_now(self) -> LayerStyle:
        return replace(self._style, filter=self._filter())

    def _filter(self) -> AttributeFilter | None:
        condition = self.rows.filter()
        return condition if condition is not None and condition.rows else None

    def _matched(self, condition: AttributeFilter) -> tuple[int, str]:
        from dzmap.services.styling import matching

        session = self._desk.document.session
        if session is None:
            return 0, ""
        try:
            return int(matching(self._whole, condition, session).sum()), ""
        except FilterError as error:
            return 0, str(error)

    @override
    def _try_out(self) -> None:
        self._say_count()
        super()._try_out()

    def _say_count(self) -> None:
        condition = self.rows.filter()
        if condition is None:
            self.count.setText("")
            return
        count, fault = self._matched(condition)
        text = tr("{every} 个中有 {count} 个符合").format(
            every=f"{len(self._whole.features):,}", count=f"{count:,}"
        )
        self.count.setText(fault or text)


class ScaleDialog(StyleDialog):
    """比例范围…: at which scales the layer is drawn."""

    def __init__(self, desk: Desk, layer: "MapLayer", parent: QWidget | None = None) -> None:
        super().__init__(desk, layer, tr("比例范围"), parent)
        coarsest = math.inf if self._style.coarsest is None else self._style.coarsest
        self.coarsest = _scale_combo(tr("不限"), coarsest)
        self.finest = _scale_combo(tr("不限"), self._style.finest or 0.0, none=0.0)
        form = QFormLayout()
        for caption, field in ((tr("最小比例尺"), self.coarsest), (tr("最大比例尺"), self.finest)):
            field.setAccessibleName(caption)
            field.activated.connect(self.later)
            form.addRow(caption, field)
        self._layout.addLayout(form)
        self.finish(verb=tr("采用"))

    @override
    def style_now(self) -> LayerStyle:
        coarsest, finest = self.coarsest.currentData(), self.finest.currentData()
        return replace(
            self._style,
            coarsest=None if math.isinf(coarsest) else coarsest,
            finest=finest or None,
        )


def _scale_combo(every: str, chosen: float, *, none: float = math.inf) -> QComboBox:
    combo = QComboBox()
    combo.addItem(every, none)
    offered = sorted({*map(float, SCALES), *([chosen] if math.isfinite(chosen) and chosen else [])})
    for scale in reversed(offered):
        combo.addItem(f"1:{scale:,.0f}".replace(",", " "), scale)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
    return combo
