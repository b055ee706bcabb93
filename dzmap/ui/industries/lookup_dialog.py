"""行业代码查询: find an industry by code, name, pinyin, everyday word or its code of 2011."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.industry_search import IndustryHit, IndustrySearch
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip

_MOST = 200
_CODE = Qt.ItemDataRole.UserRole


class IndustryLookup(QDialog):
    """Shows what fits while the user types; 复制代码 takes the chosen one along.

    Args:
        search: The classification and how to find in it.
        counts: Enterprises of the project at or under each code.
        parent: The window.
    """

    def __init__(
        self, search: IndustrySearch, counts: Mapping[str, int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("行业代码查询"))
        self._search = search
        self._counts = counts
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("代码、名称、拼音、首字母或俗称，如 3670、qclbj、汽配"))
        self.line.setAccessibleName(tr("搜索行业"))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._find)
        self.line.installEventFilter(self)
        self.hits = QTreeWidget()
        self.hits.setRootIsDecorated(False)
        self.hits.setUniformRowHeights(True)
        self.hits.setAccessibleName(tr("找到的行业"))
        self.hits.setHeaderLabels([tr("代码"), tr("名称"), tr("所属"), tr("本项目企业")])
        header = self.hits.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((80, 320, 320)):
            self.hits.setColumnWidth(column, width)
        self.hits.currentItemChanged.connect(lambda *_: self._tell())
        self.note = plain_label()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox()
        self.copy = buttons.addButton(tr("复制代码"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setProperty("primary", True)
        self.copy.clicked.connect(lambda _=False: self._copy())
        buttons.addButton(tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.line)
        layout.addWidget(self.hits, 1)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        open_size(self, 900, 520)
        self._find("")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        down = (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
        )
        if down:
            self.hits.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _find(self, text: str) -> None:
        hits = self._search.find(text, _MOST)
        if not text.strip():
            hits = tuple(IndustryHit(entry) for entry in self._search.tree.children())
        items = [self._item(hit) for hit in hits]
        self.hits.clear()
        self.hits.addTopLevelItems(items)
        if items:
            self.hits.setCurrentItem(items[0])
        self._tell()

    def _item(self, hit: IndustryHit) -> QTreeWidgetItem:
        entry = hit.industry
        above = " › ".join(one.name for one in self._search.tree.ancestors(entry.code))
        name = f"{entry.name}（{hit.why}）" if hit.why else entry.name
        count = self._counts.get(entry.code, 0)
        item = QTreeWidgetItem(
            [entry.title.split(" ", 1)[0], name, above, f"{count:,}" if count else ""]
        )
        item.setData(0, _CODE, entry.code)
        item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, text in enumerate((entry.title, name, above)):
            item.setToolTip(column, plain_tip(text))
        return item

    def _chosen(self) -> str:
        item = self.hits.currentItem()
        return "" if item is None else str(item.data(0, _CODE))

    def _tell(self) -> None:
        """What the typed code was in 2011, else what the chosen entry consists of."""
        tree, text = self._search.tree, self.line.text().strip()
        former = tree.former(tree.normalise(text)) if text else None
        chosen = self._chosen()
        self.copy.setEnabled(bool(chosen))
        if former is not None:
            now = tree.get(former.code)
            today = (
                tr("2017 版的 {code} 是{name}").format(code=former.code, name=now.name)
                if now
                else tr("2017 版已废止")
            )
            self.note.setText(
                tr("2011 版 {code} 是{name}；{today}。按 2011 版填报的改为 {titles}。").format(
                    code=former.code, name=former.name, today=today, titles=former.successor_titles
                )
            )
        elif not chosen:
            fault = tree.fault(text) if any(map(str.isdigit, text)) else ""
            self.note.setText(fault or tr("没有找到“{text}”").format(text=text))
        else:
            parts = tree.children(chosen)
            names = "、".join(entry.title for entry in parts)
            self.note.setText(tr("包括：{names}").format(names=names) if parts else "")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._chosen())
