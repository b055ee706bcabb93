"""The centre: head, bar and clause table of the open version, or what to do without one."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.catalogs import AnyClause, ListClause
from dzmap.ui.catalogs.clause_model import ClauseModel
from dzmap.ui.catalogs.clause_table import ClauseView
from dzmap.ui.catalogs.clause_tools import ClauseTools
from dzmap.ui.catalogs.editor import Editor
from dzmap.ui.catalogs.head import CatalogHead
from dzmap.ui.catalogs.words import LEVELS
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme


class EditorCentre(QStackedWidget):
    """``new_asked``, ``import_asked`` and ``template_asked`` come from the empty state."""

    new_asked = Signal()
    import_asked = Signal()
    template_asked = Signal()

    def __init__(self, theme: Theme, editor: Editor) -> None:
        super().__init__()
        self._editor = editor
        self._only: type[AnyClause] | None = None
        self.head = CatalogHead(theme)
        self.tools = ClauseTools(theme)
        self.model = ClauseModel()
        self.table = ClauseView(theme, self.model)
        self.hint = plain_label()
        self.hint.setProperty("role", "muted")
        self.hint.setMargin(16)
        page = QWidget()
        page.setProperty("panel", "body")
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self.head, self.tools, self.hint):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        self.buttons: dict[str, QPushButton] = {}
        self.addWidget(self._empty(theme))
        self.addWidget(page)
        self._connect()

    def show_catalog(self) -> None:
        """Show the version that is open in the editor, as it stands."""
        catalog = self._editor.catalog
        if catalog is None:
            self.setCurrentIndex(0)
            return
        self.setCurrentIndex(1)
        above = next((one for one in self._editor.catalogs if one.id == catalog.parent), None)
        name = catalog.parent
        if above is not None:
            name = f"{tr(LEVELS[above.level])} v{above.version}"
        self.head.show_catalog(catalog, name)
        clause = self._editor.clause
        if self._only is not None and clause is not None and not isinstance(clause, self._only):
            self._filter(None)
        self.model.show_catalog(catalog, self._only)
        self.tools.show_catalog(catalog)
        self.table.select(self._editor.clause_id)
        blank = not catalog.clauses
        self.hint.setVisible(blank)
        self.hint.setText(tr("还没有条款。点“新条款”加第一条，或按 Ins。"))

    def lock(self, reason: str) -> None:
        """Nothing can be changed, and why."""
        self.tools.lock(reason, some=self._editor.clause is not None)

    def _filter(self, kind: type[AnyClause] | None) -> None:
        self._only = kind
        self.tools.choose(kind)
        self.model.show_catalog(self._editor.catalog, kind)
        self.table.select(self._editor.clause_id)

    def _connect(self) -> None:
        editor, tools, table = self._editor, self.tools, self.table
        tools.filtered.connect(self._filter)
        tools.add_asked.connect(editor.add)
        tools.copy_asked.connect(editor.duplicate)
        tools.delete_asked.connect(lambda: editor.remove(table.selected()))
        table.chosen.connect(editor.choose)
        table.copy_asked.connect(editor.duplicate)
        table.delete_asked.connect(lambda: editor.remove(table.selected()))
        table.new_asked.connect(self._add_same)
        table.menu_asked.connect(self._show_menu)

    def _add_same(self) -> None:
        """Ins: one more of the kind that is current."""
        clause = self._editor.clause
        self._editor.add(ListClause if clause is None else type(clause))

    def menu(self) -> QMenu:
        """The context menu of the clauses."""
        menu, editor = QMenu(self.table), self._editor
        for text, act in (
            (tr("上移一条"), lambda: editor.move(-1)),
            (tr("下移一条"), lambda: editor.move(1)),
            (tr("复制为新条款"), editor.duplicate),
            (tr("删除"), lambda: editor.remove(self.table.selected())),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, act=act: act())
            action.setEnabled(not editor.locked and editor.clause is not None)
            menu.addAction(action)
        return menu

    def _show_menu(self, at: object) -> None:
        menu = self.menu()
        menu.exec(at)  # type: ignore[call-overload]
        menu.deleteLater()

    def _empty(self, theme: Theme) -> QWidget:
        page = QWidget()
        page.setProperty("panel", "body")
        icon = plain_label()
        icon.setProperty("dzmapIconSize", 36)
        theme.dress(icon, "library", "text2")
        title = plain_label(tr("还没有准入目录"))
        title.setProperty("role", "title")
        text = plain_label(
            tr("新建一部，或从 Excel、YAML 导入。导入的先是草稿，发布后才参与审查。")
        )
        text.setProperty("role", "muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for key, name, label, signal in (
            ("new", "add", tr("新建目录…"), self.new_asked),
            ("import", "arrow_import", tr("从 Excel 导入…"), self.import_asked),
            ("template", "document_table", tr("下载模板…"), self.template_asked),
        ):
            button = QPushButton(label)
            button.setProperty("primary", key == "new")
            theme.dress(button, name, "on_accent" if key == "new" else "text")
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
            self.buttons[key] = button
            row.addWidget(button)
        row.addStretch(1)
        box = QVBoxLayout(page)
        box.setSpacing(12)
        box.addStretch(1)
        for shown in (icon, title, text):
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(shown)
            line.addStretch(1)
            box.addLayout(line)
        box.addLayout(row)
        box.addStretch(2)
        return page
