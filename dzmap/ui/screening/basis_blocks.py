"""③ 目录版本 and ④ 空间数据: what a run stands on, said before it starts."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from dzmap.services import symbology
from dzmap.services.map_model import SymbolClass
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.screening.basis import CatalogBasis, LayerBasis
from dzmap.ui.screening.blocks import Block, Link, note
from dzmap.ui.swatches import swatch
from dzmap.ui.theme.theme import Theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CatalogsBlock(Block):
    """Which catalogs count on the day of judgement; ``list_asked`` shows all of them."""

    list_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 3, tr("目录版本"))
        icon = plain_label()
        theme.dress(icon, "library", "text")
        self._total, self._levels, self._left_out = plain_label(), note(), note()
        self._total.setWordWrap(True)
        self._left_out.setProperty("state", "warn")
        see = Link(tr("查看"))
        see.setAccessibleName(tr("查看准入目录"))
        see.asked.connect(self.list_asked)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._total, 1)
        line.addWidget(see, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(line)
        for label in (self._levels, self._left_out):
            label.setContentsMargins(28, 0, 0, 0)
            self.box.addWidget(label)
        self.show_catalogs(None)

    def show_catalogs(self, basis: CatalogBasis | None) -> None:
        """Say what is in force, and name the drafts that are not counted."""
        if basis is None:
            self.side.setText("")
            self._total.setText(tr("正在读取"))
            self._levels.hide()
            self._left_out.hide()
            return
        self.side.setText(basis.as_of.isoformat())
        count = len(basis.in_force)
        if count:
            text = tr("{count} 部目录有效").format(count=count)
            self._total.setText(text if basis.drafts else f"{text}，{tr('均已发布')}")
        else:
            self._total.setText(tr("判定日没有有效的目录，结论都是“资料不足”"))
        self._levels.setText(basis.by_level())
        self._levels.setVisible(bool(count))
        names = "、".join(catalog.title for catalog in basis.drafts)
        self._left_out.setText(tr("草稿没有计入：{names}").format(names=names))
        self._left_out.setVisible(bool(names))


class LayersBlock(Block):
    """Each control layer with its date and coverage."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 4, tr("空间数据"))
        self._theme = theme
        self._layers: tuple[LayerBasis, ...] = ()
        self._rows = QWidget()
        QGridLayout(self._rows)
        self.box.addWidget(self._rows)
        self.box.addWidget(note(tr("覆盖范围以外一律判为“资料不足”，不会判为准入。")))
        theme.changed.connect(lambda: self.show_layers(self._layers))

    def show_layers(self, layers: tuple[LayerBasis, ...]) -> None:
        """One row per layer."""
        self._layers = layers
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for row, layer in enumerate(layers):
            name = plain_label(layer.name)
            name.setWordWrap(True)
            day = plain_label(layer.data_date)
            day.setProperty("role", "secondary")
            for widget in (name, day):
                widget.setToolTip(plain_tip(layer.source))
            grid.addWidget(self._swatch(layer), row, 0)
            grid.addWidget(name, row, 1)
            grid.addWidget(day, row, 2)
            grid.addWidget(_tag(layer), row, 3, _RIGHT)
        if not layers:
            grid.addWidget(note(tr("项目中没有管控线图层")), 0, 0)
        self.box.replaceWidget(self._rows, rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = rows

    def _swatch(self, layer: LayerBasis) -> QLabel:
        label = plain_label()
        label.setFixedSize(QSize(18, 18))
        symbol = symbology.control(layer.kind)
        classes = [SymbolClass(value="", label="", symbol=symbol)]
        scale = self.devicePixelRatioF()
        paper = self._theme.colours.dark
        label.setPixmap(swatch("polygon", classes, scale=scale, paper=paper))
        return label


def _tag(layer: LayerBasis) -> QLabel:
    kind, why = "plain", ""
    if not layer.loaded:
        kind, text = "warn", tr("未加载")
        why = tr("目录有条款要查这个图层，项目中没有，查不了的判为“资料不足”")
    elif layer.pending:
        text, why = tr("未施行"), tr("判定日尚未施行，没有计入")
    elif layer.covered is None:
        kind, text = "warn", tr("覆盖未说明")
    else:
        kind = "warn" if layer.partial else "plain"
        text = tr("覆盖 {covered}/{counties}").format(
            covered=layer.covered, counties=layer.counties
        )
        why = tr("覆盖 {counties} 个县（市、区）中的 {covered} 个").format(
            covered=layer.covered, counties=layer.counties
        )
    label = plain_label(text)
    label.setProperty("tag", kind)
    label.setToolTip(plain_tip(why))
    return label
