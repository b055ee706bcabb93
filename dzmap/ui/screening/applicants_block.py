"""① 申请对象: enterprises or projects of the project, or a list from a file."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
)

from dzmap.core.problems import KnownError, Problem, Severity
from dzmap.settings import Settings
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.screening.basis import Basis
from dzmap.ui.screening.blocks import Block, Link, note
from dzmap.ui.tables.counted import Counted
from dzmap.ui.theme.theme import Theme

SUFFIXES = frozenset({".xlsx", ".xls", ".csv"})
_SOURCES = {
    "enterprises": later("项目中的企业"),
    "projects": later("投资与技改项目"),
    "file": later("名单文件"),
}


@dataclass(frozen=True, eq=False)
class ListFile:
    """A list of applicants that was read, with everything found wrong in it."""

    path: Path
    applicants: pd.DataFrame
    problems: tuple[Problem, ...]

    @property
    def sheet(self) -> str:
        """The name of its sheet, where the problems tell."""
        return next((problem.sheet for problem in self.problems if problem.sheet), "")

    @property
    def rejected(self) -> int:
        """How many rows were kept out."""
        return len(
            {
                problem.row
                for problem in self.problems
                if problem.severity is Severity.ERROR and problem.row is not None
            }
        )


class ApplicantsBlock(Block):
    """The choice of applicants; ``file_chosen`` asks for a file to be read."""

    changed = Signal()
    file_chosen = Signal(object)
    problems_asked = Signal()
    single_asked = Signal()

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, 1, tr("申请对象"))
        self._settings = settings
        self._basis: Basis | None = None
        self._file: ListFile | None = None
        self._trouble = ""
        self._group = QButtonGroup(self)
        self._rows: dict[str, Counted] = {}
        for place, (name, text) in enumerate(_SOURCES.items()):
            radio = QRadioButton(tr(text))
            radio.setChecked(place == 0)
            self._group.addButton(radio, place)
            self._rows[name] = Counted(radio)
            self.box.addWidget(self._rows[name])
        self.box.addWidget(self._build_card(theme))
        self._warning = self._build_warning(theme)
        self.box.addWidget(self._warning)
        self._note = note(tr("也可以把 .xlsx、.csv 名单拖到窗口里。"))
        self.box.addWidget(self._note)
        single = Link(tr("单个录入…"))
        single.setAccessibleName(tr("单个审查：录入一个申请对象"))
        single.asked.connect(self.single_asked)
        self.box.addWidget(single)
        self._group.idClicked.connect(self._choose)
        self._show_file()

    @property
    def source(self) -> str:
        """enterprises, projects or file."""
        return list(_SOURCES)[max(self._group.checkedId(), 0)]

    @property
    def file(self) -> ListFile | None:
        """The list, once it was read."""
        return self._file

    def choose_source(self, name: str) -> None:
        """Check a radio button."""
        self._group.button(list(_SOURCES).index(name)).setChecked(True)
        self._show_file()
        self.changed.emit()

    def show_basis(self, basis: Basis | None) -> None:
        """Print the counts of a project."""
        self._basis = basis
        self._rows["enterprises"].show_count(None if basis is None else basis.enterprises)
        self._rows["projects"].show_count(None if basis is None else basis.projects)

    def show_reading(self, path: Path) -> None:
        """A file is being read."""
        self._file, self._trouble = None, ""
        self.choose_source("file")
        self._name.setText(path.name)
        self._lines.setText(tr("正在读取"))

    def show_file(self, file: ListFile) -> None:
        """A list was read."""
        self._file, self._trouble = file, ""
        self.choose_source("file")

    def show_failure(self, path: Path, error: KnownError) -> None:
        """A file cannot be used at all."""
        self._file = None
        parts = (error.what, error.reason, error.remedy)
        self._trouble = "\n".join(part for part in parts if part)
        self.choose_source("file")
        self._name.setText(path.name)

    def forget_file(self) -> None:
        """Another project: start over."""
        self._file, self._trouble = None, ""
        self.choose_source("enterprises")

    def lacks(self) -> str:
        """Why nobody could be screened; "" if somebody can."""
        if self.source == "file":
            if self._file is None:
                return (
                    tr("名单不能用，先换一个文件。") if self._trouble else tr("先选一个名单文件。")
                )
            return "" if len(self._file.applicants) else tr("名单中没有可以审查的行。")
        if self._basis is None:
            return tr("正在读取项目。")
        if self.source == "projects":
            return (
                "" if self._basis.projects else tr("项目中还没有投资或技改项目，先导入或改用名单。")
            )
        return "" if self._basis.enterprises else tr("项目中还没有企业，先导入或改用名单。")

    def ask_file(self) -> None:
        """Let the user choose a file."""
        folder = self._settings.folders.get("import", str(Path.home()))
        kinds = tr("名单 (*.xlsx *.xls *.csv)")
        name, _ = QFileDialog.getOpenFileName(self.window(), tr("选择名单文件"), folder, kinds)
        if name:
            parent = str(Path(name).parent)
            self._settings.folders = {**self._settings.folders, "import": parent}
            self.file_chosen.emit(Path(name))

    def _choose(self) -> None:
        self._show_file()
        self.changed.emit()
        if self.source == "file" and self._file is None and not self._trouble:
            self.ask_file()

    def _build_card(self, theme: Theme) -> QFrame:
        self._card = QFrame()
        self._card.setProperty("card", "plain")
        icon = plain_label()
        icon.setProperty("dzmapIconSize", 24)
        theme.dress(icon, "document_table", "ok_text")
        self._name, self._lines = plain_label(), plain_label()
        self._name.setProperty("role", "strong")
        self._lines.setProperty("role", "secondary")
        self._change = Link(tr("选择…"))
        self._change.setAccessibleName(tr("选择名单文件"))
        self._change.asked.connect(self.ask_file)
        for label in (self._name, self._lines):
            label.setWordWrap(True)
        grid = QGridLayout(self._card)
        grid.setContentsMargins(10, 8, 6, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(icon, 0, 0, 2, 1)
        grid.addWidget(self._name, 0, 1, 1, 2)
        grid.addWidget(self._lines, 1, 1)
        grid.addWidget(self._change, 1, 2)
        return self._card

    def _build_warning(self, theme: Theme) -> QFrame:
        frame = QFrame()
        frame.setProperty("note", "warn")
        icon = plain_label()
        icon.setProperty("dzmapIconSize", 16)
        theme.dress(icon, "warning", "warn_text")
        self._warning_text = plain_label()
        self._warning_text.setWordWrap(True)
        self._warning_text.setProperty("role", "small")
        self._see = Link(tr("查看"))
        self._see.setAccessibleName(tr("查看名单中的问题"))
        self._see.asked.connect(self.problems_asked)
        line = QHBoxLayout(frame)
        line.setContentsMargins(8, 5, 4, 5)
        line.setSpacing(6)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._warning_text, 1)
        line.addWidget(self._see, 0, Qt.AlignmentFlag.AlignTop)
        return frame

    def _show_file(self) -> None:
        chosen, file = self.source == "file", self._file
        self._rows["file"].show_count(None if file is None else len(file.applicants))
        self._card.setVisible(chosen)
        self._note.setVisible(not chosen)
        warning = self._trouble
        if file is not None:
            self._name.setText(file.path.name)
            self._name.setToolTip(plain_tip(str(file.path)))
            self._lines.setText(_rows_text(file))
            warning = _warning_text(file)
        elif not self._trouble:
            self._name.setText(tr("还没有选名单"))
            self._lines.setText(tr("选择，或拖到窗口里"))
        else:
            self._lines.setText(tr("不能用"))
        self._change.setText(tr("选择…") if file is None else tr("更换…"))
        self._warning_text.setText(warning)
        self._warning.setVisible(chosen and bool(warning))
        self._see.setVisible(file is not None)


def _rows_text(file: ListFile) -> str:
    count = len(file.applicants) + file.rejected
    text = tr("{count} 行").format(count=f"{count:,}")
    return tr("工作表“{sheet}”　{rows}").format(sheet=file.sheet, rows=text) if file.sheet else text


def _warning_text(file: ListFile) -> str:
    if file.rejected:
        first = next(
            problem
            for problem in file.problems
            if problem.severity is Severity.ERROR and problem.row is not None
        )
        why = first.message.rstrip("。") if file.rejected == 1 else tr("逐行列出了原因和办法")
        text = tr("{count} 行未纳入：{why}。").format(count=file.rejected, why=why)
        others = sum(problem.severity is not Severity.ERROR for problem in file.problems)
        return text + (tr("另有 {count} 处提醒。").format(count=others) if others else "")
    if file.problems:
        return tr("全部纳入；有 {count} 处提醒。").format(count=f"{len(file.problems):,}")
    return ""
