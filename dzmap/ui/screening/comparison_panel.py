"""与上次对比: who was judged differently than in an earlier run, and why."""

import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.kept_runs import KeptRun
from dzmap.core.quantities import format_list
from dzmap.core.run_comparison import CHANGED, GONE, MOVED, NEW
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.screening.keeping import Compared
from dzmap.ui.screening.verdict_columns import VerdictFrameModel, show_chips, verdict_text
from dzmap.ui.tables.frame_model import FrameColumn
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.theme.theme import Theme

KIND_WORDS = {
    CHANGED: later("结论变了"),
    MOVED: later("归属变了"),
    NEW: later("新列入"),
    GONE: later("不再列入"),
}
_VERDICTS = ("before", "after")
_WIDTHS = {
    "name": 190,
    "kind": 90,
    "before": 124,
    "after": 124,
    "why": 420,
    "before_clause": 220,
    "after_clause": 220,
}
_MOST_GROUNDS = 3


class ComparisonPanel(QWidget):
    """``chosen`` carries ids of applicants; ``export_asked`` wants the table as a file."""

    chosen = Signal(object)
    export_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sentence, self._grounds = plain_label(), plain_label()
        for label in (self._sentence, self._grounds):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grounds.setProperty("role", "secondary")
        self.model = VerdictFrameModel(_VERDICTS, self)
        self.view = FrameView(self.model)
        self.view.setAccessibleName(tr("与上次对比"))
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.chosen.connect(self._choose)
        self._export = QPushButton(tr("导出…"))
        theme.dress(self._export, "arrow_export_up", "text")
        self._export.clicked.connect(lambda _=False: self.export_asked.emit())
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._sentence)
        words.addWidget(self._grounds)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 8)
        head.setSpacing(12)
        head.addLayout(words, 1)
        head.addWidget(self._export, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)
        self.show_compared(None)

    def show_compared(self, compared: Compared | None) -> None:
        """Show what changed; None: there is nothing to compare with."""
        if compared is None:
            self._sentence.setText(
                tr("还没有可以对比的运行。再审查一次，或保留结果，下次就能对比。")
            )
        else:
            self._sentence.setText(sentence(compared))
        grounds = () if compared is None else compared.found.grounds
        said = format_list(grounds, _MOST_GROUNDS)
        self._grounds.setText(tr("两次运行之间：{grounds}").format(grounds=said) if said else "")
        self._grounds.setToolTip(plain_tip("\n".join(grounds)))
        self._grounds.setVisible(bool(said))
        changes = pd.DataFrame() if compared is None else compared.found.changes
        self._export.setVisible(len(changes) > 0)
        self.view.setVisible(len(changes) > 0)
        self.model.set_frame(_frame(changes), _columns() if len(changes) else ())
        for index, column in enumerate(self.model.columns):
            if column.name in _WIDTHS:
                self.view.setColumnWidth(index, _WIDTHS[column.name])
        show_chips(self.view, self.model, self._theme)

    def _choose(self, ids: list[str]) -> None:
        frame = self.model.frame
        self.chosen.emit(list(frame["applicant_id"][frame["id"].isin(ids)]))


def sentence(compared: Compared) -> str:
    """“与 2021-R-0016（2021-12-30）相比：结论变了 6，新列入 1；没有变化 119”."""
    found = compared.found
    counts = [
        f"{tr(KIND_WORDS[kind])} {found.count(kind):,}" for kind in KIND_WORDS if found.count(kind)
    ]
    words = (
        tr("{after}与{before}相比：{said}；没有变化 {same}")
        if counts
        else tr("{after}与{before}相比：{same} 行结论都没有变化")
    )
    return words.format(
        after=_run_words(compared.after, tr("本次运行")),
        before=_run_words(compared.before, tr("上次运行")),
        said="，".join(counts),
        same=f"{found.unchanged:,}",
    )


def _run_words(run: KeptRun, unkept: str) -> str:
    return f"{run.id}（{run.title}）" if run.id else unkept


def _frame(changes: pd.DataFrame) -> pd.DataFrame:
    if not len(changes):
        return pd.DataFrame({"id": pd.Series(dtype="str")})
    ids = pd.Series([str(row) for row in range(len(changes))], dtype="str")
    return changes.assign(id=ids)


def _columns() -> tuple[FrameColumn, ...]:
    return (
        FrameColumn(name="name", header=tr("申请对象")),
        FrameColumn(name="kind", header=tr("变化"), text=_kind_text),
        FrameColumn(name="before", header=tr("原结论"), text=verdict_text),
        FrameColumn(name="after", header=tr("现结论"), text=verdict_text),
        FrameColumn(name="why", header=tr("原因")),
        FrameColumn(name="before_clause", header=tr("原决定性条款")),
        FrameColumn(name="after_clause", header=tr("现决定性条款")),
    )


def _kind_text(value: object) -> str:
    return tr(KIND_WORDS.get(str(value), str(value)))


class ComparisonDialog(QDialog):
    """Two runs side by side; ``show_asked`` wants the run that was judged again on the page."""

    show_asked = Signal()

    def __init__(
        self,
        title: str,
        said: str,
        compared: Compared,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        offers_run: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.panel = ComparisonPanel(theme)
        self.panel.show_compared(compared)
        words = plain_label(said)
        words.setProperty("role", "strong")
        words.setWordWrap(True)
        words.setVisible(bool(said))
        buttons = QDialogButtonBox()
        if offers_run:
            show = buttons.addButton(tr("在审查页查看"), QDialogButtonBox.ButtonRole.AcceptRole)
            show.setProperty("primary", True)
            buttons.accepted.connect(self.accept)
            buttons.accepted.connect(self.show_asked)
        buttons.addButton(tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(words)
        layout.addWidget(self.panel, 1)
        layout.addWidget(buttons)
        if len(compared.found.changes):
            open_size(self, 1080, 480)
        else:
            self.setMinimumWidth(640)
