"""Which columns of a table are shown, in what order: kept per table, over refreshes and sessions."""

from PySide6.QtCore import QObject, QTimer

from dzmap.settings import Settings, TableColumns
from dzmap.ui.tables.table_panel import TablePanel


class ColumnMemory(QObject):
    """Arranges the columns of a panel as they were left, and remembers what changes."""

    def __init__(self, panel: TablePanel, settings: Settings) -> None:
        super().__init__(panel)
        self._panel = panel
        self._settings = settings
        self._arranging = False
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._keep)
        header = panel.view.horizontalHeader()
        header.sectionMoved.connect(self._touched)
        header.sectionResized.connect(self._resized)
        # Connected after the view's own: it sets the widths first.
        panel.model.modelReset.connect(self._arrange)

    def _arrange(self) -> None:
        kept = self._settings.table_columns.get(self._panel.table, TableColumns())
        names = [column.name for column in self._panel.model.columns]
        header = self._panel.view.horizontalHeader()
        self._arranging = True
        known = [name for name in kept.order if name in names[1:]]
        for place, name in enumerate(known, start=1):
            header.moveSection(header.visualIndex(names.index(name)), place)
        for index, name in enumerate(names):
            self._panel.view.setColumnHidden(index, index > 0 and name in kept.hidden)
        self._arranging = False

    def _touched(self) -> None:
        if not self._arranging and self._panel.model.columns:
            self._later.start()

    def _resized(self, _column: int, old: int, new: int) -> None:
        if 0 in (old, new):  # hidden or shown
            self._touched()

    def _keep(self) -> None:
        header = self._panel.view.horizontalHeader()
        names = [column.name for column in self._panel.model.columns]
        order = tuple(names[header.logicalIndex(place)] for place in range(len(names)))
        hidden = tuple(
            name for index, name in enumerate(names) if self._panel.view.isColumnHidden(index)
        )
        untouched = order == tuple(names) and not hidden
        others = {
            table: entry
            for table, entry in self._settings.table_columns.items()
            if table != self._panel.table
        }
        mine = {} if untouched else {self._panel.table: TableColumns(order, hidden)}
        self._settings.table_columns = {**others, **mine}
