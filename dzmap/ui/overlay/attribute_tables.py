"""属性表: further tables under the map, opened one by one and closed with the cross of their tab."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dzmap.core.tables import TABLES
from dzmap.services.jobs import Progress
from dzmap.ui.i18n import tr
from dzmap.ui.overlay.column_memory import ColumnMemory
from dzmap.ui.overlay.table_editing import TableEditing
from dzmap.ui.page import BottomTab, TaskPage
from dzmap.ui.tables.table_panel import TablePanel

if TYPE_CHECKING:
    from dzmap.services.listing import Listing


class AttributeTables(QObject):
    """The tables that were opened on top of those a page always has.

    ``opened`` carries table and id of a row that was double-clicked.
    """

    opened = Signal(str, str)

    def __init__(self, page: TaskPage) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self._panels: dict[str, TablePanel] = {}
        self._desk.document.changed.connect(self._refresh)
        self._desk.document.closed.connect(self._close_all)
        self._desk.selection.changed.connect(self._show_selected)
        self._desk.context.changed.connect(self._read_all)

    def open(self, table: str) -> None:
        """Bring a table of the project to the front; it is read if it was not open."""
        panel = self._panels.get(table)
        if panel is None:
            empty = tr("“{table}”还没有内容。").format(table=tr(TABLES[table].zh))
            panel = TablePanel(self._desk.theme, table, empty, importable=False)
            panel.chosen.connect(partial(self._desk.selection.set, table))
            panel.opened.connect(partial(self.opened.emit, table))
            panel.counted.connect(partial(self._count, table))
            TableEditing(panel, self._desk)
            ColumnMemory(panel, self._desk.settings)
            self._panels[table] = panel
            self._page.bottom.append(self._tab(table, tr(TABLES[table].zh)))
            self._page.tabs_changed.emit()
            self._read(table)
        self._page.tab_asked.emit(panel)

    def close(self, table: str) -> None:
        """Take a table away again."""
        panel = self._panels.pop(table)
        self._page.bottom[:] = [tab for tab in self._page.bottom if tab.widget is not panel]
        self._page.tabs_changed.emit()
        panel.deleteLater()

    def _tab(self, table: str, title: str) -> BottomTab:
        return BottomTab(title, self._panels[table], partial(self.close, table))

    def _count(self, table: str, shown: int, every: int) -> None:
        count = f"{every:,}" if shown == every else f"{shown:,} / {every:,}"
        tab = self._tab(table, f"{tr(TABLES[table].zh)} {count}")
        self._page.bottom[:] = [
            tab if one.widget is tab.widget else one for one in self._page.bottom
        ]
        self._page.tabs_changed.emit()

    def _read(self, table: str) -> None:
        session = self._desk.document.session
        if session is None:
            return
        year = self._desk.context.year
        reference = self._desk.document.application.reference

        def work(progress: Progress) -> "Listing":
            from dzmap.services.listing import listing

            progress.step(tr("准备表格"))
            industries = reference.industries()
            names = dict(zip(industries["code"], industries["name"], strict=True))
            return listing(session, table, year=year, industry_names=names)

        self._desk.jobs.run(tr("准备表格"), work, key=f"table {table}", on_done=self._take)

    def _take(self, listing: "Listing") -> None:
        panel = self._panels.get(listing.table)
        if panel is not None:
            panel.show_listing(listing)
            self._show_selected()

    def _refresh(self, _tables: frozenset[str]) -> None:
        self._read_all()  # names of other tables stand in the rows too

    def _read_all(self) -> None:
        for table in self._panels:
            self._read(table)

    def _show_selected(self) -> None:
        selection = self._desk.selection
        for panel in self._panels.values():
            panel.show_selected(selection.table, selection.ids)

    def _close_all(self) -> None:
        for table in list(self._panels):
            self.close(table)
