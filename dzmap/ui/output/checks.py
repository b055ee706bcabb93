"""The list of 出图检查: an icon, what was found, and where to settle it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dzmap.services.preflight import Check, Level
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.theme.theme import Theme

_ICONS = {
    Level.ERROR: ("error_circle", "error_text", later("须改")),
    Level.WARNING: ("warning", "warn_text", later("提醒")),
    Level.PASSED: ("checkmark_circle", "ok_text", later("已检查")),
}


class CheckList(QWidget):
    """``fix_asked`` carries the option that would settle a check."""

    fix_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._summary = plain_label()
        self._summary.setContentsMargins(12, 8, 12, 8)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._summary)
        layout.addLayout(self._rows)
        layout.addStretch(1)
        self.checks: tuple[Check, ...] = ()
        self.show_checks(())

    @property
    def errors(self) -> int:
        """How many must be settled before an export."""
        return sum(check.level is Level.ERROR for check in self.checks)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Replace the list."""
        self.checks = tuple(checks)
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for check in checks:
            self._rows.addWidget(self._row(check))
        warnings = sum(check.level is Level.WARNING for check in checks)
        if self.errors:
            kind, text = "error", tr("还有 {count} 处须改").format(count=self.errors)
        elif warnings:
            kind, text = "warn", tr("{count} 处提醒").format(count=warnings)
        else:
            kind, text = "ok", tr("没有发现问题") if checks else ""
        self._summary.setText(text)
        self._summary.setVisible(bool(text))
        self._summary.setProperty("state", kind)
        self._summary.style().polish(self._summary)

    def _row(self, check: Check) -> QWidget:
        icon, role, word = _ICONS[check.level]
        row = QFrame()
        row.setProperty("card", "check")
        row.setAccessibleName(f"{tr(word)}：{check.title}")
        mark = plain_label()
        mark.setProperty("dzmapIconSize", 16)
        self._theme.dress(mark, icon, role)
        mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        mark.setContentsMargins(0, 1, 0, 0)
        mark.setToolTip(plain_tip(tr(word)))
        words = QVBoxLayout()
        words.setSpacing(2)
        title = plain_label(check.title)
        title.setWordWrap(True)
        if check.level is not Level.PASSED:
            title.setProperty("role", "strong")
        words.addWidget(title)
        if check.detail:
            detail = plain_label(check.detail)
            detail.setWordWrap(True)
            detail.setProperty("role", "secondary")
            words.addWidget(detail)
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 7, 8, 7)
        line.setSpacing(8)
        line.addWidget(mark)
        line.addLayout(words, 1)
        if check.option:
            fix = QPushButton(tr("去改"))
            fix.setFlat(True)
            fix.setProperty("small", True)
            fix.setAccessibleName(f"{tr('去改')}：{check.title}")
            fix.clicked.connect(lambda _=False, name=check.option: self.fix_asked.emit(name))
            line.addWidget(fix, 0, Qt.AlignmentFlag.AlignTop)
        return row
