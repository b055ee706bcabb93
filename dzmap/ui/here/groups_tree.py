"""The industries of an answer by what the lists say, down to the single 小类."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from dzmap.core.admissible import Admissible, IndustryGroup
from dzmap.core.industries import Industry, IndustryTree
from dzmap.core.industry_selection import Ticked
from dzmap.core.verdicts import Verdict
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.screening.marks import verdict_icon
from dzmap.ui.theme.theme import Theme

_WORDS = {
    Verdict.ENCOURAGED: later("鼓励"),
    Verdict.ADMITTED: later("允许"),
    Verdict.RESTRICTED: later("限制"),
    Verdict.PROHIBITED: later("禁止"),
    Verdict.INSUFFICIENT: later("不能确定"),
    Verdict.CONDITIONAL: later("有条件"),
}
_CODE = Qt.ItemDataRole.UserRole


class GroupsTree(QTreeWidget):
    """``chosen`` carries the code of an industry, "" for a whole group or nothing."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, tree: IndustryTree, answer: Admissible) -> None:
        super().__init__()
        self._theme = theme
        self._industries = tree
        self.setHeaderHidden(True)
        self.setColumnCount(2)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(16, 16))
        self.setAccessibleName(tr("行业"))
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, self.header().ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, self.header().ResizeMode.ResizeToContents)
        for group in answer.groups:
            self._add(group)
        self.currentItemChanged.connect(lambda *_: self.chosen.emit(self.code()))

    def code(self) -> str:
        """The industry that is chosen, "" for none."""
        item = self.currentItem()
        return "" if item is None else str(item.data(0, _CODE) or "")

    def _add(self, group: IndustryGroup) -> None:
        top = QTreeWidgetItem(
            [tr(_WORDS[group.verdict]), tr("{count} 个小类").format(count=f"{group.count:,}")]
        )
        top.setIcon(0, verdict_icon(self._theme, group.verdict))
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        top.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        states = group.industries.states(self._industries)
        entries = (self._industries.get(code) for code in group.industries.include)
        for entry in entries:
            if entry is not None:
                top.addChild(self._item(entry, states))
        self.addTopLevelItem(top)
        top.setExpanded(len(group.industries.include) <= 12)

    def _item(self, entry: Industry, states: dict[str, Ticked]) -> QTreeWidgetItem:
        children = self._industries.children(entry.code)
        shown = [child for child in children if states[child.code] is not Ticked.NONE]
        item = QTreeWidgetItem([entry.title])
        item.setData(0, _CODE, entry.code)
        item.setToolTip(0, plain_tip(entry.title))
        out = [child for child in children if states[child.code] is Ticked.NONE]
        if out:
            names = "、".join(f"{child.section}{child.code}" for child in _few(out))
            more = "…" if len(out) > len(_few(out)) else ""
            item.setText(
                0, tr("{title}（{codes} 除外）").format(title=entry.title, codes=names + more)
            )
        for child in shown:
            item.addChild(self._item(child, states))
        return item


def _few(entries: Iterable[Industry]) -> list[Industry]:
    return list(entries)[:3]
