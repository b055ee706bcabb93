"""How many projects of a figure stand at each stage, as a strip from 签约 to 达产."""

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from dzmap.core.quantities import NOT_REPORTED
from dzmap.core.tables import TABLES
from dzmap.resources import design_tokens
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme


def stage_counts(stages: pd.Series) -> dict[str, int]:
    """Projects per stage in the order of the work; what is not reported stands last."""
    tally = stages.fillna(NOT_REPORTED).value_counts()
    known = TABLES["projects"].column("stage").choices
    others = [str(stage) for stage in tally.index if stage not in known]
    counts = {stage: int(tally.get(stage, 0)) for stage in known}
    return counts | {stage: int(tally[stage]) for stage in others}


class StageStrip(QWidget):
    """Count, coloured bar and name of each stage."""

    def __init__(self, theme: Theme, stages: pd.Series) -> None:
        super().__init__()
        counts = stage_counts(stages)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(3)
        title, total = (
            plain_label(tr("项目阶段")),
            plain_label(tr("{count} 个").format(count=len(stages))),
        )
        title.setProperty("role", "strong")
        total.setProperty("role", "secondary")
        grid.addWidget(title, 0, 0, 1, 3)
        grid.addWidget(total, 0, 3, 1, max(len(counts) - 3, 1), Qt.AlignmentFlag.AlignRight)
        ramp = design_tokens()["ramp"]["amount"]
        for place, (stage, count) in enumerate(counts.items()):
            number, name, bar = plain_label(str(count)), plain_label(tr(stage)), QFrame()
            number.setFont(theme.font(10, bold=True))
            name.setProperty("role", "secondary")
            bar.setFixedHeight(6)
            bar.setAutoFillBackground(True)
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.Window, QColor(ramp[min(place, len(ramp) - 1)]))
            bar.setPalette(palette)
            for row, widget in enumerate((number, bar, name), 1):
                if isinstance(widget, QLabel):
                    widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
                grid.addWidget(widget, row, place)
            grid.setColumnStretch(place, 1)
        self.setAccessibleName("，".join(f"{tr(stage)} {count}" for stage, count in counts.items()))
