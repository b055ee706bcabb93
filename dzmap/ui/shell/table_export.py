"""导出当前表: the table in front of the bottom dock as CSV that Excel opens with Chinese intact."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from dzmap.core.problems import KnownError
from dzmap.ui.i18n import tr
from dzmap.ui.shell.window_parts import WindowParts

if TYPE_CHECKING:
    from dzmap.ui.tables.frame_view import FrameView


def export_current_table(parts: WindowParts) -> None:
    """Ask for a file name and write the rows as filtered and sorted."""
    from dzmap.ui.tables.frame_view import FrameView

    current = parts.bottom_dock.tabs.currentWidget()
    views = [view for view in current.findChildren(FrameView) if view.isVisible()]
    if not views:
        parts.desk.notices.toast(tr("先在下方打开一张表"))
        return
    title = parts.bottom_dock.tabs.tabText(parts.bottom_dock.tabs.currentIndex()).split(" ")[0]
    folder = Path(parts.desk.settings.folders.get("export", str(Path.home())))
    name, _ = QFileDialog.getSaveFileName(
        parts.window, tr("导出当前表"), str(folder / f"{title}.csv"), tr("表格 (*.csv)")
    )
    if not name:
        return
    path = Path(name)
    parts.desk.settings.folders = {**parts.desk.settings.folders, "export": str(path.parent)}
    try:
        count = write_csv(views[0], path)
    except OSError as error:
        parts.desk.notices.error(
            KnownError(
                tr("没有导出"),
                file=str(path),
                reason=str(error),
                remedy=tr("检查文件夹能否写入、文件是否正在 Excel 中打开。"),
            )
        )
        return
    text = tr("已导出 {count} 行到 {name}")
    parts.desk.notices.toast(text.format(count=f"{count:,}", name=path.name))


def write_csv(view: "FrameView", path: Path) -> int:
    """Write header and rows of a view; returns the number of rows."""
    model = view.frame_model
    columns = [i for i in range(model.columnCount()) if not view.isColumnHidden(i)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([model.columns[column].header for column in columns])
        for row in range(model.rowCount()):
            writer.writerow(
                [model.columns[column].copied(model.value(row, column)) for column in columns]
            )
    return model.rowCount()
