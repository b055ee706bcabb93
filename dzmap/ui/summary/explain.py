"""解释这个数: where a group's figure comes from, and which projects it is made of."""

from dataclasses import dataclass

import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.quantities import is_missing
from dzmap.core.summary import BY, Summary
from dzmap.ui.i18n import tr
from dzmap.ui.summary.key_figures import share, signed, yi
from dzmap.ui.theme.theme import Theme


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A group of a summary with the projects behind it."""

    summary: Summary
    row: pd.Series
    details: pd.DataFrame
    kinds: tuple[str, ...]


def explanation(figure: Figure) -> list[tuple[str, str]]:
    """Caption and text of each line."""
    summary, row = figure.summary, figure.row
    added = figure.details["completed_wan_yuan"].sum(min_count=1)
    stated = row["completed_wan_yuan"]
    same = (is_missing(added) and is_missing(stated)) or abs(added - stated) < 1e-6
    names = {"invest": tr("投资项目"), "upgrade": tr("技改项目")}
    where = tr("按申报的{by}，没有申报的按位置").format(by=tr(BY[summary.by]))
    if summary.by in ("cluster", "industry", "chain"):
        where = {
            "cluster": tr("按位置落在集群范围内"),
            "industry": tr("按主行业代码前两位"),
            "chain": tr("按所属产业链"),
        }[summary.by]
    return [
        (
            tr("怎么算"),
            tr("Σ 当年完成投资（{count} 个项目）").format(count=len(figure.details)),
        ),
        (tr("筛选"), "、".join(names[kind] for kind in figure.kinds)),
        (tr("归属"), where),
        (tr("计划"), f"{yi(row['planned_wan_yuan'])} {tr('亿元')}"),
        (tr("完成率"), share(row["rate"])),
        (tr("上一年"), f"{yi(row['previous_completed_wan_yuan'])} {tr('亿元')}"),
        (tr("同比"), signed(row["change"])),
        (
            tr("规上企业"),
            tr("{count} 家，营收 {revenue} 亿元").format(
                count=f"{int(row['enterprises']):,}", revenue=yi(row["revenue_wan_yuan"])
            ),
        ),
        (
            tr("核对"),
            tr("✓ 与明细逐笔相加一致") if same else tr("✕ 与明细相加不一致"),
        ),
    ]


class ExplainPanel(QWidget):
    """The right panel; ``details_asked`` shows the list of projects."""

    details_asked = Signal()
    copied = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._text = ""
        self._empty = QLabel(tr("点表中一行、条形或地图上一个区域，这里说明它怎么算出来。"))
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "muted")
        self._empty.setContentsMargins(24, 24, 24, 24)
        self._body = QWidget()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._box = QVBoxLayout(self._body)
        self._box.setContentsMargins(16, 14, 16, 14)
        self._box.setSpacing(8)
        scroll.setWidget(self._body)
        self._scroll = scroll
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty, 1)
        layout.addWidget(scroll, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self._scroll.hide()
        self._empty.show()

    def show_figure(self, figure: Figure) -> None:
        """Explain the completed investment of a group."""
        self._drop_all()
        row, summary = figure.row, figure.summary
        head = QLabel(tr("{name}　完成投资　{year} 年").format(name=row["name"], year=summary.year))
        head.setProperty("role", "secondary")
        head.setWordWrap(True)
        line = QHBoxLayout()
        value, unit = QLabel(yi(row["completed_wan_yuan"])), QLabel(tr("亿元"))
        value.setFont(self._theme.font(20, bold=True))
        unit.setProperty("role", "secondary")
        line.addWidget(value)
        line.addWidget(unit)
        line.addStretch(1)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(6)
        lines = explanation(figure)
        for caption, text in lines:
            left, right = QLabel(caption), QLabel(text)
            left.setProperty("role", "muted")
            right.setWordWrap(True)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(left, right)
        buttons = QHBoxLayout()
        see = QPushButton(tr("看 {count} 个项目").format(count=len(figure.details)))
        copy = QPushButton(tr("复制说明"))
        see.clicked.connect(self.details_asked)
        copy.clicked.connect(lambda: self.copied.emit(self._text))
        buttons.addWidget(see)
        buttons.addWidget(copy)
        buttons.addStretch(1)
        self._text = "\n".join(
            [head.text(), f"{value.text()} {unit.text()}", *(f"{a}：{b}" for a, b in lines)]
        )
        self._box.addWidget(head)
        self._box.addLayout(line)
        self._box.addLayout(form)
        self._box.addLayout(buttons)
        self._box.addWidget(self._stages(figure.details))
        self._box.addStretch(1)
        self._empty.hide()
        self._scroll.show()

    def _stages(self, details: pd.DataFrame) -> QWidget:
        """How many projects stand at each stage."""
        counts = details["stage"].fillna(tr("未填报")).value_counts()
        text = "　".join(f"{stage} {count}" for stage, count in counts.items())
        label = QLabel(f"{tr('项目阶段')}　{text}" if len(counts) else "")
        label.setWordWrap(True)
        label.setProperty("role", "secondary")
        return label

    def _drop_all(self) -> None:
        replacement = QWidget()
        self._box = QVBoxLayout(replacement)
        self._box.setContentsMargins(16, 14, 16, 14)
        self._box.setSpacing(8)
        self._scroll.setWidget(replacement)
