"""Which files, where to, and the button that writes them."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.services.file_names import free_stem
from dzmap.ui.buttons import tool_button
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

FORMATS = {
    "pdf": ("PDF", "document_pdf"),
    "html": (later("离线网页"), "globe_off"),
    "xlsx": ("Excel", "document_table"),
}


class Formats(QWidget):
    """One check box per format with what is known about the file; ``changed`` on every click."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(10)
        heading = plain_label(tr("格式"))
        heading.setProperty("role", "strong")
        grid.addWidget(heading, 0, 0, 1, 2)
        self.boxes: dict[str, QCheckBox] = {}
        self._facts: dict[str, QLabel] = {}
        for row, (ending, (title, icon)) in enumerate(FORMATS.items(), start=1):
            box, fact = QCheckBox(tr(title)), plain_label()
            box.setChecked(ending != "xlsx")
            box.clicked.connect(self.changed)
            theme.dress(box, icon, "text2")
            fact.setProperty("role", "secondary")
            self.boxes[ending], self._facts[ending] = box, fact
            grid.addWidget(box, row, 0)
            grid.addWidget(fact, row, 1)
        grid.setColumnStretch(0, 1)

    @property
    def endings(self) -> tuple[str, ...]:
        """The formats that are wanted."""
        return tuple(
            ending for ending, box in self.boxes.items() if box.isChecked() and box.isEnabled()
        )

    def show_facts(self, *, pages: int, size: int, tables: int) -> None:
        """Say what each file will hold; a workbook without tables cannot be had."""
        paper = tr("A3　{count} 页") if pages == 1 else tr("{count} 页")
        mega = tr("约 {size} MB").format(size=f"{max(size / 1e6, 0.1):.1f}")
        self._facts["pdf"].setText(f"{paper.format(count=pages)}　{mega}")
        self._facts["html"].setText(tr("单文件，断网可看"))
        self._facts["xlsx"].setText(
            tr("{count} 张表").format(count=tables) if tables else tr("没有表")
        )
        self.boxes["xlsx"].setEnabled(tables > 0)


class ExportFoot(QFrame):
    """Folder, names, progress, and the button; ``export_asked`` and ``cancel_asked``."""

    export_asked = Signal()
    cancel_asked = Signal()
    folder_changed = Signal()

    def __init__(self, theme: Theme, folder: str) -> None:
        super().__init__()
        self.setProperty("panel", "foot")
        self._theme = theme
        self._running = False
        self.folder = QLineEdit(folder)
        self.folder.setAccessibleName(tr("存到"))
        self.folder.textChanged.connect(self.folder_changed)
        browse = tool_button(theme, "folder_open", tr("选择文件夹"))
        browse.setFixedSize(32, 32)
        browse.clicked.connect(self._browse)
        self.names = plain_label()
        self.names.setWordWrap(True)
        self.names.setProperty("role", "secondary")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.button = QPushButton()
        self.button.setProperty("primary", True)
        theme.dress(self.button, "arrow_export_up", "on_accent")
        self.button.clicked.connect(self._click)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(plain_label(tr("存到")))
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.names)
        layout.addWidget(self.bar)
        layout.addWidget(self.button)

    @property
    def path(self) -> Path:
        """The folder as typed."""
        return Path(self.folder.text().strip())

    @property
    def has_folder(self) -> bool:
        """Whether the folder is there."""
        return bool(self.folder.text().strip()) and self.path.is_dir()

    def show_plan(self, stem: str, endings: tuple[str, ...], *, errors: int, ready: bool) -> None:
        """Name the files that would be written, or say what is in the way."""
        if self._running:
            return
        count = len(endings)
        text = tr("导出 {count} 个文件").format(count=count) if count else tr("导出")
        self.button.setText(text)
        self.button.setEnabled(bool(count and ready and not errors))
        if errors:
            note = tr("还有 {count} 处须改").format(count=errors)
        elif not count:
            note = tr("至少选一种格式")
        elif not self.has_folder:
            note = tr("没有这个文件夹")
        else:
            free = free_stem(self.path, stem, endings)
            names = f"{free}.{'、.'.join(endings)}"
            note = (
                names if free == stem else tr("{names}（已有同名文件，不覆盖）").format(names=names)
            )
        self.names.setText(note)
        invalid = bool(count) and not self.has_folder
        if self.folder.property("invalid") != invalid:
            self.folder.setProperty("invalid", invalid)
            self.folder.style().polish(self.folder)

    def begin(self) -> None:
        """An export runs: the button cancels it."""
        self._running = True
        self.button.setText(tr("取消"))
        self.button.setEnabled(True)
        self.bar.setRange(0, 0)
        self.bar.show()

    def show_step(self, name: str, done: int, total: int) -> None:
        """Say what is being written."""
        self.names.setText(name)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def end(self) -> None:
        """The export ended one way or the other."""
        self._running = False
        self.bar.hide()

    def _click(self) -> None:
        (self.cancel_asked if self._running else self.export_asked).emit()

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("选择文件夹"), str(self.path if self.has_folder else Path.home())
        )
        if chosen:
            self.folder.setText(chosen)
