"""The left panel: catalogs by who is above whom, their versions, and a search over all of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.catalogs import Catalog, Level
from dzmap.core.industries import code_path
from dzmap.core.rulebook import catalogs_in_force
from dzmap.services.catalog_editing import clause_title
from dzmap.services.catalog_versions import draft_among, versions_of
from dzmap.ui.buttons import tool_button
from dzmap.ui.catalogs.clause_rows import clause_codes, demand_text
from dzmap.ui.catalogs.words import version_word
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.review_switch import ReviewSwitch
from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

_KEY = Qt.ItemDataRole.UserRole + 1  # catalog id, version, clause id
_TAG = Qt.ItemDataRole.UserRole + 2
_GREY = Qt.ItemDataRole.UserRole + 3
_VERSION = Qt.ItemDataRole.UserRole + 4
_MOST_CLAUSES = 12
_LEVELS = list(Level)


@dataclass(frozen=True)
class Shown:
    """What the tree is built from."""

    catalogs: Sequence[Catalog]
    as_of: date
    names: Mapping[str, str]  # short names of zones and parks by id
    text: str = ""


class CatalogModel(QStandardItemModel):
    """One row per catalog; below it its versions (if several) and the catalogs it is above of."""

    def show(self, shown: Shown) -> None:
        """Fill from the project's catalogs."""
        self.clear()
        ids = list(dict.fromkeys(one.id for one in _ordered(shown.catalogs)))
        items = {name: self._item(name, shown) for name in ids}
        for name in ids:
            parent = _parent(name, shown.catalogs)
            # A circle of parents must not swallow its members.
            above = items.get(parent) if not _leads_back(parent, name, shown.catalogs) else None
            (above or self.invisibleRootItem()).appendRow(items[name])
        if shown.text:
            self._narrow(self.invisibleRootItem(), shown)

    def index_of(self, catalog_id: str, version: str) -> QModelIndex:
        """The row of a version, else of its catalog."""
        found = self._find(self.invisibleRootItem(), (catalog_id, version, ""))
        return found.index() if found is not None else QModelIndex()

    def _find(self, parent: QStandardItem, key: tuple[str, str, str]) -> QStandardItem | None:
        best = None
        for row in range(parent.rowCount()):
            child = parent.child(row)
            inner = self._find(child, key)
            if inner is not None and tuple(inner.data(_KEY)) == key:
                return inner
            if tuple(child.data(_KEY)) == key:
                return child
            if child.data(_KEY)[0] == key[0]:
                best = best or child
            best = best or inner
        return best

    def _item(self, catalog_id: str, shown: Shown) -> QStandardItem:
        versions = versions_of(shown.catalogs, catalog_id)
        draft = draft_among(shown.catalogs, catalog_id)
        current = {one.version for one in catalogs_in_force(versions, shown.as_of)}
        main = draft or next((one for one in versions if one.version in current), versions[-1])
        item = _row(_name(main, shown.names), main, version_word(main), grey=False)
        if len(versions) > 1:
            for one in reversed(versions):
                item.appendRow(_version_row(one, current, shown.as_of))
        return item

    def _narrow(self, parent: QStandardItem, shown: Shown) -> bool:
        """Leave what matches, what is above it, and the clauses in which it was found."""
        text = shown.text.lower()
        left = False
        by_key = {(one.id, one.version): one for one in shown.catalogs}
        for row in reversed(range(parent.rowCount())):
            child = parent.child(row)
            if child.data(_VERSION):
                parent.removeRow(row)
                continue
            catalog = by_key[child.data(_KEY)[0], child.data(_KEY)[1]]
            inner = self._narrow(child, shown)
            hits = _clause_hits(catalog, text)
            for place, (title, clause_id) in enumerate(hits[:_MOST_CLAUSES]):
                child.insertRow(place, [_clause_row(title, catalog, clause_id)])
            named = text in f"{child.text()} {catalog.title} {catalog.number}".lower()
            if inner or named or hits:
                left = True
            else:
                parent.removeRow(row)
        return left


class _Delegate(QStyledItemDelegate):
    """Draws the version as a tag at the right end; historical versions in grey."""

    def __init__(self, theme: Theme, parent: QTreeView) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), row_height(option.font, 30))

    @override
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if index.data(_GREY):
            for role in (option.palette.ColorRole.Text, option.palette.ColorRole.HighlightedText):
                option.palette.setColor(role, self._theme.colours.color("text2"))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        tag = index.data(_TAG)
        if not tag:
            super().paint(painter, option, index)
            return
        font = self._theme.font(8.25)
        width = QFontMetrics(font).horizontalAdvance(tag) + 10
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.highlight())
        name = QStyleOptionViewItem(option)
        name.rect = QRect(option.rect)
        name.rect.setRight(option.rect.right() - width - 14)
        super().paint(painter, name, index)
        height = QFontMetrics(font).height() + 2
        box = QRect(
            option.rect.right() - width - 9, option.rect.center().y() - height // 2, width, height
        )
        draft = tag.startswith(tr("草稿"))
        colours = self._theme.colours
        painter.save()
        painter.setFont(font)
        painter.setPen(QPen(colours.color("warn_line" if draft else "line_strong")))
        if draft:
            painter.setBrush(colours.color("warn_bg"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(colours.color("warn_text" if draft else "text2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag)
        painter.restore()


class CatalogPanel(QWidget):
    """``chosen`` carries catalog id, version and clause id ("" for none)."""

    chosen = Signal(str, str, str)
    import_asked = Signal()
    template_asked = Signal()
    new_asked = Signal()
    page_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._shown: Shown | None = None
        self._key = ("", "")
        self._quiet = False
        self.model = CatalogModel()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("目录、条款、行业代码"))
        self.search.setAccessibleName(tr("搜索目录"))
        self.search.setClearButtonEnabled(True)
        icon = self.search.addAction(
            theme.icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition
        )
        theme.dress(icon, "search", "text2")
        self.search.textChanged.connect(lambda _: self._fill())
        self.search.returnPressed.connect(self._take_first)
        self.new = tool_button(theme, "add", tr("新建目录"))
        self.new.clicked.connect(lambda _=False: self.new_asked.emit())
        self.view = self._make_view(theme)
        switch = ReviewSwitch("catalogs")
        switch.asked.connect(self.page_asked)
        line = QHBoxLayout()
        line.setContentsMargins(10, 8, 8, 8)
        line.setSpacing(6)
        line.addWidget(self.search, 1)
        line.addWidget(self.new)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(switch)
        box.addLayout(line)
        box.addWidget(self.view, 1)
        box.addWidget(self._foot(theme))

    def show_catalogs(self, shown: Shown) -> None:
        """Show other catalogs; the search stays."""
        self._shown = shown
        self._fill()

    def mark(self, catalog: Catalog | None) -> None:
        """Select the version that is open without telling."""
        self._key = ("", "") if catalog is None else (catalog.id, catalog.version)
        index = self.model.index_of(*self._key)
        self._quiet = True
        self.view.setCurrentIndex(index)
        self._quiet = False

    def lock(self, reason: str) -> None:
        """Nothing can be added or imported, and why; "" for all as usual."""
        for button in (self.new, self.import_button):
            button.setEnabled(not reason)
            button.setToolTip(plain_tip(reason or button.accessibleName()))

    def _fill(self) -> None:
        if self._shown is None:
            return
        text = self.search.text().strip()
        open_before = self._expanded()
        self._quiet = True
        self.model.show(Shown(self._shown.catalogs, self._shown.as_of, self._shown.names, text))
        if text:
            self.view.expandAll()
        else:
            for row in range(self.model.rowCount()):
                self.view.expand(self.model.index(row, 0))
            self._expand(open_before)
        self._quiet = False
        index = self.model.index_of(*self._key)
        if index.isValid():
            self._quiet = True
            self.view.setCurrentIndex(index)
            self._quiet = False

    def _expanded(self) -> set[str]:
        return {
            index.data(_KEY)[0]
            for index in _every(self.model, QModelIndex())
            if self.view.isExpanded(index)
        }

    def _expand(self, ids: set[str]) -> None:
        for index in list(_every(self.model, QModelIndex())):
            if index.data(_KEY)[0] in ids and index.data(_KEY)[2] == "":
                self.view.expand(index)

    def _make_view(self, theme: Theme) -> QTreeView:
        view = QTreeView()
        view.setModel(self.model)
        view.setHeaderHidden(True)
        view.setIndentation(16)
        view.setItemDelegate(_Delegate(theme, view))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setUniformRowHeights(True)
        view.setAccessibleName(tr("准入目录"))
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.selectionModel().currentChanged.connect(self._follow)
        return view

    def _follow(self, now: QModelIndex, _: QModelIndex) -> None:
        key = now.data(_KEY)
        if key and not self._quiet:
            self.chosen.emit(*key)

    def _take_first(self) -> None:
        """Enter in the search: the first clause found, else the first catalog."""
        found = list(_every(self.model, QModelIndex()))
        clause = next((index for index in found if index.data(_KEY)[2]), None)
        if clause is not None or found:
            self.view.setCurrentIndex(clause if clause is not None else found[0])
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _foot(self, theme: Theme) -> QFrame:
        foot = QFrame()
        foot.setProperty("panel", "foot")
        self.import_button = QPushButton(tr("从 Excel 导入"))
        self.template_button = QPushButton(tr("下载模板"))
        row = QHBoxLayout(foot)
        row.setContentsMargins(10, 10, 10, 10)
        row.setSpacing(8)
        for button, icon, signal in (
            (self.import_button, "arrow_import", self.import_asked),
            (self.template_button, "document_table", self.template_asked),
        ):
            theme.dress(button, icon)
            button.setAccessibleName(button.text())
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
            row.addWidget(button, 1)
        return foot


def _every(model: QStandardItemModel, parent: QModelIndex) -> Iterable[QModelIndex]:
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        yield index
        yield from _every(model, index)


def _ordered(catalogs: Sequence[Catalog]) -> list[Catalog]:
    return sorted(catalogs, key=lambda one: (_LEVELS.index(one.level), one.id))


def _parent(catalog_id: str, catalogs: Sequence[Catalog]) -> str:
    return versions_of(catalogs, catalog_id)[-1].parent


def _leads_back(start: str, to: str, catalogs: Sequence[Catalog]) -> bool:
    seen = set()
    at = start
    while at and at not in seen and versions_of(catalogs, at):
        if at == to:
            return True
        seen.add(at)
        at = _parent(at, catalogs)
    return at in seen


def _name(catalog: Catalog, names: Mapping[str, str]) -> str:
    """A zone's catalog goes by the zone's short name, others by their title."""
    if len(catalog.scope_ids) == 1 and catalog.scope_ids[0] in names:
        return names[catalog.scope_ids[0]]
    return catalog.title or tr("（没有名称）")


def _row(text: str, catalog: Catalog, tag: str, *, grey: bool) -> QStandardItem:
    item = QStandardItem(text)
    item.setData((catalog.id, catalog.version, ""), _KEY)
    item.setData(tag, _TAG)
    item.setData(grey, _GREY)
    item.setToolTip(plain_tip(f"{catalog.title} {catalog.number} v{catalog.version}"))
    item.setData(f"{text}，{tag}", Qt.ItemDataRole.AccessibleTextRole)
    return item


def _version_row(catalog: Catalog, current: set[str], as_of: date) -> QStandardItem:
    start = catalog.effective_from
    if not catalog.published:
        text = tr("草稿")
    elif catalog.version in current:
        text = tr("{day} 起（现行）").format(day=start)
    elif start > as_of:
        text = tr("{day} 起（未施行）").format(day=start)
    else:
        text = tr("{day} 起").format(day=start)
    grey = catalog.published and catalog.version not in current
    row = _row(text, catalog, f"v{catalog.version}", grey=grey)
    row.setData(True, _VERSION)
    return row


def _clause_row(title: str, catalog: Catalog, clause_id: str) -> QStandardItem:
    row = QStandardItem(title)
    row.setData((catalog.id, catalog.version, clause_id), _KEY)
    row.setToolTip(plain_tip(title))
    return row


def _clause_hits(catalog: Catalog, text: str) -> list[tuple[str, str]]:
    """Clauses whose number, text, demand or codes contain a text."""
    found = []
    for clause in catalog.clauses:
        codes = " ".join(f"{code} {code_path(code)}" for code in clause_codes(clause))
        demand = demand_text(clause, catalog)
        title = f"{clause_title(clause)} {demand}"
        if text in f"{title} {clause.id} {clause.text} {codes}".lower():
            found.append((title, clause.id))
    return found
