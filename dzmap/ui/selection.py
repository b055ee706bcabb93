"""What is selected: one table, some of its rows; shared by map, tables and details."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The selected rows of one table by id; ``changed`` tells everybody who shows them."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = ""
        self.ids: tuple[str, ...] = ()

    def set(self, table: str, ids: Iterable[str]) -> None:
        """Select rows; telling the same again is silent, so that views may echo what they show."""
        wanted = tuple(ids)
        if not wanted:
            table = ""
        if (table, wanted) == (self.table, self.ids):
            return
        self.table, self.ids = table, wanted
        self.changed.emit()

    def pick(self, table: str, ids: Iterable[str], *, add: bool) -> None:
        """Select rows as a click does; with ``add`` (Ctrl) beside the others of the table.

        Rows that are all selected already are taken away again by ``add``.
        """
        wanted = tuple(ids)
        if not add or table != self.table:
            self.set(table, wanted)
        elif set(wanted) <= set(self.ids):
            self.set(table, (one for one in self.ids if one not in wanted))
        else:
            self.set(table, dict.fromkeys((*self.ids, *wanted)))

    def clear(self) -> None:
        """Select nothing."""
        self.set("", ())
