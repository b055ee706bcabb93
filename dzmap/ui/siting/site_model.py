"""The compared places as table rows: three groups that can be folded, each under a heading."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from dzmap.core.siting import Group
from dzmap.services.siting_report import order_of
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.screening.verdict_chip import VERDICT_ROLE
from dzmap.ui.siting.run import Ranked
from dzmap.ui.siting.site_texts import cell_texts

NAME, VERDICT, SCORE, MARGIN, LAND, CHAIN, NOTE = range(7)
HEADERS = (
    later("开发区 / 园区"),
    later("结论"),
    later("得分（三项叠加）"),
    later("准入余量"),
    later("空闲地 亩"),
    later("同链最近 km"),
    later("须办理 / 备注"),
)
RANK_ROLE = Qt.ItemDataRole.UserRole + 10
"""Rank of a place (0: none), its change since the last weights, whether it is the current place."""
PARTS_ROLE = Qt.ItemDataRole.UserRole + 11
"""What each part adds to the score, None where it is not known."""
GROUP_ROLE = Qt.ItemDataRole.UserRole + 12
"""The group that a heading stands for."""

_HINTS = {
    Group.ADMITTED: later("{count} 处，按得分排序"),
    Group.REJECTED: later("{count} 处，列出不满足的条款"),
    Group.UNCLEAR: later("{count} 处，列出缺的资料或图层"),
}
_NUMBERS = (MARGIN, LAND, CHAIN)
_ROOT = QModelIndex()
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class _Row:
    """A heading (``site`` -1) or a place."""

    group: Group
    site: int = -1


class SiteModel(QAbstractTableModel):
    """Rows in the order of the ranking; ``moved`` holds how many ranks a place went up."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: Ranked | None = None
        self._rows: list[_Row] = []
        self._texts: list[tuple[str, ...]] = []
        self._folded: set[Group] = set()
        self.moved: dict[str, int] = {}

    def show_ranked(self, shown: Ranked | None, moved: dict[str, int]) -> None:
        """Show another comparison, or the same under other weights."""
        self.beginResetModel()
        self._shown, self.moved = shown, moved
        count = 0 if shown is None else len(shown.outcome.run.sites)
        self._texts = [cell_texts(shown, row) for row in range(count) if shown is not None]
        self._arrange()
        self.endResetModel()

    def forget_moves(self) -> None:
        """Take the marks of changed ranks away."""
        self.moved = {}
        if self._rows:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self._rows) - 1, NAME))

    def toggle(self, group: Group) -> None:
        """Fold or unfold a group."""
        self.beginResetModel()
        self._folded ^= {group}
        self._arrange()
        self.endResetModel()

    def is_folded(self, group: Group) -> bool:
        """Whether only the heading of a group is shown."""
        return group in self._folded

    def group_at(self, row: int) -> Group | None:
        """The group whose heading a row is; None for a place."""
        found = self._rows[row]
        return found.group if found.site < 0 else None

    def spans(self, row: int) -> bool:
        """Whether a row has a sentence in place of score and margin."""
        found = self._rows[row]
        return found.site >= 0 and found.group is not Group.ADMITTED

    def target_at(self, row: int) -> str:
        """The id of the place of a row; "" for a heading."""
        site = self._rows[row].site if 0 <= row < len(self._rows) else -1
        if site < 0 or self._shown is None:
            return ""
        return self._shown.outcome.run.sites[site].target.id

    def row_of(self, target_id: str) -> int:
        """The row of a place, -1 if it is folded away or not compared."""
        return next((row for row in range(len(self._rows)) if self.target_at(row) == target_id), -1)

    # -- the table ---------------------------------------------------------------------------

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    @override
    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual if index.isValid() else Qt.ItemFlag.NoItemFlags

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(HEADERS):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return tr(HEADERS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._shown is None:
            return None
        row, column = self._rows[index.row()], index.column()
        if row.site < 0:
            return self._heading(row.group, column, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._texts[row.site][column]
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(HEADERS[column])} {self._texts[row.site][column]}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return self._of_site(self._shown, row, role)

    # ----------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._rows = []
        if self._shown is None:
            return
        run = self._shown.outcome.run
        order = order_of(run, self._shown.ranking)
        for group in Group:
            own = [site for site in order if run.sites[site].group is group]
            self._rows.append(_Row(group))
            if group not in self._folded:
                self._rows += [_Row(group, site) for site in own]

    def _of_site(self, shown: Ranked, row: _Row, role: int) -> object:
        site = shown.outcome.run.sites[row.site]
        if role == VERDICT_ROLE:
            return int(site.verdict)
        if role == RANK_ROLE:
            current = shown.outcome.run.current
            here = current is not None and current.id == site.target.id
            rank = int(shown.ranking.ranks[row.site])
            return rank, self.moved.get(site.target.id, 0), here
        if role == PARTS_ROLE and row.group is Group.ADMITTED:
            values = shown.ranking.parts[row.site]
            return tuple(None if np.isnan(value) else float(value) for value in values)
        return None

    def _heading(self, group: Group, column: int, role: int) -> object:
        if role == GROUP_ROLE:
            return group
        if column or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        count = 0 if self._shown is None else self._shown.outcome.run.count(group)
        return f"{tr(group.value)}　{tr(_HINTS[group]).format(count=count)}"


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
