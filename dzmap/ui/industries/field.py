"""One industry in a form: type a code, name or pinyin, take one of the proposals."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.core.industry_search import IndustryHit, IndustrySearch
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label

_PROPOSALS = 12
_ROOT = QModelIndex()


class _Proposals(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hits: tuple[IndustryHit, ...] = ()

    def show(self, hits: tuple[IndustryHit, ...]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.hits)

    @override
    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{hit.industry.title}{f'（{hit.why}）' if hit.why else ''}"
        if role == Qt.ItemDataRole.EditRole:
            return hit.industry.title
        return None


class IndustryField(QWidget):
    """``code()`` is "" while the text names no entry; ``changed`` says that it may be another."""

    changed = Signal()

    def __init__(self, search: IndustrySearch) -> None:
        super().__init__()
        self._search = search
        self._code = ""
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("代码、名称或拼音，如 3670、汽配"))
        self.line.setAccessibleName(tr("行业代码"))
        self.line.setClearButtonEnabled(True)
        self._proposals = _Proposals(self)
        self._completer = QCompleter(self._proposals, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_PROPOSALS)
        self.line.setCompleter(self._completer)
        self.note = plain_label()
        self.note.setProperty("role", "secondary")
        self.note.setWordWrap(True)
        self.note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.line)
        layout.addWidget(self.note)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._propose)
        self.line.textChanged.connect(self._read)

    def code(self) -> str:
        """The chosen code without its letter, "" if there is none."""
        return self._code

    def set_code(self, code: str) -> None:
        """Show a code."""
        entry = self._search.tree.get(code)
        self.line.setText(entry.title if entry else code)
        self.line.setCursorPosition(0)

    def _propose(self, text: str) -> None:
        self._proposals.show(self._search.find(text, _PROPOSALS))

    def _read(self, text: str) -> None:
        tree = self._search.tree
        text = text.strip()
        named = tree.named(text)
        entry = named[-1] if named else tree.get(tree.normalise(text)) if text else None
        code = entry.code if entry else ""
        note = "" if entry or not text else self._fault(text)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if code != self._code:
            self._code = code
            self.changed.emit()

    def _fault(self, text: str) -> str:
        """Nothing while a name or pinyin is being typed that may still become one."""
        if any(map(str.isdigit, text)):
            tree = self._search.tree
            former = tree.former(tree.normalise(text))
            return f"{tree.fault(text)}{tree.remedy(text)}" if former else tree.fault(text)
        return "" if self._search.find(text, 1) else tr("没有找到“{text}”").format(text=text)
