"""生成判定书: as PDF or Word, each in a file of its own or all in one, from which number on."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.services.verdict_sheet import MOST_IN_A_FILE
from dzmap.ui.buttons import tool_button
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

FORMATS = {"pdf": later("PDF（打印、存档）"), "docx": later("Word（可改，Word 和 WPS 都能开）")}


@dataclass(frozen=True, kw_only=True)
class SheetWishes:
    """What is asked for; ``together`` puts all sheets into one file."""

    format: str
    together: bool
    number: str
    organisation: str
    folder: Path


class SheetDialog(QDialog):
    """Accepted: ``wishes`` holds what is wanted.

    Args:
        names: Whom the sheets are about.
        proposal: What was chosen last, with the next free number.
        theme: Of the window.
        parent: The window.
    """

    def __init__(
        self,
        names: list[str],
        proposal: SheetWishes,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("生成判定书"))
        self._theme = theme
        self._count = len(names)
        self._formats = QButtonGroup(self)
        self.number = QLineEdit(proposal.number)
        self.organisation = QLineEdit(proposal.organisation)
        self.organisation.setPlaceholderText(tr("印在盖章处，可以不填"))
        self.folder = QLineEdit(str(proposal.folder))
        self.together = QCheckBox(tr("合成一个文件"))
        self.together.setVisible(self._count > 1)
        self.together.setEnabled(self._count <= MOST_IN_A_FILE)
        self.together.setChecked(proposal.together and 1 < self._count <= MOST_IN_A_FILE)
        self._lack = plain_label()
        self._lack.setProperty("role", "secondary")
        self._lack.setWordWrap(True)
        who = plain_label(self._told(names))
        who.setProperty("role", "object")
        who.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(who)
        layout.addLayout(self._form(proposal.format))
        layout.addWidget(self._lack)
        layout.addWidget(self._buttons())
        self.setMinimumWidth(520)
        for field in (self.number, self.folder):
            field.textChanged.connect(self._check)
        self._check()

    @property
    def wishes(self) -> SheetWishes:
        """The choices as they stand."""
        return SheetWishes(
            format=list(FORMATS)[self._formats.checkedId()],
            together=self.together.isChecked(),
            number=self.number.text().strip(),
            organisation=self.organisation.text().strip(),
            folder=Path(self.folder.text().strip()),
        )

    def choose_format(self, name: str) -> None:
        """Tick pdf or docx."""
        self._formats.button(list(FORMATS).index(name)).setChecked(True)

    # ------------------------------------------------------------------------------------------

    def _told(self, names: list[str]) -> str:
        if self._count == 1:
            return names[0]
        shown = "、".join(names[:3])
        return tr("{names} 等 {count} 个对象，每个一份").format(
            names=shown, count=f"{self._count:,}"
        )

    def _form(self, chosen: str) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        kinds = QHBoxLayout()
        kinds.setSpacing(20)
        for index, (name, title) in enumerate(FORMATS.items()):
            button = QRadioButton(tr(title))
            button.setChecked(name == chosen)
            self._formats.addButton(button, index)
            kinds.addWidget(button)
        kinds.addStretch(1)
        form.addRow(tr("格式"), kinds)
        form.addRow("", self.together)
        form.setRowVisible(self.together, self._count > 1)
        numbers = QVBoxLayout()
        numbers.setSpacing(2)
        numbers.addWidget(self.number)
        if self._count > 1:
            note = plain_label(tr("第一份的编号，其余依次加一"))
            note.setProperty("role", "secondary")
            numbers.addWidget(note)
        form.addRow(tr("编号"), numbers)
        form.addRow(tr("编制单位"), self.organisation)
        place = QHBoxLayout()
        place.setSpacing(4)
        browse = tool_button(self._theme, "folder_open", tr("选择文件夹…"))
        browse.clicked.connect(lambda _=False: self._browse())
        place.addWidget(self.folder, 1)
        place.addWidget(browse)
        form.addRow(tr("存到"), place)
        for caption, field in (
            (tr("编号"), self.number),
            (tr("编制单位"), self.organisation),
            (tr("存到"), self.folder),
        ):
            field.setAccessibleName(caption)
        return form

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self._make = buttons.addButton(tr("生成判定书"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._make.setDefault(True)
        self._make.setProperty("primary", True)
        buttons.addButton(tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("选择文件夹"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _check(self) -> None:
        """The button is never disabled without a sentence that says why."""
        lack = ""
        if not self.number.text().strip():
            lack = tr("还没有填编号。")
        elif not self.folder.text().strip() or not Path(self.folder.text().strip()).is_dir():
            lack = tr("没有这个文件夹，换一个或用右边的按钮选。")
        self._lack.setText(lack)
        self._lack.setVisible(bool(lack))
        self._make.setEnabled(not lack)
