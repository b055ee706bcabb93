"""A dialog with a table, such as the problems of a list or the catalogs of the project."""

from collections.abc import Iterable, Sequence

import pandas as pd
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from dzmap.core.problems import Problem, Severity
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.screening.basis import LEVELS, CatalogBasis
from dzmap.ui.tables.frame_model import FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView


class ListDialog(QDialog):
    """A sentence and a table; Ctrl+C in the table copies its rows."""

    def __init__(
        self,
        title: str,
        sentence: str,
        frame: pd.DataFrame,
        columns: Sequence[FrameColumn],
        parent: QWidget | None = None,
        *,
        model: FrameModel | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        label = plain_label(sentence)
        label.setWordWrap(True)
        self.model = FrameModel(self) if model is None else model
        self.view = FrameView(self.model)
        self.view.setAccessibleName(title)
        self.model.set_frame(frame, columns)
        self.view.horizontalHeader().setStretchLastSection(True)
        for index, column in enumerate(columns):
            if column.name in _WIDTHS:
                self.view.setColumnWidth(index, _WIDTHS[column.name])
        buttons = QDialogButtonBox()
        buttons.addButton(tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label)
        layout.addWidget(self.view, 1)
        layout.addWidget(buttons)
        open_size(self, 1000, 480)


_WIDTHS = {"message": 340, "title": 290, "severity": 80, "row": 60, "version": 64}


def problems_dialog(
    file: str, problems: Iterable[Problem], parent: QWidget | None = None
) -> ListDialog:
    """Everything found in a list: where it stands, what it is, what to do."""
    order = list(Severity)
    every = sorted(problems, key=lambda one: (order.index(one.severity), one.row or 0))
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(len(every))],
            "severity": [tr(problem.severity.value) for problem in every],
            "row": [None if problem.row is None else str(problem.row) for problem in every],
            "column": [problem.column for problem in every],
            "value": [problem.value for problem in every],
            "message": [problem.message for problem in every],
            "remedy": [problem.remedy for problem in every],
        }
    )
    columns = (
        FrameColumn(name="severity", header=tr("类别")),
        FrameColumn(name="row", header=tr("行")),
        FrameColumn(name="column", header=tr("列")),
        FrameColumn(name="value", header=tr("原值")),
        FrameColumn(name="message", header=tr("问题")),
        FrameColumn(name="remedy", header=tr("怎么办")),
    )
    sentence = tr("“错误”所在的行没有纳入审查，其余的行照常审查。改好文件后重新选择即可。")
    return ListDialog(tr("{name} 的问题").format(name=file), sentence, frame, columns, parent)


def catalogs_dialog(basis: CatalogBasis, parent: QWidget | None = None) -> ListDialog:
    """The catalogs in force on the day of judgement, then those that are not counted."""
    states = [(catalog, tr("有效")) for catalog in basis.in_force] + list(basis.left_out)
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(len(states))],
            "title": [catalog.title for catalog, _ in states],
            "level": [tr(LEVELS[catalog.level]) for catalog, _ in states],
            "number": [catalog.number for catalog, _ in states],
            "version": [catalog.version for catalog, _ in states],
            "start": [catalog.effective_from.isoformat() for catalog, _ in states],
            "end": [
                catalog.effective_to.isoformat() if catalog.effective_to else None
                for catalog, _ in states
            ],
            "clauses": [len(catalog.clauses) for catalog, _ in states],
            "state": [state for _, state in states],
        }
    )
    columns = (
        FrameColumn(name="title", header=tr("目录")),
        FrameColumn(name="state", header=tr("判定日")),
        FrameColumn(name="level", header=tr("层级")),
        FrameColumn(name="number", header=tr("文号")),
        FrameColumn(name="version", header=tr("版本")),
        FrameColumn(name="start", header=tr("施行")),
        FrameColumn(name="end", header=tr("停止")),
        FrameColumn(name="clauses", header=tr("条款 条"), number=True, decimals=0),
    )
    sentence = tr("判定日 {day} 有效 {count} 部；未列为有效的没有计入审查。").format(
        day=basis.as_of.isoformat(), count=len(basis.in_force)
    )
    return ListDialog(tr("准入目录"), sentence, frame, columns, parent)
