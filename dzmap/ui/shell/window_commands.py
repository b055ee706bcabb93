"""What the window's actions do."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPixmap
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from dzmap.core.problems import KnownError
from dzmap.mapping.messages import DetailsAsked
from dzmap.settings import log_folder
from dzmap.ui import dialogs, recent
from dzmap.ui.coordinates.desk import CoordinatesDesk
from dzmap.ui.i18n import tr
from dzmap.ui.map.go_to import GoToDialog
from dzmap.ui.map.menu import MapMenu
from dzmap.ui.map.pictures import save_png
from dzmap.ui.shell.layer_table import open_layer_table, toggle_table
from dzmap.ui.shell.layouts import keep_geometry
from dzmap.ui.shell.menu_bar import check
from dzmap.ui.shell.table_export import export_current_table
from dzmap.ui.shell.window_parts import WindowParts
from dzmap.ui.shortcuts import ShortcutsDialog

_LOG = logging.getLogger(__name__)
_TABLE_FILES = (".xlsx", ".xls", ".csv")
_LAYER_FILES = (".geojson", ".json", ".shp", ".gpkg")


class WindowCommands(QObject):
    """Connects the actions of the window with its parts."""

    def __init__(self, parts: WindowParts) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self.offers: list[Callable[[], list[tuple[str, Callable[[], object]]]]] = [
            self._browse_offers
        ]
        selection, stage = parts.desk.selection, parts.desk.stage
        self.map_menu = MapMenu(
            parts.window,
            has_selection=lambda: bool(selection.ids),
            details=parts.tasks.show_right,
            locate=lambda: stage.zoom_to_rows(selection.table, selection.ids),
            here=lambda lon, lat: self._ask_here(place=(lon, lat)),
            more=self._more_for_map,
        )
        for gone in (stage.released, parts.desk.document.closed):
            gone.connect(lambda: self._mark(None))
        parts.tasks.here_asked.connect(lambda target: self._ask_here(target=target))
        on = parts.actions.on
        flow, document, tasks = parts.flow, parts.desk.document, parts.tasks
        on("new", flow.new)
        on("open", flow.open)
        on("save", lambda: self._settled(flow.save))
        on("save_as", lambda: self._settled(flow.save_as))
        on("close", lambda: self._settled(lambda: flow.ask_to_save(document.close)))
        on("undo", lambda: self._settled(document.undo))
        on("redo", document.redo)
        on("quit", parts.window.close)
        on("escape", self._escape)
        on("run", tasks.run)
        on("left_dock", tasks.toggle_left)
        on("right_dock", self._right_dock)
        on("table", partial(toggle_table, parts))
        on("attribute_table", partial(open_layer_table, parts))
        on("messages", self._show_messages)
        on("details", tasks.show_right)
        on("reset_layout", tasks.reset_layout)
        on("full_screen", self._full_screen)
        on("search", parts.search.begin)
        on("zoom_full", self._zoom_full)
        on("go_to", self._go_to)
        for name, dialog in (
            ("info", self._show_info),
            ("history", self._show_history),
            ("coordinates", CoordinatesDesk(parts.desk, parts.window).open),
            ("industries", self._look_up_industries),
            ("settings", self._change_settings),
            ("shortcuts", self.show_shortcuts),
            ("log_folder", self._open_log_folder),
            ("copy_map", self._copy_map),
        ):
            on(name, dialog)
        on("about", lambda: dialogs.show_about(parts.window))
        on("export_table", lambda: export_current_table(parts))
        on("export_image", self._export_image)
        on("next_tab", self._next_tab)
        on("next_area", self._next_area)
        for name in ("enterprises", "projects", "zones", "parks", "control", "lists"):
            on(f"import_{name}", partial(self.ask_import, name, None))
        parts.menu_bar.font_sizes.triggered.connect(
            lambda action: self._dress(font_size=str(action.data()))
        )
        parts.menu_bar.themes.triggered.connect(
            lambda action: self._dress(theme=str(action.data()))
        )
        self._tick()

    def set_scale(self, denominator: float) -> None:
        """Show the same centre at another scale."""
        view = self._parts.desk.stage.view
        if view is not None:
            view.zoom_to_scale(denominator)

    def map_failed(self, reason: str) -> None:
        """The page of the map broke; the rest of the window works on."""
        _LOG.error("map failed: %s", reason)

    def forget_recent(self, path: str) -> None:
        """Take a project off the list."""
        recent.forget(self._parts.desk.settings, path)
        self._parts.start_page.show_recent()

    def show_shortcuts(self) -> None:
        """快捷键一览."""
        ShortcutsDialog(self._parts.window).exec()

    def take_file(self, path: Path) -> None:
        """A dropped file that no task wanted: import it, or say why not."""
        parts = self._parts
        suffix = path.suffix.lower()
        if suffix not in (*_TABLE_FILES, *_LAYER_FILES):
            parts.desk.notices.error(
                KnownError(
                    tr("认不出这个文件"),
                    file=path.name,
                    reason=tr("不是项目、名单或图层"),
                    remedy=tr("可以用 .gpkg、.xlsx、.csv、.geojson、.shp。"),
                )
            )
        elif parts.desk.document.session is None:
            parts.desk.notices.banner(
                "warn",
                tr("先打开一个项目，再把名单或图层拖进来。"),
                (tr("打开…"), parts.flow.open),
                key="no project",
            )
        elif suffix == ".gpkg":
            self._open_or_import(path)
        else:
            self.ask_import("enterprises" if suffix in _TABLE_FILES else "zones", path)

    def ask_import(self, layer: str, path: Path | None = None) -> None:
        """The import dialog for enterprises, projects, zones, parks or control."""
        from dzmap.ui.shell.import_dialog import ImportDialog

        session = self._parts.desk.document.session
        if session is not None and session.read_only:
            self._parts.desk.notices.toast(
                tr("项目是只读的，不能导入"), (tr("另存副本…"), self._parts.flow.save_as)
            )
            return
        dialog = ImportDialog(self._parts.desk, layer, path, self._parts.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def close_for_good(self) -> None:
        """Close the window after the user decided about unsaved edits."""
        self._parts.desk.document.close()
        self._parts.window.close()

    def put_away(self) -> None:
        """The window closes: remember the layout, release the project, stop the jobs."""
        parts = self._parts
        parts.tasks.keep_layout()
        keep_geometry(parts.desk.settings, parts.window)
        parts.desk.document.close()
        parts.desk.jobs.stop()
        self.save_settings()

    def save_settings(self) -> None:
        """Write the settings; a folder that refuses costs only the memory of this session."""
        try:
            self._parts.desk.settings.save()
        except OSError:
            _LOG.warning("settings not written", exc_info=True)

    def _open_or_import(self, path: Path) -> None:
        """A GeoPackage while a project is open: it may be another project or a layer."""
        parts = self._parts
        parts.desk.notices.banner(
            "info",
            tr("{name}：作为项目打开，还是导入图层？导入在“文件 › 导入”。").format(name=path.name),
            (tr("打开项目"), lambda: parts.flow.open(path)),
            key="gpkg",
        )

    def hear_map(self, message: object) -> None:
        """Enter on the map asks for the details."""
        if isinstance(message, DetailsAsked):
            self._parts.tasks.show_right()

    def _more_for_map(self) -> list[tuple[str, Callable[[], object]]]:
        """What tools add to the context menu of the map for the selection."""
        return [entry for offer in self.offers for entry in offer()]

    def _browse_offers(self) -> list[tuple[str, Callable[[], object]]]:
        browse = self._parts.browse
        return [(tr("展开到园区和地块"), browse.expand_selected)] if browse.offers() else []

    def _escape(self) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
            return
        if self._parts.browse.leave():
            return
        view = self._parts.desk.stage.view
        if view is not None:
            view.set_tool("select")
        self._parts.desk.stage.let_go()

    def _zoom_full(self) -> None:
        view = self._parts.desk.stage.view
        if view is not None:
            view.zoom_full()

    def _go_to(self) -> None:
        dialog = GoToDialog(self._parts.window)
        if dialog.exec() and dialog.place is not None:
            self.go_to(dialog.place)

    def go_to(self, place: tuple[float, float]) -> None:
        """Show about two kilometres around a place of EPSG:4490, and mark it."""
        view = self._parts.desk.stage.view
        if view is not None:
            lon, lat = place
            view.zoom_to((lon - 0.012, lat - 0.009, lon + 0.012, lat + 0.009))
            self._mark({"longitude": lon, "latitude": lat})

    def _mark(self, place: dict[str, float] | None) -> None:
        self._parts.desk.stage.tell("placeMark", keep=True, place=place)

    def _settled(self, act: Callable[[], object]) -> None:
        """Do something with the project once what is being typed has been taken over."""
        page = self._parts.tasks.current
        if page is not None:
            page.settle()
        act()

    def _right_dock(self) -> None:
        """F7: a page that has something to check does so."""
        page = self._parts.tasks.current
        if page is None or not page.check():
            self._parts.right_dock.setVisible(not self._parts.right_dock.isVisible())

    def _show_messages(self) -> None:
        self._parts.bottom_dock.show()
        self._parts.bottom_dock.show_messages()

    def _full_screen(self) -> None:
        parts = self._parts
        if parts.window.isFullScreen():
            parts.window.showNormal()
        else:
            parts.window.showFullScreen()

    def _show_info(self) -> None:
        from dzmap.core.tables import TABLES

        session = self._parts.desk.document.session
        if session is None:
            return
        lines = [
            (tr("名称"), session.title),
            (tr("文件"), str(session.path)),
            (tr("数据"), tr("含示例数据") if session.sample else tr("没有示例数据")),
        ]
        lines += [(table.zh, f"{len(session.table(name)):,}") for name, table in TABLES.items()]
        catalogs = session.catalogs()
        clauses = sum(len(catalog.clauses) for catalog in catalogs)
        text = tr("{count} 部，条款 {clauses} 条").format(count=len(catalogs), clauses=clauses)
        lines.append((tr("准入目录"), text))
        dialogs.InfoDialog(tr("项目信息"), lines, self._parts.window).exec()

    def _show_history(self) -> None:
        from dzmap.ui.shell.history_dialog import HistoryDialog

        session = self._parts.desk.document.session
        if session is not None:
            HistoryDialog(session.history(), self._parts.window).exec()

    def _ask_here(self, target: str = "", place: tuple[float, float] | None = None) -> None:
        from dzmap.ui.here.desk import ask_here

        parts = self._parts
        ask_here(parts.desk, parts.window, parts.tasks.go, target=target, place=place)

    def _look_up_industries(self) -> None:
        from dzmap.services.industries import enterprise_counts, industry_search
        from dzmap.ui.industries.lookup_dialog import IndustryLookup

        document = self._parts.desk.document
        search = industry_search(document.application.reference)
        session = document.session
        counts = enterprise_counts(session, search.tree) if session is not None else {}
        dialog = IndustryLookup(search, counts, self._parts.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _change_settings(self) -> None:
        dialog = dialogs.SettingsDialog(self._parts.desk.settings, self._parts.window)
        if dialog.exec():
            dialog.apply()
            self._dress()

    def _dress(self, *, theme: str = "", font_size: str = "") -> None:
        settings = self._parts.desk.settings
        settings.theme = theme or settings.theme
        settings.font_size = font_size or settings.font_size
        self._parts.desk.theme.choose(settings.theme, settings.font_size)
        self._tick()
        self.save_settings()

    def _tick(self) -> None:
        settings, menu_bar = self._parts.desk.settings, self._parts.menu_bar
        check(menu_bar.font_sizes, settings.font_size)
        check(menu_bar.themes, settings.theme)

    def _open_log_folder(self) -> None:
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _export_image(self) -> None:
        view = self._parts.desk.stage.view
        session = self._parts.desk.document.session
        if view is None or session is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self._parts.window,
            tr("地图存为图片"),
            str(session.path.with_suffix(".png")),
            tr("图片 (*.png)"),
        )
        if name:
            save_png(view.take_picture, Path(name), partial(self._say_saved, Path(name).name))

    def _say_saved(self, name: str, written: bool) -> None:
        notices = self._parts.desk.notices
        if written:
            notices.toast(tr("地图已存为图片：{name}").format(name=name))
            return
        text = tr("图片没有存成：{name}。检查文件夹是否可写、磁盘是否已满，或者换个位置。")
        notices.banner("warn", text.format(name=name), key="picture")

    def _copy_map(self) -> None:
        view, notices = self._parts.desk.stage.view, self._parts.desk.notices

        def take(picture: QPixmap | None) -> None:
            if picture is None:
                notices.toast(tr("地图现在不能复制：地图组件没有运行。"))
                return
            QApplication.clipboard().setPixmap(picture)
            notices.toast(tr("地图已复制，可以粘贴到文档里"))

        if view is not None:
            view.take_picture(take)

    def _next_tab(self) -> None:
        tabs = self._parts.bottom_dock.tabs
        tabs.setCurrentIndex((tabs.currentIndex() + 1) % tabs.count())

    def _next_area(self) -> None:
        """Ctrl+F6: task strip → left dock → map → bottom dock → right dock → status bar."""
        parts = self._parts
        areas: list[QWidget] = [
            parts.strip,
            parts.left_dock,
            parts.workspace,
            parts.bottom_dock,
            parts.right_dock,
            parts.fields,
        ]
        shown = [area for area in areas if area.isVisible()]
        focus = QApplication.focusWidget()
        at = next(
            (i for i, area in enumerate(shown) if focus is not None and area.isAncestorOf(focus)),
            -1,
        )
        for step in range(1, len(shown) + 1):
            target = _first_stop(shown[(at + step) % len(shown)])
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return


def _first_stop(area: QWidget) -> QWidget | None:
    """The first widget inside that Tab would reach."""
    for widget in area.findChildren(QWidget):
        if (
            widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            return widget
    return None
