"""叠加看图: all layers on one map, tables below, details at the right."""

from functools import partial
from typing import TYPE_CHECKING

from typing_extensions import override

from dzmap.core.changes import LAYER_STYLE_TABLE
from dzmap.services.jobs import Progress
from dzmap.ui.i18n import later, tr
from dzmap.ui.page import BottomTab, Desk, Proportions, TaskPage

if TYPE_CHECKING:
    from dzmap.services.details_model import Details
    from dzmap.services.listing import Listing
    from dzmap.services.map_model import MapModel
    from dzmap.ui.tables.frame_model import Filter

_AREA_COLUMNS = {"zones": "zone_id", "parks": "park_id", "counties": "county_id"}
_INSIDE = "inside"
_TITLES = {
    "enterprises": later("企业"),
    "projects": later("项目"),
    "zones": later("开发区"),
    "parks": later("园区"),
}
_EMPTY = {
    "enterprises": later("还没有企业\n从 Excel 导入，或把文件拖到窗口里。表头自动识别。"),
    "projects": later("还没有项目\n从 Excel 导入，或把文件拖到窗口里。表头自动识别。"),
    "zones": later("还没有开发区\n从 GeoPackage、GeoJSON 或 Shapefile 导入。"),
    "parks": later("还没有园区\n从 GeoPackage、GeoJSON 或 Shapefile 导入。"),
}


class OverlayPage(TaskPage):
    """The first task: look, select, ask."""

    right_title = later("详情")
    menu = "layer"
    proportions = Proportions(left=272, right=352, bottom=216)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        from dzmap.ui.overlay.attribute_tables import AttributeTables
        from dzmap.ui.overlay.column_memory import ColumnMemory
        from dzmap.ui.overlay.details_panel import DetailsPanel
        from dzmap.ui.overlay.table_editing import TableEditing
        from dzmap.ui.tables.table_panel import TablePanel

        self._plain: MapModel | None = None  # as built in, before the user's styles
        self._model: MapModel | None = None
        self._details = DetailsPanel(desk.theme)
        self._details.opened.connect(lambda table, key: desk.selection.set(table, [key]))
        self._details.located.connect(self._locate)
        self._details.here_asked.connect(self._ask_here)
        self._details.expand_asked.connect(self.browse_asked)
        self._details.zoom_asked.connect(self._zoom)
        self.right = self._details
        desk.stage.stacked.connect(self._details.show_stack)
        self._tables: dict[str, TablePanel] = {}
        for name, title in _TITLES.items():
            panel = TablePanel(desk.theme, name, tr(_EMPTY[name]))
            panel.chosen.connect(partial(desk.selection.set, name))
            panel.opened.connect(partial(self._open_row, name))
            panel.counted.connect(partial(self._count, name))
            panel.import_asked.connect(partial(self.import_asked.emit, name))
            TableEditing(panel, desk)
            ColumnMemory(panel, desk.settings)
            self._tables[name] = panel
            self.bottom.append(BottomTab(tr(title), panel))
        self._attribute_tables = AttributeTables(self)
        self._attribute_tables.opened.connect(self._open_row)
        desk.selection.changed.connect(self._selected)
        desk.context.changed.connect(self._context_changed)
        desk.styles.draft_changed.connect(self._restyle)
        self._active = False

    @override
    def activate(self) -> None:
        """Show the overlay; build it if it is not there yet."""
        self._active = True
        if self._model is not None:
            self._show_map(self._model)
        self._selected()

    @override
    def deactivate(self) -> None:
        """Another task has the map now."""
        self._active = False
        self.desk.stage.hint("")

    @override
    def project_opened(self) -> None:
        """Build map and tables of the new project."""
        self._build_map()
        self._build_tables()

    @override
    def project_closed(self) -> None:
        """Forget the map and the tables."""
        self._plain = self._model = None
        self._details.clear()

    @override
    def project_changed(self, tables: frozenset[str]) -> None:
        """Something was edited, undone or imported."""
        if tables == {LAYER_STYLE_TABLE}:
            self._restyle()
            return
        self._build_map()
        self._build_tables()
        self._selected()

    @override
    def show_part(self, part: str) -> None:
        """Bring the table of that name to the front."""
        if part in self._tables:
            self.tab_asked.emit(self._tables[part])
        else:
            self._attribute_tables.open(part)

    @override
    def run(self) -> None:
        """F5: read everything again."""
        self.project_changed(frozenset())

    def _build_map(self, model: "MapModel | None" = None) -> None:
        session = self.desk.document.session
        if session is None:
            return

        def work(progress: Progress) -> "tuple[MapModel, MapModel]":
            from dzmap.services.overlay import overlay_model

            progress.step(tr("准备图层"))
            plain = model if model is not None else overlay_model(session)
            return plain, self.desk.styles.styled(plain, session)

        self.desk.jobs.run(tr("准备图层"), work, key="overlay map", on_done=self._take_map)

    def _restyle(self) -> None:
        """Draw the same features as the user chose them now."""
        self._build_map(self._plain)

    def _take_map(self, models: "tuple[MapModel, MapModel]") -> None:
        self._plain, self._model = models
        model = self._model
        if self._active:
            self._show_map(model)

    def _show_map(self, model: "MapModel") -> None:
        self.desk.stage.show(model)
        bare = all(layer.group == "底图" for layer in model.layers)
        text = tr("还没有业务图层。从“文件 › 导入”导入，或打开示例项目。")
        self.desk.stage.hint(text if bare else "")

    def _build_tables(self) -> None:
        session = self.desk.document.session
        if session is None:
            return
        year = self.desk.context.year
        reference = self.desk.document.application.reference

        def work(progress: Progress) -> "list[Listing]":
            from dzmap.services.listing import LISTED, listing

            names = dict(
                zip(*(reference.industries()[column] for column in ("code", "name")), strict=True)
            )
            listings = []
            for place, name in enumerate(LISTED):
                progress.step(tr("准备表格"), place, len(LISTED))
                listings.append(listing(session, name, year=year, industry_names=names))
            return listings

        self.desk.jobs.run(tr("准备表格"), work, key="overlay tables", on_done=self._take_tables)

    def _take_tables(self, listings: "list[Listing]") -> None:
        for listing in listings:
            self._tables[listing.table].show_listing(listing)
        self._show_selected_rows()

    def _count(self, name: str, shown: int, every: int) -> None:
        place = list(_TITLES).index(name)
        count = f"{every:,}" if shown == every else f"{shown:,} / {every:,}"
        self.bottom[place] = BottomTab(f"{tr(_TITLES[name])} {count}", self._tables[name])
        self.tabs_changed.emit()

    def _context_changed(self) -> None:
        self._build_tables()
        self._selected()

    def _selected(self) -> None:
        self._show_selected_rows()
        selection = self.desk.selection
        session = self.desk.document.session
        if not self._active or session is None:
            return
        if not selection.ids:
            self._details.clear()
            return
        table, ids = selection.table, selection.ids
        year, as_of = self.desk.context.year, self.desk.context.as_of
        reference = self.desk.document.application.reference

        def work(progress: Progress) -> "Details | None":
            from dzmap.services.details import describe

            progress.step(tr("准备详情"))
            industries = reference.industries()
            names = dict(zip(industries["code"], industries["name"], strict=True))
            return describe(session, table, ids, year=year, as_of=as_of, industry_names=names)

        self.desk.jobs.run(tr("准备详情"), work, key="details", on_done=self._take_details)

    def _take_details(self, details: "Details | None") -> None:
        if details is None:
            self._details.clear()
        else:
            self._details.show_details(details)
            selection = self.desk.selection
            self._details.offer_here(
                selection.table in ("zones", "parks") and len(selection.ids) == 1
            )

    def _show_selected_rows(self) -> None:
        selection = self.desk.selection
        self._narrow_to_area(selection.table, selection.ids)
        for panel in self._tables.values():
            panel.show_selected(selection.table, selection.ids)

    def _narrow_to_area(self, table: str, ids: tuple[str, ...]) -> None:
        """With an area selected, enterprises and projects show those inside, as a chip says."""
        if table in ("enterprises", "projects"):
            return
        column = _AREA_COLUMNS.get(table)
        for name in ("enterprises", "projects"):
            if column is None:
                self._tables[name].drop_filter(_INSIDE)
            else:
                self._tables[name].set_filter(_inside(table, column, ids))

    def _open_row(self, name: str, identifier: str) -> None:
        self.desk.selection.set(name, [identifier])
        if not self.desk.stage.zoom_to_rows(name, [identifier]):
            self.desk.notices.toast(tr("这一行没有位置（未落图），图上找不到它"))

    def _ask_here(self) -> None:
        if self.desk.selection.ids:
            self.here_asked.emit(self.desk.selection.ids[0])

    def _zoom(self, bounds: tuple[float, float, float, float]) -> None:
        if self.desk.stage.view is not None:
            self.desk.stage.view.zoom_to(bounds)

    def _locate(self) -> None:
        selection = self.desk.selection
        if not self.desk.stage.zoom_to_rows(selection.table, selection.ids):
            self.desk.notices.toast(tr("选中的对象没有位置（未落图）"))


def _inside(table: str, column: str, ids: tuple[str, ...]) -> "Filter":
    from dzmap.ui.tables.frame_model import Filter

    wanted = list(ids)
    text = tr("仅显示：在所选{what}内").format(what=tr(_AREA_NAMES[table]))
    return Filter(_INSIDE, text, lambda frame: frame[column].isin(wanted).to_numpy())


_AREA_NAMES = {
    "zones": later("开发区"),
    "parks": later("园区"),
    "counties": later("县（市、区）"),
}
