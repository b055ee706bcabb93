"""Drawing and editing on the map: what is sketched becomes features, or changes the selected ones."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from dzmap.mapping.messages import Sketch, ToolAction, VertexEdit
from dzmap.ui.editing.reasons import Reasons
from dzmap.ui.i18n import tr
from dzmap.ui.map.sketches import caught_places, places
from dzmap.ui.map.uncovering import uncover
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    import shapely

    from dzmap.core.industries import IndustryTree
    from dzmap.services.editing import Feature
    from dzmap.services.session import Session
    from dzmap.services.shared_vertices import CaughtPlace

Place = tuple[float, float]
_DRAWN = {"draw_point": "point", "draw_line": "line", "draw_polygon": "polygon"}
_TOOLS = {
    "MultiPolygon": "draw_polygon",
    "MultiLineString": "draw_line",
    "Point": "draw_point",
    "Geometry": "draw_point",
}
_AREAS_OF_ANY_KIND = frozenset({"control_areas"})
_SELECTED = frozenset({"split", "cut_hole", "reshape", "move"})


class EditingDesk(QObject):
    """Hears what is drawn with the editing tools and makes undoable edits of it."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._edited: tuple[str, str] | None = None
        self._reasons = Reasons(window)
        self._listening = False
        self._wanted_table = ""
        desk.stage.told.connect(self._hear)
        desk.document.changed.connect(lambda _tables: self._show_edited())

    # ---- what the menu offers

    def draw(self, tool: str) -> None:
        """Take a tool that draws a new feature: draw_point, draw_line or draw_polygon."""
        if self._writable() is not None:
            self._wanted_table = ""
            self._take_tool(tool)

    def kinds(self) -> list[tuple[str, str]]:
        """Tables in which something can be drawn, with their titles; none without a project."""
        from dzmap.core.tables import TABLES
        from dzmap.services.editing import EDITABLE

        if self._desk.document.session is None:
            return []
        return [(name, tr(TABLES[name].zh)) for name in EDITABLE]

    def draw_at(self, table: str, longitude: float, latitude: float) -> None:
        """Draw a feature of a table, beginning at a place of EPSG:4490."""
        from dzmap.core.tables import TABLES

        tool = "draw_polygon" if table in _AREAS_OF_ANY_KIND else _TOOLS[TABLES[table].geometry]
        self.draw(tool)
        self._wanted_table = table
        self._desk.stage.tell("sketchVertex", longitude=longitude, latitude=latitude)

    def change(self, tool: str) -> None:
        """Take a tool that changes the selected feature: split, cut_hole, reshape or move."""
        chosen = self._chosen()
        if chosen is not None and self._has_reason(chosen):
            self._take_tool(tool)

    def edit_vertices(self) -> None:
        """Show the vertices of the selected feature as handles."""
        chosen = self._chosen()
        if chosen is None or not self._has_reason(chosen):
            return
        self._edited = (chosen.table, chosen.id)
        self._show_edited()

    def merge(self) -> None:
        """Make one feature of those that are selected."""
        from dzmap.core.shape_edits import merge
        from dzmap.services import editing

        selection = self._desk.selection

        def work(session: "Session") -> str:
            features = [editing.feature(session, selection.table, key) for key in selection.ids]
            # Selections have no order of their own; as after a split, the largest keeps its id.
            features.sort(key=lambda one: one.shape.area or one.shape.length, reverse=True)
            shape = merge([one.shape for one in features])
            locked = next((one for one in features if one.locked), features[0])
            reason = self._reasons.ask(locked)
            kept = editing.merge(session, features, shape, reason=reason)
            selection.set(features[0].table, [kept])
            return tr("已合并 {count} 个图形").format(count=len(features))

        self._attempt(work)

    def remove(self) -> None:
        """Delete what is selected."""
        from dzmap.services import editing

        selection = self._desk.selection

        def work(session: "Session") -> str:
            table, ids = selection.table, selection.ids
            features = [editing.feature(session, table, key) for key in ids]
            locked = next((one for one in features if one.locked), features[0])
            reason = self._reasons.ask(locked)
            selection.clear()
            freed = editing.remove(session, table, ids, reason=reason)
            done = tr("已删除 {count} 个对象").format(count=len(ids))
            if freed:
                done += "\n" + tr("原来填写属于它的 {count} 行改为未填").format(count=f"{freed:,}")
            return done

        self._attempt(work)

    def type_points(self) -> None:
        """Type or paste places for the tool in hand."""
        from dzmap.ui.editing.points_dialog import PointsDialog

        dialog = PointsDialog(self._window)
        if dialog.exec() != QDialog.DialogCode.Accepted or dialog.points is None:
            return
        rings = dialog.points.rings
        if len(rings) > 1:
            self._new_from_rings(rings)
            return
        for longitude, latitude in rings[0]:
            self._desk.stage.tell("sketchVertex", longitude=longitude, latitude=latitude)

    def offers(self) -> list[tuple[str, Callable[[], object]]]:
        """Entries for the context menu of the selection."""
        from dzmap.services.editing import EDITABLE

        selection = self._desk.selection
        if selection.table not in EDITABLE:
            return []
        if len(selection.ids) > 1:
            return [(tr("合并"), self.merge)]
        return [
            (tr("编辑属性…"), self.edit_attributes),
            (tr("编辑边界…"), self.edit_vertices),
        ]

    # ---- what the page tells

    def _hear(self, message: object) -> None:
        if isinstance(message, VertexEdit):
            self._edit_vertex(message)
        elif isinstance(message, ToolAction) and message.name == "coordinates":
            self.type_points()
        elif isinstance(message, Sketch) and message.tool in _DRAWN.keys() | _SELECTED:
            self._hear_sketch(message)

    def _hear_sketch(self, message: Sketch) -> None:
        if message.phase == "changed" and message.vertices and self._writable() is None:
            self._take_tool("select")
        elif message.phase == "done":
            if message.tool in _DRAWN:
                self._new(message)
            elif message.tool in _SELECTED:
                self._change(message)

    def _new(self, message: Sketch) -> None:
        from dzmap.core.shape_edits import from_places

        at = places(self._desk.stage, message)
        caught = caught_places(self._desk.stage, message.vertices)
        kind = _DRAWN[message.tool]
        self._attempt(lambda session: self._ask_and_add(session, from_places(kind, at), caught))

    def _new_from_rings(self, rings: Sequence[Sequence[Place]]) -> None:
        from dzmap.core.shape_edits import from_rings

        self._attempt(lambda session: self._ask_and_add(session, from_rings(rings)))

    def _ask_and_add(
        self, session: "Session", shape: "shapely.Geometry", caught: "Sequence[CaughtPlace]" = ()
    ) -> str:
        from dzmap.services import editing
        from dzmap.services.shared_vertices import sharing
        from dzmap.ui.editing.feature_dialog import FeatureDialog

        dialog = FeatureDialog(session, shape, self._window, self._industries())
        wanted = dialog.tables.findData(self._wanted_table)
        if wanted >= 0:
            dialog.tables.setCurrentIndex(wanted)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return ""
        table = dialog.table
        given = sharing(session, [shape], caught)
        key = editing.add(session, table, shape, dialog.values, also=given.reshaped)
        uncover(self._desk.stage, table)
        self._desk.selection.set(table, [key])
        done = self._with_effects(session, tr("已新建"), (table, key))
        return "\n".join([done, *given.said])

    def edit_attributes(self) -> None:
        """Ask for the attributes of the selected row, in the form of its table."""
        from dzmap.services.attributes import change_row, row_values
        from dzmap.ui.editing.attribute_dialog import AttributeDialog

        table, ids = self._desk.selection.table, self._desk.selection.ids

        def work(session: "Session") -> str:
            stored = row_values(session, table, ids[0])
            dialog = AttributeDialog(session, table, stored, self._window, self._industries())
            if dialog.exec() != QDialog.DialogCode.Accepted or not dialog.changes:
                return ""
            change_row(session, table, ids[0], dialog.changes)
            return tr("已修改“{name}”").format(name=dialog.name)

        if len(ids) == 1:
            self._attempt(work)

    def _industries(self) -> "IndustryTree":
        from dzmap.services.industries import industry_tree

        return industry_tree(self._desk.document.application.reference)

    def _change(self, message: Sketch) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._attempt(lambda session: self._changed(session, chosen, message))

    def _changed(self, session: "Session", chosen: "Feature", message: Sketch) -> str:
        from dzmap.core import shape_edits
        from dzmap.services import editing
        from dzmap.services.shared_vertices import sharing

        at = places(self._desk.stage, message)
        caught = caught_places(self._desk.stage, message.vertices)
        key = (chosen.table, chosen.id)
        if message.tool == "split":
            pieces = shape_edits.split(chosen.shape, at)
            reason = self._reasons.ask(chosen)
            given = sharing(session, pieces, caught, key)
            ids = editing.split(session, chosen, pieces, reason=reason, also=given.reshaped)
            self._desk.selection.set(chosen.table, ids)
            return "\n".join([tr("已分成 {count} 块").format(count=len(ids)), *given.said])
        if message.tool == "cut_hole":
            shape, what = shape_edits.cut_hole(chosen.shape, at), "挖洞"
        elif message.tool == "reshape":
            shape, what = shape_edits.reshape(chosen.shape, at), "修改边界"
        else:
            shape, what = shape_edits.move(chosen.shape, at[0], at[1]), "移动"
        reason = self._reasons.ask(chosen)
        given = sharing(session, [shape], caught, key)
        editing.change_shape(session, chosen, shape, what, reason=reason, also=given.reshaped)
        done = tr("已修改“{name}”").format(name=chosen.name)
        return "\n".join([self._with_effects(session, done, key, chosen.shape), *given.said])

    def _edit_vertex(self, message: VertexEdit) -> None:
        from dzmap.core import shape_edits
        from dzmap.services import editing
        from dzmap.services.edit_effects import effects
        from dzmap.services.shared_vertices import sharing

        if self._edited is None:
            return
        table, key = self._edited
        caught = caught_places(self._desk.stage, [message.place])
        sketch = Sketch("", "done", (message.place,), None, False, False, False)
        (place,) = places(self._desk.stage, sketch)

        def work(session: "Session") -> str:
            edited = editing.feature(session, table, key)
            if message.action == "insert":
                shape = shape_edits.insert_vertex(edited.shape, message.vertex, place)
            elif message.action == "remove":
                shape = shape_edits.delete_vertex(edited.shape, message.vertex)
            else:
                shape = shape_edits.move_vertex(edited.shape, message.vertex, place)
            what = {"insert": "加界址点", "remove": "删界址点"}.get(message.action, "移动界址点")
            reason = self._reasons.ask(edited)
            given = sharing(session, [shape], caught, (table, key))
            editing.change_shape(session, edited, shape, what, reason=reason, also=given.reshaped)
            said.extend(effects(session, table, key, edited.shape))
            return "\n".join(given.said)

        said: list[str] = []
        self._attempt(work)
        self._show_edited()
        self._desk.stage.tell("toolBar", lines=said)

    # ---- inside

    def _take_tool(self, tool: str) -> None:
        if self._desk.stage.view is not None:
            self._desk.stage.view.set_tool(tool)

    def _writable(self) -> "Session | None":
        """The project, if it can be changed; a sentence says why it cannot."""
        session = self._desk.document.session
        if session is not None and session.read_only:
            self._desk.notices.toast(tr("项目是只读的，不能修改图形；可以先另存副本"))
            return None
        return session

    def _chosen(self) -> "Feature | None":
        """The one selected feature; a sentence says why there is none."""
        from dzmap.services.editing import EditError, feature

        session, selection = self._writable(), self._desk.selection
        if session is None:
            return None
        if len(selection.ids) != 1:
            self._desk.notices.toast(tr("先选中一个要修改的对象"))
            return None
        try:
            return feature(session, selection.table, selection.ids[0])
        except EditError as error:
            self._desk.notices.toast(str(error))
            return None

    def _attempt(self, work: Callable[["Session"], str]) -> None:
        """Make an edit; what stands against it is said, and nothing is changed."""
        from dzmap.core.problems import KnownError
        from dzmap.core.shape_edits import ShapeError
        from dzmap.services.editing import EditError

        session = self._writable()
        if session is None:
            return
        try:
            done = work(session)
        except (EditError, ShapeError) as error:
            self._desk.notices.toast(str(error))
        except KnownError as error:
            self._desk.notices.error(error)
        else:
            if done:
                self._desk.notices.toast(done, action=(tr("撤销"), self._desk.document.undo))

    def _has_reason(self, feature: "Feature") -> bool:
        """Ask for the reason before anything is drawn; False if nobody gives one."""
        from dzmap.services.editing import EditError

        try:
            self._reasons.ask(feature, remembered=True)
        except EditError as error:
            self._desk.notices.toast(str(error))
            return False
        self._listen()
        return True

    @staticmethod
    def _with_effects(
        session: "Session",
        done: str,
        key: tuple[str, str],
        before: "shapely.Geometry | None" = None,
    ) -> str:
        """What was done, and what it means for area, stated area and neighbours."""
        from dzmap.services.edit_effects import effects

        return "\n".join([done, *effects(session, *key, before)])

    def _show_edited(self) -> None:
        """Send the vertices of the feature that is edited, as it stands now."""
        from dzmap.services.editing import EditError, feature
        from dzmap.ui.editing.handles import show_handles

        session = self._desk.document.session
        if self._edited is None or session is None:
            return
        try:
            edited = feature(session, *self._edited)
        except EditError:
            self._take_tool("select")
        else:
            show_handles(self._desk.stage, edited)

    def _listen(self) -> None:
        """Hear from now on when a tool is put away, or the map begins anew."""
        view = self._desk.stage.view
        if not self._listening and view is not None:
            self._listening = True
            view.tool_changed.connect(self._leave_tool)
            view.restarted.connect(self._show_edited)

    def _leave_tool(self, tool: str) -> None:
        if tool != "edit_shape":
            self._edited = None
            if tool not in _SELECTED:
                self._reasons.forget()
