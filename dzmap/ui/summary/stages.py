"""How many projects of a figure stand at each stage, as a strip from 签约 to 达产."""

from collections.abc import Collection

import pandas as pd
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget
from typing_extensions import override

from dzmap.core.quantities import NOT_REPORTED
from dzmap.core.tables import TABLES
from dzmap.resources import design_tokens
from dzmap.ui.i18n import tr
from dzmap.ui.linked_bar import LinkedBar
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.theme.theme import Theme


def stage_counts(stages: pd.Series) -> dict[str, int]:
    """Projects per stage in the order of the work; what is not reported stands last."""
    tally = stages.fillna(NOT_REPORTED).value_counts()
    known = TABLES["projects"].column("stage").choices
    others = [str(stage) for stage in tally.index if stage not in known]
    counts = {stage: int(tally.get(stage, 0)) for stage in known}
    return counts | {stage: int(tally[stage]) for stage in others}


class _StageBar(LinkedBar):
    """6 px in the colour of a stage."""

    def __init__(self, theme: Theme, colour: QColor) -> None:
        super().__init__(theme)
        self._colour = colour

    @override
    def draw(self, painter: QPainter, place: QRectF) -> None:
        bar = QRectF(place.left(), place.center().y() - 3, place.width(), 6)
        painter.fillRect(bar, self._theme.colours.color("text") if self.marked else self._colour)


class StageStrip(QWidget):
    """Count, coloured bar and name of each stage; a bar chooses the projects that stand there.

    ``picked`` carries the ids of the projects and whether they are added to the selection.
    """

    picked = Signal(object, bool)

    def __init__(self, theme: Theme, projects: pd.DataFrame) -> None:
        super().__init__()
        counts = stage_counts(projects["stage"])
        stages = projects["stage"].fillna(NOT_REPORTED)
        self._bars: list[tuple[_StageBar, frozenset[str]]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(3)
        title, total = (
            plain_label(tr("项目阶段")),
            plain_label(tr("{count} 个").format(count=len(projects))),
        )
        title.setProperty("role", "strong")
        total.setProperty("role", "secondary")
        grid.addWidget(title, 0, 0, 1, 3)
        grid.addWidget(total, 0, 3, 1, max(len(counts) - 3, 1), Qt.AlignmentFlag.AlignRight)
        ramp = design_tokens()["ramp"]["amount"]
        for place, (stage, count) in enumerate(counts.items()):
            number, name = plain_label(str(count)), plain_label(tr(stage))
            number.setFont(theme.font(10, bold=True))
            name.setProperty("role", "secondary")
            bar = _StageBar(theme, QColor(ramp[min(place, len(ramp) - 1)]))
            bar.setAccessibleName(f"{tr(stage)} {count}")
            self._link(bar, projects["id"][stages == stage].astype(str).tolist())
            for row, widget in enumerate((number, bar, name), 1):
                if isinstance(widget, QLabel):
                    widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
                grid.addWidget(widget, row, place)
            grid.setColumnStretch(place, 1)
        self.setAccessibleName("，".join(f"{tr(stage)} {count}" for stage, count in counts.items()))

    def show_selected(self, ids: Collection[str]) -> None:
        """Frame the stages whose projects are all selected."""
        chosen = set(ids)
        for bar, own in self._bars:
            bar.mark(bool(own) and own <= chosen)

    def _link(self, bar: _StageBar, ids: list[str]) -> None:
        self._bars.append((bar, frozenset(ids)))
        if ids:
            bar.link()
            bar.setToolTip(plain_tip(tr("选中这些项目；按住 Ctrl 加选")))
            bar.chosen.connect(lambda add: self.picked.emit(ids, add))
