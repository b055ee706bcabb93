"""One symbol: fill, line, dashes, hatch, mark and size, as far as the kind of layer has them."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QSpinBox, QWidget

from dzmap.core.symbols import Hatch, Mark, Symbol
from dzmap.ui.i18n import later, tr
from dzmap.ui.padded import padded
from dzmap.ui.styling.colour_button import ColourButton

_DASHES = (
    (later("实线"), ()),
    (later("短划线"), (4.0, 3.0)),
    (later("长划线"), (9.0, 4.0)),
    (later("点划线"), (8.0, 3.0, 2.0, 3.0)),
    (later("双点划线"), (7.0, 2.5, 1.5, 2.5)),
)
_HATCHES = (
    (later("无"), Hatch.NONE),
    (later("斜线"), Hatch.DIAGONAL),
    (later("反斜线"), Hatch.BACK),
    (later("横线"), Hatch.HORIZONTAL),
    (later("交叉线"), Hatch.CROSS),
)
_MARKS = (
    (later("圆点"), Mark.DISK),
    (later("圆圈"), Mark.RING),
    (later("菱形"), Mark.DIAMOND),
    (later("方框"), Mark.SQUARE_HOLLOW),
)


class SymbolEditor(QWidget):
    """Shows a symbol and changes it; ``changed`` tells of each change of the user."""

    changed = Signal()

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = Symbol()
        self._silent = False
        self.fill = ColourButton(tr("填充颜色"), optional=True)
        self.opacity = padded(QSpinBox())
        self.opacity.setRange(0, 100)
        self.opacity.setSuffix(" %")
        self.line = ColourButton(tr("线颜色"), optional=True)
        self.line_width = padded(QDoubleSpinBox())
        self.line_width.setRange(0, 12)
        self.line_width.setSingleStep(0.2)
        self.line_width.setDecimals(1)
        self.line_width.setSuffix(" px")
        self.core = ColourButton(tr("双线的内线"), optional=True)
        self.casing = ColourButton(tr("线外的衬边"), optional=True)
        self.casing_width = padded(QDoubleSpinBox())
        self.casing_width.setRange(0.5, 12)
        self.casing_width.setSingleStep(0.5)
        self.casing_width.setDecimals(1)
        self.casing_width.setSuffix(" px")
        self.dash = _combo(_DASHES)
        self.hatch = _combo(_HATCHES)
        self.hatch_colour = ColourButton(tr("花纹颜色"), optional=True)
        self.mark = _combo(_MARKS)
        self.mark_size = padded(QDoubleSpinBox())
        self.mark_size.setRange(1, 60)
        self.mark_size.setDecimals(1)
        self.mark_size.setSuffix(" px")
        rows: tuple[tuple[str, QWidget, tuple[str, ...]], ...] = (
            (tr("形状"), self.mark, ("point",)),
            (tr("大小"), self.mark_size, ("point",)),
            (tr("填充颜色"), self.fill, ("point", "polygon")),
            (tr("填充不透明度"), self.opacity, ("polygon",)),
            (tr("花纹"), self.hatch, ("polygon",)),
            (tr("花纹颜色"), self.hatch_colour, ("polygon",)),
            (tr("线颜色"), self.line, ("point", "line", "polygon")),
            (tr("线宽"), self.line_width, ("point", "line", "polygon")),
            (tr("线型"), self.dash, ("line", "polygon")),
            (tr("双线的内线"), self.core, ("line", "polygon")),
            (tr("线外的衬边"), self.casing, ("line", "polygon")),
            (tr("衬边宽"), self.casing_width, ("line", "polygon")),
        )
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        for caption, field, kinds in rows:
            field.setAccessibleName(caption)
            if kind in kinds:
                form.addRow(caption, field)
        for button in (self.fill, self.line, self.hatch_colour, self.core, self.casing):
            button.changed.connect(self._tell)
        for spin in (self.opacity, self.line_width, self.mark_size, self.casing_width):
            spin.valueChanged.connect(self._tell)
        for combo in (self.dash, self.hatch, self.mark):
            combo.activated.connect(self._tell)

    def show_symbol(self, symbol: Symbol) -> None:
        """Show a symbol without telling."""
        self._base = symbol
        self._silent = True
        self.fill.show_colour(symbol.fill)
        self.opacity.setValue(round(symbol.fill_opacity * 100))
        self.line.show_colour(symbol.line)
        self.line_width.setValue(symbol.line_width)
        self.hatch_colour.show_colour(symbol.hatch_color)
        self.mark_size.setValue(symbol.size)
        self.core.show_colour(symbol.core)
        self.casing.show_colour(symbol.casing)
        self.casing_width.setValue(symbol.casing_width)
        for combo, value in (
            (self.dash, symbol.dash),
            (self.hatch, symbol.hatch),
            (self.mark, symbol.mark),
        ):
            _show(combo, value)
        self._silent = False

    def symbol(self) -> Symbol:
        """The symbol as it was changed; what the editor does not offer stays."""
        hatch = self.hatch.currentData()
        return replace(
            self._base,
            fill=self.fill.colour,
            fill_opacity=self.opacity.value() / 100,
            line=self.line.colour,
            line_width=self.line_width.value(),
            dash=self.dash.currentData(),
            core=self.core.colour,
            casing=self.casing.colour,
            casing_width=self.casing_width.value(),
            hatch=hatch,
            hatch_color=self.hatch_colour.colour
            or (self.line.colour if hatch is not Hatch.NONE else ""),
            mark=self.mark.currentData(),
            size=self.mark_size.value(),
        )

    def _tell(self) -> None:
        if not self._silent:
            self.changed.emit()


def _combo(choices: tuple[tuple[str, object], ...]) -> QComboBox:
    combo = QComboBox()
    for text, value in choices:
        combo.addItem(tr(text), value)
    return combo


def _show(combo: QComboBox, value: object) -> None:
    """Show a value; one that is not offered (a verdict's mark) stands as 自带."""
    for place in range(combo.count()):
        if combo.itemData(place) == value:
            combo.setCurrentIndex(place)
            return
    combo.addItem(tr("原样"), value)
    combo.setCurrentIndex(combo.count() - 1)
