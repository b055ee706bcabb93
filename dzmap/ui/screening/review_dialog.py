"""人工复核: an official gives another verdict, with a reason and a name."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.kept_runs import LEAST_REASON
from dzmap.core.verdicts import Override, Verdict
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.screening.marks import verdict_icon
from dzmap.ui.screening.verdict_chip import VerdictChip
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.theme.theme import Theme

_COLUMNS = 3


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is looked at: whom, what the machine found, and what was decided already."""

    applicant: str
    target: str
    machine: Verdict
    headline: str
    present: Override | None = None
    kept: str = ""  # number of the run; "": it is not kept yet


class ReviewDialog(QDialog):
    """Accepted: ``decision`` holds the override; ``withdrawn``: the present one shall go."""

    def __init__(
        self, case: Case, theme: Theme, reviewer: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("人工复核"))
        self._case = case
        self._theme = theme
        self.withdrawn = False
        self._verdicts = QButtonGroup(self)
        self.reason = QPlainTextEdit()
        self.name = QLineEdit(reviewer)
        self.attachment = QLineEdit()
        self._lack = plain_label()
        self._lack.setProperty("role", "secondary")
        self._lack.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(self._head())
        layout.addLayout(self._form())
        layout.addWidget(self._lack)
        layout.addWidget(self._buttons())
        if case.present is not None:
            self._fill(case.present)
        self.setMinimumWidth(560)
        self.reason.textChanged.connect(self._check)
        self.name.textChanged.connect(self._check)
        self._verdicts.idToggled.connect(lambda *_: self._check())
        self._check()

    @property
    def verdict(self) -> Verdict | None:
        """The chosen verdict; None while none is."""
        chosen = self._verdicts.checkedId()
        return None if chosen < 0 else Verdict(chosen)

    def choose(self, verdict: Verdict) -> None:
        """Tick a verdict."""
        self._verdicts.button(int(verdict)).setChecked(True)

    def decision(self, at: datetime) -> Override:
        """What was decided."""
        verdict = self.verdict
        if verdict is None:
            raise ValueError("no verdict was chosen")
        return Override(
            verdict=verdict,
            reason=self.reason.toPlainText().strip(),
            name=self.name.text().strip(),
            at=at,
            attachment=self.attachment.text().strip(),
        )

    # ------------------------------------------------------------------------------------------

    def _head(self) -> QWidget:
        head = QWidget()
        name = plain_label(self._case.applicant)
        name.setProperty("role", "object")
        name.setWordWrap(True)
        target = plain_label(self._case.target)
        target.setProperty("role", "secondary")
        chip = VerdictChip(self._theme)
        chip.show_verdict(self._case.machine)
        machine = plain_label(tr("机器判定"))
        machine.setProperty("role", "secondary")
        headline = plain_label(self._case.headline)
        headline.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(machine)
        line.addWidget(chip)
        line.addWidget(headline, 1)
        box = QVBoxLayout(head)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(name)
        box.addWidget(target)
        box.addSpacing(4)
        box.addLayout(line)
        return head

    def _form(self) -> QFormLayout:
        choices = QGridLayout()
        choices.setHorizontalSpacing(18)
        choices.setVerticalSpacing(8)
        for place, verdict in enumerate(Verdict):
            button = QRadioButton(verdict_word(verdict))
            button.setIcon(verdict_icon(self._theme, verdict))
            button.setIconSize(QSize(16, 16))
            button.setEnabled(verdict is not self._case.machine)
            button.setMinimumHeight(32)
            self._verdicts.addButton(button, int(verdict))
            choices.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        self.reason.setTabChangesFocus(True)
        self.reason.setAccessibleName(tr("理由"))
        self.reason.setPlaceholderText(
            tr("依据、会议或批示，至少 {count} 个字；写进修改记录").format(count=LEAST_REASON)
        )
        self.reason.setFixedHeight(round(84 * self._theme.scale))
        self.name.setPlaceholderText(tr("复核人"))
        self.attachment.setPlaceholderText(tr("可不填；只记文件名，文件另行存档"))
        choose = QPushButton(tr("选择…"))
        choose.clicked.connect(lambda _=False: self._choose_file())
        file = QHBoxLayout()
        file.setSpacing(8)
        file.addWidget(self.attachment, 1)
        file.addWidget(choose)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(tr("改为"), choices)
        form.addRow(tr("理由"), self.reason)
        form.addRow(tr("姓名"), self.name)
        form.addRow(tr("附件"), file)
        return form

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self._accept = buttons.addButton(tr("改判"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._accept.setDefault(True)
        self._accept.setProperty("primary", True)
        if self._case.present is not None:
            withdraw = buttons.addButton(
                tr("撤回改判"), QDialogButtonBox.ButtonRole.DestructiveRole
            )
            withdraw.setProperty("danger", True)
            withdraw.clicked.connect(lambda _=False: self._withdraw())
        buttons.addButton(tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _fill(self, present: Override) -> None:
        self.choose(present.verdict)
        self.reason.setPlainText(present.reason)
        self.name.setText(present.name)
        self.attachment.setText(present.attachment)

    def _withdraw(self) -> None:
        self.withdrawn = True
        self.accept()

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("选择附件"), str(Path.home()))
        if chosen:
            self.attachment.setText(Path(chosen).name)

    def _check(self) -> None:
        letters = len("".join(self.reason.toPlainText().split()))
        if self.verdict is None:
            lack = tr("选择改为哪个结论。")
        elif letters < LEAST_REASON:
            lack = tr("理由还差 {count} 个字。").format(count=LEAST_REASON - letters)
        elif not self.name.text().strip():
            lack = tr("写上姓名。")
        else:
            lack = ""
        self._accept.setEnabled(not lack)
        whole = tr("机器判定保留在旁边；可以撤销，也可以撤回。")
        if not self._case.kept:
            whole = tr("这次运行还没有保留，改判时一并保留。") + whole
        self._lack.setText(lack or whole)
