"""The answer to 这里能进什么: industries at the left, thresholds, procedures and layers at the right."""

import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.admissible import ClauseHere, industries_text
from dzmap.core.industries import IndustryTree
from dzmap.core.industry_selection import Ticked
from dzmap.services.admissible import Here, layer_text
from dzmap.services.here_report import KIND_ZH, otherwise_text, state_text
from dzmap.ui.dialog_size import open_size
from dzmap.ui.here.groups_tree import GroupsTree
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.tables.frame_model import Filter, FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.theme.theme import Theme

_FEW = 8


class HereDialog(QDialog):
    """``single_asked`` wants the form of 单个审查 for this place, ``export_asked`` a file."""

    single_asked = Signal()
    export_asked = Signal()

    def __init__(
        self, theme: Theme, found: Here, tree: IndustryTree, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found = found
        self._tree = tree
        self.setWindowTitle(tr("这里能进什么"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(self._head())
        for text in found.barred:
            layout.addWidget(self._note("error", text))
        for text in found.notes:
            layout.addWidget(self._note("warn", text))
        layout.addWidget(self._body(), 1)
        layout.addWidget(self._buttons())
        open_size(self, 1120, 680)

    def _head(self) -> QVBoxLayout:
        request = self._found.request
        name = plain_label(self._found.title)
        name.setProperty("role", "object")
        parts = []
        if self._found.target is not None and self._found.target.tier:
            parts.append(self._found.target.tier)
        if request.place is not None:
            parts.append(f"{request.place[0]:.4f}, {request.place[1]:.4f}")
        parts.append(tr("判定日 {day}").format(day=request.as_of.isoformat()))
        if request.action:
            parts.append(request.action)
        parts += [one.name for one in self._found.parents]
        line = plain_label("　".join(parts))
        line.setProperty("role", "secondary")
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(name)
        box.addWidget(line)
        return box

    def _note(self, kind: str, text: str) -> QFrame:
        frame = QFrame()
        frame.setProperty("note", kind)
        icon, label = plain_label(), plain_label(text)
        icon.setProperty("dzmapIconSize", 16)
        name = {"error": "error_circle", "warn": "warning"}[kind]
        self._theme.dress(icon, name, f"{kind}_text")
        label.setWordWrap(True)
        label.setProperty("role", "small")
        line = QHBoxLayout(frame)
        line.setContentsMargins(10, 6, 10, 6)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label, 1)
        return frame

    def _body(self) -> QWidget:
        self.tabs = QTabWidget()
        answer = self._found.admissible
        if answer is None:
            self.tabs.addTab(self._layer_view(), tr("空间"))
            return self.tabs
        self.groups = GroupsTree(self._theme, self._tree, answer)
        self.groups.chosen.connect(self.narrow)
        self.tabs.addTab(self._clause_view(), self._clauses_title(len(answer.clauses)))
        self.tabs.addTab(self._layer_view(), tr("空间 {count}").format(count=len(answer.layers)))
        split = QSplitter()
        split.addWidget(self.groups)
        split.addWidget(self.tabs)
        split.setSizes([430, 650])
        split.setChildrenCollapsible(False)
        return split

    def _clause_view(self) -> QWidget:
        answer = self._found.admissible
        clauses = answer.clauses if answer is not None else ()
        self.model = FrameModel(self)
        self.view = FrameView(self.model)
        self.view.setAccessibleName(tr("门槛和程序"))
        self.model.set_frame(
            pd.DataFrame(
                {
                    "id": [str(place) for place in range(len(clauses))],
                    "kind": [tr(KIND_ZH[one.result.kind]) for one in clauses],
                    "requirement": [one.requirement for one in clauses],
                    "otherwise": [otherwise_text(one) for one in clauses],
                    "state": [state_text(one) for one in clauses],
                    "who": [self._who(one) for one in clauses],
                    "source": [one.result.source for one in clauses],
                }
            ),
            (
                FrameColumn(name="kind", header=tr("类别")),
                FrameColumn(name="requirement", header=tr("要求")),
                FrameColumn(name="otherwise", header=tr("不满足则")),
                FrameColumn(name="state", header=tr("此处")),
                FrameColumn(name="who", header=tr("适用行业")),
                FrameColumn(name="source", header=tr("来源")),
            ),
        )
        for column, width in enumerate((56, 300, 96, 84, 200, 240)):
            self.view.setColumnWidth(column, width)
        return self.view

    def _layer_view(self) -> QWidget:
        layers = self._found.layers
        model = FrameModel(self)
        view = FrameView(model)
        view.setAccessibleName(tr("空间"))
        model.set_frame(
            pd.DataFrame(
                {
                    "id": [layer.kind for layer in layers],
                    "name": [layer.name for layer in layers],
                    "state": [layer_text(layer) for layer in layers],
                    "day": [layer.data_date for layer in layers],
                }
            ),
            (
                FrameColumn(name="name", header=tr("管控线")),
                FrameColumn(name="state", header=tr("此处")),
                FrameColumn(name="day", header=tr("数据日期")),
            ),
        )
        for column, width in enumerate((160, 320, 100)):
            view.setColumnWidth(column, width)
        return view

    def _who(self, clause: ClauseHere) -> str:
        if clause.everyone:
            return tr("全部（清单禁止的除外）")
        return industries_text(clause.industries, self._tree, _FEW)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        if self._found.admissible is not None:
            action = QDialogButtonBox.ButtonRole.ActionRole
            single = buttons.addButton(tr("按这里填一个申请…"), action)
            single.setProperty("primary", True)
            single.clicked.connect(lambda _=False: self._ask_single())
            export = buttons.addButton(tr("导出…"), action)
            export.clicked.connect(lambda _=False: self.export_asked.emit())
        buttons.addButton(tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def narrow(self, code: str) -> None:
        """Show only clauses that may concern an industry; "" shows all."""
        answer = self._found.admissible
        if answer is None:
            return
        entry = self._tree.get(code) if code else None
        if entry is None:
            self.model.drop_filter("industry")
            self.tabs.setTabText(0, self._clauses_title(len(answer.clauses)))
            return
        concerned = [
            one.industries.states(self._tree)[entry.code] is not Ticked.NONE
            for one in answer.clauses
        ]
        keep = pd.Series(concerned).to_numpy()
        text = tr("适用 {industry}").format(industry=entry.title)
        self.model.set_filter(Filter("industry", text, lambda _frame: keep))
        self.tabs.setTabText(0, f"{self._clauses_title(int(keep.sum()))}：{entry.title}")

    @staticmethod
    def _clauses_title(count: int) -> str:
        return tr("门槛和程序 {count}").format(count=count)

    def _ask_single(self) -> None:
        self.accept()
        self.single_asked.emit()
