"""GB/T 4754 as a Qt tree with check boxes and the number of enterprises per entry."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from typing_extensions import override

from dzmap.core.industries import Industry, IndustryTree
from dzmap.core.industry_selection import Ticked
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_tip

Index = QModelIndex | QPersistentModelIndex

NAME, COUNT = 0, 1
_ROOT = QModelIndex()
_TICKS = {
    Ticked.NONE: Qt.CheckState.Unchecked,
    Ticked.SOME: Qt.CheckState.PartiallyChecked,
    Ticked.ALL: Qt.CheckState.Checked,
}
_WORDS = {Ticked.NONE: "", Ticked.SOME: later("部分适用"), Ticked.ALL: later("适用")}


class IndustryModel(QAbstractItemModel):
    """``toggled`` carries the code whose box was clicked; the owner answers with ``show_states``."""

    toggled = Signal(str)

    def __init__(
        self, tree: IndustryTree, counts: Mapping[str, int], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.tree = tree
        self._counts = counts
        self._states: Mapping[str, Ticked] = {}
        self._visible: frozenset[str] | None = None
        self._entries = list(tree)
        self._number = {entry.code: place for place, entry in enumerate(self._entries)}
        self._rows: dict[str, list[Industry]] = {}

    def show_states(self, states: Mapping[str, Ticked]) -> None:
        """Tick the boxes."""
        self._states = states
        self._tell_changed(QModelIndex())

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Other numbers of enterprises."""
        self._counts = counts
        self._tell_changed(QModelIndex())

    def show_only(self, codes: Iterable[str] | None) -> None:
        """Only entries of these codes, with what lies above and below them; None: all."""
        self.beginResetModel()
        self._rows = {}
        self._visible = None if codes is None else self._with_kin(codes)
        self.endResetModel()

    def index_of(self, code: str) -> QModelIndex:
        """The index of a code; invalid if it is not shown."""
        entry = self.tree.get(code)
        if entry is None:
            return QModelIndex()
        siblings = self._children(entry.parent)
        if entry not in siblings:
            return QModelIndex()
        return self.createIndex(siblings.index(entry), NAME, self._number[code])

    def industry(self, index: Index) -> Industry:
        """The entry at a valid index."""
        return self._entries[index.internalId()]

    def _with_kin(self, codes: Iterable[str]) -> frozenset[str]:
        waiting = list(codes)
        kin = {entry.code for code in waiting for entry in self.tree.ancestors(code)}
        below: set[str] = set()
        while waiting:
            code = waiting.pop()
            if code not in below:
                below.add(code)
                waiting.extend(child.code for child in self.tree.children(code))
        return frozenset(kin | below)

    def _children(self, code: str) -> list[Industry]:
        if code not in self._rows:
            every = self.tree.children(code)
            visible = self._visible
            self._rows[code] = [
                entry for entry in every if visible is None or entry.code in visible
            ]
        return self._rows[code]

    def _tell_changed(self, parent: QModelIndex) -> None:
        count = self.rowCount(parent)
        if not count:
            return
        self.dataChanged.emit(self.index(0, NAME, parent), self.index(count - 1, COUNT, parent))
        for row in range(count):
            self._tell_changed(self.index(row, NAME, parent))

    @override
    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        code = self.industry(parent).code if parent.isValid() else ""
        siblings = self._children(code)
        if not (0 <= row < len(siblings) and 0 <= column < self.columnCount()):
            return QModelIndex()
        return self.createIndex(row, column, self._number[siblings[row].code])

    @override
    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        if not index.isValid():
            return QModelIndex()
        return self.index_of(self.industry(index).parent)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        if not parent.isValid():
            return len(self._children(""))
        if parent.column() != NAME:
            return 0
        return len(self._children(self.industry(parent).code))

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 2

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else plain

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.industry(index)
        return self._count(entry, role) if index.column() == COUNT else self._name(entry, role)

    def _name(self, entry: Industry, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{entry.code}　{entry.name}"
            case Qt.ItemDataRole.CheckStateRole:
                return _TICKS[self._states.get(entry.code, Ticked.NONE)]
            case Qt.ItemDataRole.ToolTipRole:
                above = [one.name for one in self.tree.ancestors(entry.code)]
                return plain_tip(" › ".join([*above, entry.title]))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.title} {self._word(entry)}".strip()
            case _:
                return None

    def _word(self, entry: Industry) -> str:
        word = _WORDS[self._states.get(entry.code, Ticked.NONE)]
        return tr(word) if word else ""

    def _count(self, entry: Industry, role: int) -> object:
        count = self._counts.get(entry.code, 0)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{count:,}" if count else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr("{count} 家企业").format(count=f"{count:,}")
        return None

    @override
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.toggled.emit(self.industry(index).code)
        return True
