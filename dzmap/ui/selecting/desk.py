"""Selecting from the 编辑 menu: all, the others, by value, by condition, by position."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QWidget

from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.services.listing import Listing
    from dzmap.services.selecting import Combination


class ChoosingDesk(QObject):
    """Makes the dialogs and puts what they find into the shared selection."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def actions(self) -> dict[str, Callable[[], object]]:
        """What the window's actions of these names do."""
        return {
            "select_all": self.select_all,
            "select_others": self.select_others,
            "select_by_value": self.by_value,
            "select_by_condition": self.by_condition,
            "select_by_place": self.by_place,
        }

    def select_all(self) -> None:
        """Every row of the table that is selected in; of the list that has the focus, if one has."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractItemView):
            focus.selectAll()
            return
        session, table = self._desk.document.session, self._current()
        if session is not None and table:
            self._desk.selection.set(table, session.table(table)["id"].astype("str"))

    def select_others(self) -> None:
        """What is not selected in the table, instead of what is."""
        session, selection = self._desk.document.session, self._desk.selection
        if session is not None and selection.table:
            ids = session.table(selection.table)["id"].astype("str")
            selection.set(selection.table, ids[~ids.isin(selection.ids)])

    def by_condition(self) -> None:
        """Ctrl+F3."""
        from dzmap.ui.selecting.condition_dialog import ConditionDialog

        if self._desk.document.session is None:
            return
        dialog = ConditionDialog(
            self._tables(), self._current(), self._load, self._desk.theme, self._window
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.take(dialog.table, dialog.ids, dialog.how)

    def by_value(self) -> None:
        """F3."""
        from dzmap.ui.selecting.condition_dialog import ValueDialog

        if self._desk.document.session is None:
            return
        like = self._desk.selection.ids
        dialog = ValueDialog(self._tables(), self._current(), self._load, like, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.take(dialog.table, dialog.ids, dialog.how)

    def by_place(self) -> None:
        """Ask for the relation and look in the background."""
        import geopandas as gpd

        from dzmap.services.selecting import related
        from dzmap.ui.selecting.place_dialog import PlaceDialog

        session, selection = self._desk.document.session, self._desk.selection
        if session is None:
            return
        placed = [name for name in self._tables() if "geometry" in session.table(name)]
        dialog = PlaceDialog(placed, selection.table, len(selection.ids), self._window)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        table, how = dialog.target.table, dialog.target.how
        relation, distance_m = dialog.relation, dialog.distance_m
        rows, others = session.table(table), session.table(dialog.other)
        if dialog.only_selected:
            others = others[others["id"].isin(selection.ids)]

        def work(_: object) -> list[str]:
            mask = related(gpd.GeoDataFrame(rows), gpd.GeoDataFrame(others), relation, distance_m)
            return [str(key) for key in rows["id"][mask]]

        self._desk.jobs.run(
            tr("按位置选择"),
            work,
            key="select by place",
            on_done=lambda found: self.take(table, found, how),
        )

    def take(self, table: str, found: Sequence[str], how: "Combination") -> None:
        """Make the selection and say how large it is."""
        from dzmap.services.selecting import Combination, combined

        selection = self._desk.selection
        before = selection.ids if selection.table == table else ()
        if how is Combination.REMOVE and selection.table != table:
            self._desk.notices.toast(tr("选中的对象在另一张表里，没有可去掉的。"))
            return
        selection.set(table, combined(before, found, how))
        count = len(selection.ids)
        text = tr("选中 {count:,} 个").format(count=count) if count else tr("没有符合的对象。")
        self._desk.notices.toast(text)

    def _load(self, table: str) -> "Listing":
        from dzmap.services.listing import listing

        session = self._desk.document.session
        if session is None:
            raise RuntimeError("no project is open")
        industries = self._desk.document.application.reference.industries()
        names = dict(zip(industries["code"], industries["name"], strict=True))
        return listing(session, table, year=self._desk.context.year, industry_names=names)

    def _tables(self) -> list[str]:
        from dzmap.services.choosable import choosable_tables

        stage = self._desk.stage
        return choosable_tables(layer.table for layer in stage.layers() if layer.selectable)

    def _current(self) -> str:
        """The table of the selection, else of the topmost layer that can be seen and chosen."""
        stage = self._desk.stage
        if self._desk.selection.table:
            return self._desk.selection.table
        seen = (one for one in reversed(stage.layers()) if one.selectable and stage.is_visible(one))
        return next((layer.table for layer in seen if layer.table), "enterprises")
