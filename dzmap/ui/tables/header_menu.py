"""The menu of a table's header: sort, filter, hide and show columns."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from dzmap.ui.i18n import tr
from dzmap.ui.tables.column_filter import ColumnFilterDialog
from dzmap.ui.tables.frame_view import FrameView


def header_menu(view: FrameView, column: int) -> QMenu:
    """The menu for a column of a view."""
    ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    entries: list[tuple[str, Callable[[], object]]] = [
        (tr("升序"), lambda: view.sortByColumn(column, ascending)),
        (tr("降序"), lambda: view.sortByColumn(column, descending)),
        (tr("筛选…"), lambda: _ask_filter(view, column)),
    ]
    if column > 0:
        entries.append((tr("隐藏列"), lambda: view.setColumnHidden(column, True)))
    count = view.frame_model.columnCount()
    if any(view.isColumnHidden(index) for index in range(count)):
        entries.append((tr("显示全部列"), lambda: _show_all(view)))
    menu = QMenu(view)
    for text, act in entries:
        menu.addAction(text).triggered.connect(lambda _=False, act=act: act())
    _add_choice(menu, view)
    return menu


def _add_choice(menu: QMenu, view: FrameView) -> None:
    """选择列: every column but the frozen first one, with a check mark where it is shown."""
    chooser = menu.addMenu(tr("选择列"))
    for index, column in enumerate(view.frame_model.columns):
        if index == 0:
            continue
        action = chooser.addAction(column.header)
        action.setCheckable(True)
        action.setChecked(not view.isColumnHidden(index))
        action.toggled.connect(lambda shown, index=index: view.setColumnHidden(index, not shown))


def _show_all(view: FrameView) -> None:
    for index in range(view.frame_model.columnCount()):
        view.setColumnHidden(index, False)


def _ask_filter(view: FrameView, column: int) -> None:
    dialog = ColumnFilterDialog(view.frame_model.columns[column], view)
    if dialog.exec() and dialog.filter is not None:
        view.frame_model.set_filter(dialog.filter)
