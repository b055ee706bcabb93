"""导入: choose a file, see what it would change and what is wrong with it, then import or not."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.problems import KnownError, Problem, Severity
from dzmap.services.jobs import Progress
from dzmap.ui.i18n import later, tr
from dzmap.ui.job_runner import Job
from dzmap.ui.page import Desk
from dzmap.ui.plain_text import plain_label
from dzmap.ui.tables.frame_model import FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView

if TYPE_CHECKING:
    from dzmap.core.changes import ChangeSet
    from dzmap.services.importing import ImportPlan
    from dzmap.services.session import Session

LAYERS = {
    "enterprises": later("企业"),
    "projects": later("项目"),
    "zones": later("开发区"),
    "parks": later("园区"),
    "control": later("管控线"),
    "lists": later("引用名录"),
}
_TABLES = {"control": "control_areas", "lists": "reference_lists"}
_CRS = {
    "auto": later("自动识别"),
    "EPSG:4490": later("经纬度 CGCS2000"),
    "EPSG:4548": later("CGCS2000 3°带 117°，不带带号"),
    "EPSG:4527": later("CGCS2000 3°带，带号 39"),
    "EPSG:4326": later("经纬度 WGS 84"),
    "EPSG:3857": later("网络墨卡托"),
}
_LISTS = ("enterprises", "projects", "lists")
_LIST_FILES = later("名单 (*.xlsx *.xls *.csv);;所有文件 (*)")
_LAYER_FILES = later("图层 (*.gpkg *.geojson *.json *.shp);;所有文件 (*)")
_COLUMNS = {
    "severity": later("类别"),
    "sheet": later("工作表"),
    "row": later("行"),
    "column": later("列"),
    "value": later("原值"),
    "message": later("问题"),
    "remedy": later("怎么办"),
}


class ImportDialog(QDialog):
    """A compact import; nothing is written before 导入, and one Ctrl+Z takes it back."""

    def __init__(
        self, desk: Desk, layer: str, path: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("导入"))
        self._desk = desk
        self._plan: ImportPlan | None = None
        self._job: Job | None = None
        self.file = QLineEdit()
        self.file.setReadOnly(True)
        self.file.setPlaceholderText(self.tr("还没有选文件"))
        self.layer = QComboBox()
        for key, text in LAYERS.items():
            self.layer.addItem(tr(text), key)
        self.layer.setCurrentIndex(self.layer.findData(layer))
        self.crs = QComboBox()
        for key, text in _CRS.items():
            self.crs.addItem(tr(text), key)
        self._build()
        self.layer.activated.connect(lambda _: self._check())
        self.crs.activated.connect(lambda _: self._check())
        self.resize(860, 560)
        if path is not None:
            self.file.setText(str(path))
            self._check()

    def choose(self) -> None:
        """Ask for a file and check it."""
        is_list = self.layer.currentData() in _LISTS
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("选择要导入的文件"),
            self._desk.settings.folders.get("import", str(Path.home())),
            tr(_LIST_FILES if is_list else _LAYER_FILES),
        )
        if name:
            folder = str(Path(name).parent)
            self._desk.settings.folders = {**self._desk.settings.folders, "import": folder}
            self.file.setText(name)
            self._check()

    @override
    def reject(self) -> None:
        """取消: stop what is running; nothing was written."""
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def _build(self) -> None:
        choose = QPushButton(self.tr("选择文件…"))
        choose.clicked.connect(self.choose)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        row.addWidget(choose)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(self.tr("文件"), row)
        form.addRow(self.tr("导入为"), self.layer)
        form.addRow(self.tr("坐标系"), self.crs)
        self.note = QFrame()
        self.note.setProperty("note", "info")
        self.sentence = plain_label(self.tr("选好文件后先检查，不会写入。"))
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box = QHBoxLayout(self.note)
        box.setContentsMargins(12, 8, 12, 8)
        box.addWidget(self.sentence, 1)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        self.problems = FrameModel(self)
        self._view = FrameView(self.problems)
        self._view.setAccessibleName(self.tr("问题"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.note)
        layout.addWidget(self._bar)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.import_button = buttons.addButton(
            self.tr("导入"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.import_button.setProperty("primary", True)
        self.import_button.setEnabled(False)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._apply)
        buttons.rejected.connect(self.reject)
        return buttons

    def _check(self) -> None:
        session = self._desk.document.session
        if not self.file.text() or session is None:
            return
        self._plan = None
        self.import_button.setEnabled(False)
        path, layer, crs = Path(self.file.text()), self.layer.currentData(), self.crs.currentData()
        table = _TABLES.get(layer, layer)
        application = self._desk.document.application
        reader = application.tables if layer in _LISTS else application.vectors
        year = self._desk.context.year

        def work(progress: Progress) -> "ImportPlan":
            from dzmap.services.importing import plan_import

            rows = reader.read(path, table, crs=crs, progress=progress)
            progress.step(tr("检查"))
            return plan_import(session, rows, table, year=year)

        self._tell("info", self.tr("正在检查 {name}").format(name=path.name))
        self._bar.setRange(0, 0)
        self._bar.show()
        self._job = self._desk.jobs.run(
            self.tr("正在检查 {name}").format(name=path.name),
            work,
            key="import check",
            on_done=self._take_plan,
            on_failed=self._fail,
        )
        self._job.ended.connect(self._bar.hide)

    def _take_plan(self, plan: "ImportPlan") -> None:
        self._plan = plan
        self._show_problems(plan.problems)
        count = plan.added + plan.changed
        tally = {kind: sum(p.severity is kind for p in plan.problems) for kind in Severity}
        found = "、".join(f"{tr(kind.value)} {n}" for kind, n in tally.items() if n)
        parts = [plan.summary, found or self.tr("没有发现问题")]
        kind = "warn" if tally[Severity.ERROR] or tally[Severity.WARNING] else "ok"
        if not count:
            parts.append(self.tr("没有要写入的行"))
        self._tell(kind, "　".join(parts))
        text = (
            self.tr("替换{what}，导入 {count} 行") if plan.replaces else self.tr("导入 {count} 行")
        )
        self.import_button.setText(text.format(what=plan.replaces, count=f"{count:,}"))
        self.import_button.setEnabled(bool(plan.changes))

    def _fail(self, error: KnownError) -> None:
        self._show_problems(error.problems)
        lines = [
            error.what,
            *(
                f"{caption}：{text}"
                for caption, text in (
                    (tr("文件"), error.file),
                    (tr("原因"), error.reason),
                    (tr("怎么办"), error.remedy),
                )
                if text
            ),
        ]
        self._tell("error", "\n".join(lines))

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        frame = pd.DataFrame(
            [
                {
                    "id": str(place),
                    "severity": tr(problem.severity.value),
                    "sheet": problem.sheet,
                    "row": "" if problem.row is None else f"{problem.row:,}",
                    "column": problem.column,
                    "value": problem.value,
                    "message": problem.message,
                    "remedy": problem.remedy,
                }
                for place, problem in enumerate(problems)
            ],
            columns=["id", *_COLUMNS],
        )
        columns = [
            FrameColumn(
                name=name,
                header=tr(header),
                widest=420 if name in ("message", "remedy") else 176,
            )
            for name, header in _COLUMNS.items()
        ]
        self.problems.set_frame(frame, columns)

    def _tell(self, kind: str, text: str) -> None:
        self.sentence.setText(text)
        self.note.setProperty("note", kind)
        for widget in (self.note, self.sentence):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def _apply(self) -> None:
        session, plan = self._desk.document.session, self._plan
        if session is None or plan is None:
            return
        self.import_button.setEnabled(False)
        desk = self._desk

        def done(_: "ChangeSet") -> None:
            text = tr("已导入 {what}：{summary}").format(
                what=tr(LAYERS[self.layer.currentData()]), summary=plan.summary
            )
            desk.notices.toast(text, (tr("撤销"), desk.document.undo))
            for problem in plan.problems:
                if problem.severity is not Severity.FIXED:
                    kind = "error" if problem.severity is Severity.ERROR else "warn"
                    desk.notices.log(kind, str(problem))
            self.accept()

        self._job = desk.jobs.run(
            self.tr("正在导入"),
            lambda _: _write(session, plan),
            on_done=done,
            on_failed=self._fail,
            cancellable=False,
        )


def _write(session: "Session", plan: "ImportPlan") -> "ChangeSet":
    from dzmap.services.importing import apply_import

    return apply_import(session, plan)
