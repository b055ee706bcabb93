"""The two contexts of every task: the year of the figures and the day of judgement."""

from datetime import date

from PySide6.QtCore import QObject, Signal

from dzmap.settings import Settings


class Context(QObject):
    """数据年份 and 判定日, remembered in the settings; ``changed`` marks results as stale."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def year(self) -> int:
        """The year whose figures are shown."""
        return self._settings.data_year

    @property
    def as_of(self) -> date:
        """Only clauses in force on this day count; the end of the data year unless chosen."""
        return self._settings.as_of or date(self.year, 12, 31)

    def set_year(self, year: int) -> None:
        """Show the figures of another year."""
        if year != self.year:
            self._settings.data_year = year
            self.changed.emit()

    def set_as_of(self, day: date) -> None:
        """Judge as of another day."""
        if day != self.as_of:
            self._settings.as_of = None if day == date(self.year, 12, 31) else day
            self.changed.emit()
