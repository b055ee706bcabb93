"""符号…: how the features of a layer are drawn, with what comes of it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.layer_style import Category, LayerStyle, Look, Per, Rendering
from dzmap.core.symbols import Symbol
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.styling.class_view import ClassView
from dzmap.ui.styling.look_form import LookForm
from dzmap.ui.styling.style_dialog import StyleDialog

if TYPE_CHECKING:
    from dzmap.services.map_model import MapLayer


class SymbologyDialog(StyleDialog):
    """符号…: how the features are drawn."""

    def __init__(self, desk: Desk, layer: "MapLayer", parent: QWidget | None = None) -> None:
        from dzmap.services.style_columns import columns_of

        super().__init__(desk, layer, tr("符号"), parent)
        session = desk.document.session
        columns = columns_of(layer, session) if session is not None else ()
        self.form = LookForm(layer.kind, columns, self._proposed, _bases(layer))
        symbol = layer.classes[0].symbol if layer.classes else Symbol()
        self._had = self._style.look is not None
        self.form.show_look(self._style.look or _present(layer), symbol)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.classes = ClassView(desk.theme)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.form)
        column.addWidget(self.classes, 1)
        scroll.setWidget(inside)
        self._layout.addWidget(scroll, 1)
        self._layout.addLayout(self._preset_row())
        self.built_in = QCheckBox(tr("恢复自带的符号"))
        self.built_in.toggled.connect(self.form.setDisabled)
        self.built_in.toggled.connect(self.try_soon)
        self._layout.addWidget(self.built_in)
        self.finish(verb=tr("采用"))
        self.form.changed.connect(self.try_soon)
        self.classes.moved.connect(self.form.take_breaks)
        desk.stage.model_changed.connect(self._show_classes)
        self._show_classes()
        open_size(self, 520, 680)

    def _preset_row(self) -> QHBoxLayout:
        from dzmap.services.style_presets import (
            control_categories,
            land_use_categories,
            verdict_categories,
        )

        areas = self._layer.kind == "polygon"
        menu = QMenu(self)
        for text, make in (
            (tr("用地用海（名称）"), land_use_categories),
            (tr("用地用海（代码）"), partial(land_use_categories, by_code=True)),
            (tr("管控线"), control_categories),
            (tr("准入结论"), partial(verdict_categories, areas=areas)),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, make=make: self.form.show_categories(make()))
        self.presets = QPushButton(tr("套用预设分类"))
        self.presets.setMenu(menu)
        row = QHBoxLayout()
        row.addWidget(self.presets)
        row.addStretch(1)
        return row

    def _show_classes(self) -> None:
        look = self.style_now().look
        self.classes.show_layer(self._desk.stage.layer(self._layer.id), look)
        self.presets.setVisible(look is not None and look.rendering is Rendering.CATEGORISED)

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


def _bases(layer: "MapLayer") -> tuple[Per, ...]:
    """Areas have a size and enterprises in them; enterprises and projects have land."""
    if layer.kind == "polygon":
        return (Per.MU, Per.HECTARE, Per.ENTERPRISE)
    return (Per.MU, Per.HECTARE) if layer.table in ("enterprises", "projects") else ()
