"""解释这个数: where a group's figure comes from, and which projects it is made of."""

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.quantities import is_missing
from dzmap.core.summary import BY
from dzmap.services.summarising import GROUP_TABLES
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.summary.calculation import Figure
from dzmap.ui.summary.key_figures import share, signed, yi
from dzmap.ui.summary.part_bar import PartBar
from dzmap.ui.summary.stages import StageStrip
from dzmap.ui.theme.theme import Theme


def explanation(figure: Figure) -> list[tuple[str, str]]:
    """Caption and text of each line."""
    summary, row = figure.summary, figure.row
    names = {"invest": tr("投资项目"), "upgrade": tr("技改项目")}
    by = tr(BY[summary.by])
    where = {
        "cluster": tr("按位置落在集群范围内"),
        "industry": tr("按主行业代码前两位"),
        "chain": tr("按所属产业链"),
    }.get(summary.by, tr("按申报的{by}，没有申报的按位置").format(by=by))
    agrees = tr("✓ 与明细逐笔相加一致") if adds_up(figure) else tr("✕ 与明细相加不一致")
    return [
        (tr("怎么算"), tr("Σ 当年完成投资（{count} 个项目）").format(count=len(figure.details))),
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
        (tr("核对"), agrees),
    ]


def adds_up(figure: Figure) -> bool:
    """Whether the projects add up to the figure."""
    added = figure.details["completed_wan_yuan"].sum(min_count=1)
    stated = figure.row["completed_wan_yuan"]
    if is_missing(added) or is_missing(stated):
        return is_missing(added) and is_missing(stated)
    return abs(float(added) - float(stated)) < 1e-6


class ExplainPanel(QWidget):
    """The right panel; ``details_asked`` shows the list of projects.

    ``picked`` carries what a bar stands for: table, ids, whether they are added to the selection.
    """

    details_asked = Signal()
    copied = Signal(str)
    picked = Signal(str, object, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._text = ""
        self._parts_table = ""
        self._part_bars: list[tuple[PartBar, frozenset[str]]] = []
        self._stages: StageStrip | None = None
        self._empty = plain_label(tr("点表中一行、条形或地图上一个区域，这里说明它怎么算出来。"))
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "muted")
        self._empty.setContentsMargins(24, 24, 24, 24)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self._scroll, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self._forget_bars()
        self._scroll.hide()
        self._empty.show()

    def show_figure(self, figure: Figure) -> None:
        """Explain the completed investment of a group."""
        self._forget_bars()
        row, year = figure.row, figure.summary.year
        lines = explanation(figure)
        head = plain_label(tr("{name}　完成投资　{year} 年").format(name=row["name"], year=year))
        head.setProperty("role", "secondary")
        head.setWordWrap(True)
        amount = f"{yi(row['completed_wan_yuan'])} {tr('亿元')}"
        self._text = "\n".join([head.text(), amount, *(f"{a}：{b}" for a, b in lines)])
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(16, 14, 16, 14)
        box.setSpacing(8)
        box.addWidget(head)
        box.addLayout(self._value(yi(row["completed_wan_yuan"])))
        box.addWidget(_rule())
        box.addLayout(self._lines(lines, good=adds_up(figure)))
        box.addLayout(self._buttons(len(figure.details)))
        if figure.parts:
            box.addWidget(_rule())
            box.addLayout(self._parts(figure))
        if len(figure.details):
            box.addWidget(_rule())
            self._stages = StageStrip(self._theme, figure.details)
            self._stages.picked.connect(lambda ids, add: self.picked.emit("projects", ids, add))
            box.addWidget(self._stages)
        box.addStretch(1)
        self._scroll.setWidget(body)
        self._empty.hide()
        self._scroll.show()

    def show_selection(self, table: str, ids: Collection[str]) -> None:
        """Frame the bars of what is selected."""
        chosen = set(ids)
        for bar, own in self._part_bars:
            bar.mark(table == self._parts_table and bool(own) and own <= chosen)
        if self._stages is not None:
            self._stages.show_selected(chosen if table == "projects" else ())

    def _forget_bars(self) -> None:
        self._part_bars.clear()
        self._stages = None

    def _value(self, text: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        value, unit = plain_label(text), plain_label(tr("亿元"))
        value.setFont(self._theme.font(20, bold=True))
        unit.setProperty("role", "secondary")
        line.addWidget(value)
        line.addWidget(unit, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        return line

    def _lines(self, lines: list[tuple[str, str]], *, good: bool) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(6)
        for caption, text in lines:
            left, right = plain_label(caption), plain_label(text)
            left.setProperty("role", "muted")
            right.setWordWrap(True)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if caption == tr("核对"):
                right.setProperty("tone", "ok" if good else "error")
            form.addRow(left, right)
        return form

    def _buttons(self, count: int) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        see = QPushButton(tr("看 {count} 个项目").format(count=count))
        copy = QPushButton(tr("复制说明"))
        see.clicked.connect(lambda _=False: self.details_asked.emit())
        copy.clicked.connect(lambda _=False: self.copied.emit(self._text))
        line.addWidget(see)
        line.addWidget(copy)
        line.addStretch(1)
        return line

    def _parts(self, figure: Figure) -> QGridLayout:
        """落在哪里: the parts add up to the figure."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        title, unit = plain_label(tr("落在哪里")), plain_label(tr("亿元"))
        title.setProperty("role", "strong")
        unit.setProperty("role", "secondary")
        right = Qt.AlignmentFlag.AlignRight
        grid.addWidget(title, 0, 0, 1, 2)
        grid.addWidget(unit, 0, 2, right)
        most = max((part.amount for part in figure.parts), default=0.0)
        self._parts_table = GROUP_TABLES[figure.parts_by]
        for place, part in enumerate(figure.parts, 1):
            name = plain_label(part.name)
            name.setWordWrap(True)
            name.setToolTip(plain_tip(tr("{count} 个项目").format(count=part.projects)))
            bar = PartBar(self._theme, part.amount / most if most > 0 else 0.0)
            bar.setAccessibleName(f"{part.name} {yi(part.amount)} {tr('亿元')}")
            self._link(bar, part.ids)
            grid.addWidget(name, place, 0)
            grid.addWidget(bar, place, 1)
            grid.addWidget(plain_label(yi(part.amount)), place, 2, right)
        return grid

    def _link(self, bar: PartBar, ids: tuple[str, ...]) -> None:
        self._part_bars.append((bar, frozenset(ids)))
        if ids:
            bar.link()
            bar.setToolTip(plain_tip(tr("在图上选中；按住 Ctrl 加选")))
            bar.chosen.connect(lambda add: self.picked.emit(self._parts_table, ids, add))


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line
