"""Above the clauses: whose catalog it is, what holds for unlisted industries, check and publish."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)
from typing_extensions import override

from dzmap.core.catalogs import Catalog
from dzmap.ui.buttons import tool_button
from dzmap.ui.catalogs.words import DEFAULTS, version_word
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.theme.theme import Theme

_MENU = (
    ("properties", later("目录信息…")),
    ("export", later("导出目录…")),
    ("discard", later("删除草稿")),
)


class CatalogHead(QFrame):
    """``asked`` carries check, impact, publish, properties, export or discard."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("panel", "bar")
        self._title = plain_label()
        self._title.setWordWrap(True)
        self._title.setFont(theme.font(13.5, bold=True))
        theme.changed.connect(lambda: self._title.setFont(theme.font(13.5, bold=True)))
        self._tag = plain_label()
        self._tag.setProperty("tag", "plain")
        self._tag.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._facts = plain_label()
        self._facts.setProperty("role", "secondary")
        self._facts.setTextFormat(Qt.TextFormat.RichText)
        self._facts.setWordWrap(True)
        self._reason = plain_label()
        self._reason.setProperty("role", "small")
        self._reason.setProperty("state", "error")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.check = self._button("checkmark_circle", tr("检查"), "check")
        self.impact = self._button("branch_compare", tr("影响分析"), "impact")
        self.publish = self._button("lock_closed", tr("发布"), "publish")
        self.more = tool_button(theme, "more_horizontal", tr("目录信息、导出、删除草稿"))
        self.more.setProperty("menu", "plain")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self.entries = {}
        for key, text in _MENU:
            self.entries[key] = menu.addAction(tr(text))
            self.entries[key].triggered.connect(lambda _=False, key=key: self.asked.emit(key))
        self.more.setMenu(menu)
        self._lay_out()
        self.show_catalog(None, "")

    def show_catalog(self, catalog: Catalog | None, parent: str) -> None:
        """Show whose catalog it is; ``parent`` is how the one above is called."""
        for widget in (self.check, self.impact, self.publish, self.more, self._tag):
            widget.setVisible(catalog is not None)
        if catalog is None:
            self._title.setText(tr("准入目录"))
            self._facts.setText("")
            return
        self._title.setText(catalog.title or tr("（没有名称）"))
        self._title.setToolTip(plain_tip(f"{catalog.title}　{catalog.issuer}"))
        self._tag.setText(version_word(catalog))
        self._tag.setProperty("tag", "plain" if catalog.published else "warn")
        self._tag.style().polish(self._tag)
        self._tag.updateGeometry()
        facts = [
            _escaped(catalog.number),
            tr("上级：{parent}").format(parent=_escaped(parent)) if parent else "",
            f"{tr('未列入行业')}：<b>{tr(DEFAULTS[catalog.default])}</b>",
            _period(catalog),
        ]
        self._facts.setText(" &nbsp; ".join(part for part in facts if part))

    def lock(self, reason: str, *, draft: bool, read_only: bool) -> None:
        """Whether publishing is possible, and why not; ``reason`` stands beside the padlock."""
        self.publish.setEnabled(draft and not reason)
        self.publish.setProperty("primary", draft and not reason)
        icon = "lock_closed" if reason or not draft else "document_checkmark"
        self._theme.dress(self.publish, icon, "on_accent" if draft and not reason else "text")
        self.publish.style().polish(self.publish)
        self.publish.setToolTip(plain_tip(reason))
        self.publish.setAccessibleDescription(reason)
        self._reason.setText(reason)
        self._reason.setToolTip(plain_tip(reason))
        self.entries["discard"].setEnabled(draft and not read_only)
        self._fit()

    @property
    def reason(self) -> str:
        """Why the catalog cannot be published, as shown."""
        return self._reason.text()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Short words where there is little room; the reason stays in sight."""
        # As wide as its text at most, so that the tag stands behind it; else it wraps.
        text = self._title.fontMetrics().horizontalAdvance(self._title.text())
        self._title.setMaximumWidth(text + 4)
        narrow = self.width() < round(620 * self._theme.scale)
        self.check.setText(tr("检查") if narrow else f"{tr('检查')} F7")
        self.impact.setText(tr("影响") if narrow else tr("影响分析"))
        self._reason.setVisible(bool(self._reason.text()))

    def _button(self, icon: str, text: str, key: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        self._theme.dress(button, icon)
        button.clicked.connect(lambda _=False: self.asked.emit(key))
        return button

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self._title, 1)
        title.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignVCenter)
        title.addStretch(0)
        self._title.setMinimumWidth(40)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(title)
        words.addWidget(self._facts)
        self._facts.setMinimumWidth(80)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.check, self.impact, self.publish, self.more):
            buttons.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addLayout(buttons)
        right.addWidget(self._reason)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addLayout(right)


def _period(catalog: Catalog) -> str:
    if catalog.effective_to is None:
        return tr("{start} 起").format(start=catalog.effective_from)
    return tr("{start} 至 {end}").format(start=catalog.effective_from, end=catalog.effective_to)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
