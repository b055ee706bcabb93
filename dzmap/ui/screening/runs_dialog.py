"""运行记录: the kept runs of the project, and what can be done with them."""

from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.kept_runs import KeptRun, RowOverride
from dzmap.core.run_comparison import JudgedRun
from dzmap.core.verdicts import Verdict
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.screening.list_dialog import ListDialog
from dzmap.ui.screening.verdict_columns import VerdictFrameModel, show_chips, verdict_text
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.tables.frame_model import FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.theme.theme import Theme

_WIDTHS = {
    "id": 116,
    "title": 240,
    "at": 136,
    "author": 84,
    "as_of": 104,
    "applicants": 80,
    "prohibited": 80,
    "insufficient": 80,
    "overrides": 56,
}


class RunsDialog(QDialog):
    """Lists runs, the newest first; each signal carries the numbers of the selected ones."""

    open_asked = Signal(str)
    compare_asked = Signal(str, str)  # the earlier one first
    rerun_asked = Signal(str)
    export_asked = Signal(str)
    delete_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("运行记录"))
        self._theme = theme
        self._deleted: set[str] = set()
        self.model = FrameModel(self)
        self.view = FrameView(self.model)
        self.view.setAccessibleName(tr("运行记录"))
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.chosen.connect(lambda _: self._show_state())
        self.view.opened.connect(self._open)
        self._hint = plain_label()
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        self.look = self._button("folder_open", tr("打开"), self._on_one(self.open_asked.emit))
        self.compare = self._button("branch_compare", tr("对比"), self._compare)
        self.rerun = self._button("arrow_sync", tr("重算"), self._on_one(self.rerun_asked.emit))
        self.export = self._button(
            "arrow_export_up", tr("导出…"), self._on_one(self.export_asked.emit)
        )
        self.delete = self._button("delete", tr("删除"), self._on_one(self.delete_asked.emit))
        self.delete.setProperty("danger", True)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        for button in (self.look, self.compare, self.rerun, self.export):
            actions.addWidget(button)
        actions.addStretch(1)
        actions.addWidget(self.delete)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._hint)
        layout.addLayout(actions)
        layout.addWidget(buttons)
        open_size(self, 1040, 460)

    def show_runs(self, runs: Sequence[KeptRun], overrides: Sequence[RowOverride]) -> None:
        """List these runs; those that are selected stay so."""
        chosen = self.selected
        counted = Counter(one.run_id for one in overrides)
        self._deleted = {run.id for run in runs if run.deleted}
        frame = pd.DataFrame(
            {
                "id": [run.id for run in runs],
                "title": [_title(run) for run in runs],
                "at": [f"{run.at:%Y-%m-%d %H:%M}" for run in runs],
                "author": [run.author for run in runs],
                "as_of": [run.as_of.isoformat() for run in runs],
                "applicants": [run.applicants for run in runs],
                "prohibited": [run.counts[Verdict.PROHIBITED] for run in runs],
                "insufficient": [run.counts[Verdict.INSUFFICIENT] for run in runs],
                "overrides": [counted[run.id] for run in runs],
            }
        )
        self.model.set_frame(frame, _columns() if len(frame) else ())
        for index, column in enumerate(self.model.columns):
            if column.name in _WIDTHS:
                self.view.setColumnWidth(index, _WIDTHS[column.name])
        self.view.show_selected(chosen)
        self._show_state()

    @property
    def selected(self) -> list[str]:
        """The numbers of the selected runs, in the order of the table."""
        return self.model.ids(self.view.selected_rows())

    def _show_state(self) -> None:
        chosen = self.selected
        alive = [run for run in chosen if run not in self._deleted]
        for button in (self.look, self.rerun, self.export, self.delete):
            button.setEnabled(len(chosen) == 1 == len(alive))
        self.compare.setEnabled(len(chosen) == 2 == len(alive))
        if not len(self.model.frame):
            hint = tr("还没有保留的运行。审查后点结果表下方的“保留结果”。")
        elif len(chosen) != len(alive):
            hint = tr("已删除的运行只留下编号，不能打开、对比和重算。")
        else:
            hint = tr("选一行打开、重算、导出或删除；按住 Ctrl 选两行对比。")
        self._hint.setText(hint)

    def _on_one(self, tell: Callable[[str], object]) -> Callable[[], object]:
        def act() -> None:
            chosen = self.selected
            if len(chosen) == 1:
                tell(chosen[0])

        return act

    def _open(self, run_id: str) -> None:
        if run_id not in self._deleted:
            self.open_asked.emit(run_id)

    def _compare(self) -> None:
        chosen = self.selected
        if len(chosen) == 2:
            places = {run_id: place for place, run_id in enumerate(self.model.frame["id"])}
            after, before = sorted(chosen, key=places.__getitem__)
            self.compare_asked.emit(before, after)

    def _button(self, icon: str, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        self._theme.dress(button, icon, "text")
        button.clicked.connect(lambda _=False: act())
        return button


def run_dialog(judged: JudgedRun, theme: Theme, parent: QWidget | None = None) -> ListDialog:
    """The verdicts of a kept run as they were kept."""
    run, frame = judged.run, judged.frame
    order = frame.assign(counted=judged.verdicts, row=range(len(frame))).sort_values(
        ["counted", "name"], ascending=[False, True], kind="stable"
    )
    made = [judged.overrides.get(row) for row in order["row"]]
    shown = pd.DataFrame(
        {
            "id": order["row"].astype(str).to_numpy(),
            "name": order["name"].fillna(order["applicant_id"]).to_numpy(),
            "industry": order["industry_code"].to_numpy(),
            "target": order["target_name"].where(order["target_name"] != "", None).to_numpy(),
            "verdict": order["counted"].to_numpy(),
            "review": [
                ""
                if one is None
                else tr("机器：{verdict}").format(verdict=verdict_word(Verdict(machine)))
                + f"（{one.name}：{one.reason}）"
                for one, machine in zip(made, order["verdict"], strict=True)
            ],
            "clause": (order["decisive_number"] + " " + order["decisive_text"])
            .str.strip()
            .to_numpy(),
            "gap": order["gap_text"].where(order["gap_text"] != "", None).to_numpy(),
        }
    )
    verdict = FrameColumn(name="verdict", header=tr("结论"), text=verdict_text)
    columns = [
        FrameColumn(name="name", header=tr("申请对象")),
        FrameColumn(name="industry", header=tr("行业")),
        FrameColumn(name="target", header=tr("开发区")),
        verdict,
        FrameColumn(name="clause", header=tr("决定性条款")),
        FrameColumn(name="gap", header=tr("差距 / 缺什么")),
    ]
    if judged.overrides:
        columns.insert(4, FrameColumn(name="review", header=tr("复核"), widest=300))
    sentence = tr(
        "{title}　审查员 {author}　{at}　{catalogs} 部目录　改判 {overrides}　（按保留的结果，没有重算）"
    ).format(
        title=run.title,
        author=run.author,
        at=f"{run.at:%Y-%m-%d %H:%M}",
        catalogs=len(run.catalogs),
        overrides=len(judged.overrides),
    )
    model = VerdictFrameModel(("verdict",))
    title = tr("运行 {id}").format(id=run.id)
    dialog = ListDialog(title, sentence, shown, columns, parent, model=model)
    model.setParent(dialog)
    show_chips(dialog.view, model, theme)
    dialog.view.setColumnWidth(columns.index(verdict), round(118 * theme.scale))
    return dialog


def _title(run: KeptRun) -> str:
    if not run.deleted:
        return run.title
    return tr("（{name}已删除）").format(name=run.deleted_by) + run.title


def _columns() -> tuple[FrameColumn, ...]:
    def number(name: str, header: str) -> FrameColumn:
        return FrameColumn(name=name, header=header, number=True, decimals=0)

    return (
        FrameColumn(name="id", header=tr("编号")),
        FrameColumn(name="title", header=tr("名称"), widest=300),
        FrameColumn(name="at", header=tr("时间")),
        FrameColumn(name="author", header=tr("审查员")),
        FrameColumn(name="as_of", header=tr("判定日")),
        number("applicants", tr("对象 个")),
        number("prohibited", verdict_word(Verdict.PROHIBITED)),
        number("insufficient", verdict_word(Verdict.INSUFFICIENT)),
        number("overrides", tr("改判")),
    )
