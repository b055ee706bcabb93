"""标注…, 筛选… and 比例范围… of one layer: tried out on the map, kept when accepted."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QWidget,
)
from typing_extensions import override

from dzmap.core.attribute_filter import AttributeFilter, FilterError
from dzmap.core.layer_style import Labelling, LayerStyle
from dzmap.ui.dialog_size import open_size
from dzmap.ui.filter_rows import FilterRows
from dzmap.ui.i18n import tr
from dzmap.ui.padded import padded
from dzmap.ui.page import Desk
from dzmap.ui.plain_text import plain_label
from dzmap.ui.styling.colour_button import ColourButton
from dzmap.ui.styling.style_dialog import StyleDialog

if TYPE_CHECKING:
    from dzmap.services.map_model import MapLayer
    from dzmap.services.session import Session

_OFFERED = 200  # values offered while one is typed
SCALES = (2_000_000, 1_000_000, 500_000, 300_000, 200_000, 100_000, 50_000, 25_000, 10_000, 5_000)


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
        self.font_size = padded(QDoubleSpinBox())
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
        self.only = QCheckBox(tr("只标注符合条件的"))
        self.rows = FilterRows(desk.theme, columns, value_offers(layer, session))
        self.rows.set_filter(given.rule)
        self.only.setChecked(given.rule is not None and bool(given.rule.rows))
        self.rows.setVisible(self.only.isChecked())
        self.only.toggled.connect(self.rows.setVisible)
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
        self._layout.addLayout(form)
        self._layout.addWidget(self.only)
        self._layout.addWidget(self.rows)
        self._layout.addStretch(1)
        self.finish(verb=tr("采用"))

    def _listen(self) -> None:
        for box in (self.shown, self.bold, self.italic, self.halo, self.only):
            box.toggled.connect(self.try_soon)
        for combo in (self.column, self.coarsest):
            combo.activated.connect(self.try_soon)
        self.font_size.valueChanged.connect(self.try_soon)
        self.colour.changed.connect(self.try_soon)
        self.rows.changed.connect(self.try_soon)

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
        self._whole = desk.styles.built_in(layer)
        self.rows = FilterRows(desk.theme, columns, value_offers(self._whole, session))
        self.rows.set_filter(self._style.filter)
        self.count = plain_label()
        self.count.setWordWrap(True)
        self._layout.addWidget(self.rows)
        self._layout.addWidget(self.count)
        self._layout.addStretch(1)
        self.finish(verb=tr("筛选"))
        self.rows.changed.connect(self.try_soon)
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
            self.count.setText(tr("条件还没有填完整，地图上暂不筛选。"))
            return
        count, fault = self._matched(condition)
        text = tr("{every} 个中有 {count} 个符合").format(
            every=f"{len(self._whole.features):,}", count=f"{count:,}"
        )
        self.count.setText(fault or text)


def value_offers(layer: "MapLayer", session: "Session | None") -> Callable[[str], Sequence[str]]:
    """The most frequent values of a column of a layer, to be offered while one is typed."""

    def offers(name: str) -> Sequence[str]:
        from dzmap.services.look_classes import value_counts
        from dzmap.services.style_columns import LookError, column_of, column_values

        try:
            if session is None or column_of(layer, session, name).numeric:
                return ()
            return [
                text for text, _ in value_counts(column_values(layer, session, name))[:_OFFERED]
            ]
        except LookError:
            return ()

    return offers


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
            field.activated.connect(self.try_soon)
            here = QPushButton(tr("用当前比例尺"))
            here.setAccessibleName(f"{caption} {here.text()}")
            here.setEnabled(desk.stage.scale > 0)
            here.clicked.connect(lambda _=False, field=field: self._take_current(field))
            row = QHBoxLayout()
            row.addWidget(field, 1)
            row.addWidget(here)
            form.addRow(caption, row)
        self._layout.addLayout(form)
        self._order = plain_label()
        self._order.setProperty("state", "error")
        self._order.setWordWrap(True)
        self._layout.addWidget(self._order)
        self.finish(verb=tr("采用"))

    def _take_current(self, field: QComboBox) -> None:
        scale = float(f"{self._desk.stage.scale:.3g}")
        if field.findData(scale) < 0:
            field.addItem(_scale_text(scale), scale)
        field.setCurrentIndex(field.findData(scale))
        self.try_soon()

    @override
    def _try_out(self) -> None:
        hidden = self.finest.currentData() > self.coarsest.currentData()
        self._order.setText(tr("最大比例尺比最小比例尺还小，图层不会显示。") if hidden else "")
        super()._try_out()

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
        combo.addItem(_scale_text(scale), scale)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
    return combo


def _scale_text(denominator: float) -> str:
    return f"1:{denominator:,.0f}".replace(",", " ")
