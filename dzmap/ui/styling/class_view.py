"""What a look makes of a layer: the spread of its numbers and its classes with their counts."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dzmap.core.classification import classify
from dzmap.core.layer_style import Look, Rendering
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.styling.break_histogram import BreakHistogram
from dzmap.ui.styling.class_list import ClassList
from dzmap.ui.theme.theme import Theme

if TYPE_CHECKING:
    from dzmap.services.map_model import MapLayer

_SPREAD = (Rendering.GRADUATED, Rendering.GRID)
_LISTED = (*_SPREAD, Rendering.PROPORTIONAL)


class ClassView(QWidget):
    """Follows the map; ``moved`` tells of class limits that the user dragged."""

    moved = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._title = plain_label()
        self._title.setProperty("role", "strong")
        self._title.setWordWrap(True)
        self.histogram = BreakHistogram(theme)
        self.histogram.moved.connect(self.moved)
        self.list = ClassList()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self._title)
        layout.addWidget(self.histogram)
        layout.addWidget(self.list, 1)

    def show_layer(self, layer: "MapLayer | None", look: Look | None) -> None:
        """Show a layer as it is drawn under ``look``; nothing where there is nothing to say."""
        from dzmap.services.look_classes import NO_DATA, TOO_SMALL, VALUE

        shown = layer is not None and look is not None and look.rendering in _LISTED
        self.setVisible(shown)
        if layer is None or look is None or not shown:
            return
        self._title.setText(layer.legend_title or tr(layer.title))
        self.list.show_classes(layer.kind, layer.classes)
        spread = look.rendering in _SPREAD and VALUE in layer.features.columns
        self.histogram.setVisible(spread)
        if spread:
            values = layer.features[VALUE].to_numpy(dtype=np.float64, na_value=np.nan)
            found = classify(values, look.method, look.class_count, look.breaks)
            colours = [
                entry.symbol.fill or entry.symbol.line
                for entry in reversed(layer.classes)
                if entry.value not in (NO_DATA, TOO_SMALL)
            ]
            self.histogram.show_numbers(values, found.upper[:-1], colours)
