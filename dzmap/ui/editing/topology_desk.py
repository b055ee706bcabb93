"""The topology check of the window: runs it, shows findings on the map, previews and makes repairs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dzmap.ui.editing.reasons import Reasons
from dzmap.ui.i18n import tr
from dzmap.ui.map.uncovering import uncover
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.core.topology import Finding
    from dzmap.core.topology_repairs import Proposal
    from dzmap.services.jobs import Progress
    from dzmap.services.topology import Checked
    from dzmap.ui.editing.topology_dialog import TopologyDialog

_ASIDE, _BELOW = 24, 120  # pixels from the window's corner, so that the map stays in sight
_MARGIN = 0.8  # of its size is shown around a finding
_LEAST = 0.0004  # degrees, about forty metres


class TopologyDesk(QObject):
    """Opens one dialog at a time; an edit of the checked table has it checked again."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._checked: Checked | None = None
        self._finding: Finding | None = None
        self._ways: tuple[Proposal, ...] = ()
        self._number = 0
        self.dialog: TopologyDialog | None = None
        desk.document.changed.connect(self._renew)
        desk.document.closed.connect(self._end)

    def begin(self) -> None:
        """Show the dialog, for the table that is selected."""
        from dzmap.services.topology import CHECKED
        from dzmap.ui.editing.topology_dialog import TopologyDialog

        if self._desk.document.session is None:
            return
        if self.dialog is None:
            dialog = TopologyDialog(self._desk.theme, self._window)
            dialog.check_asked.connect(self._check)
            dialog.chosen.connect(self._choose)
            dialog.opened.connect(self._zoom)
            dialog.way_chosen.connect(self._preview)
            dialog.repair_asked.connect(self._repair)
            dialog.left.connect(self._forget)
            self.dialog = dialog
            corner = self._window.frameGeometry().topRight()
            dialog.move(corner.x() - dialog.width() - _ASIDE, corner.y() + _BELOW)
        if self._desk.selection.table in CHECKED:
            self.dialog.tables.setCurrentIndex(CHECKED.index(self._desk.selection.table))
        self.dialog.show()
        self.dialog.raise_()

    def _check(self) -> None:
        dialog, session = self.dialog, self._desk.document.session
        if dialog is None or session is None:
            return
        table, tolerances = dialog.table, dialog.tolerances

        def work(progress: "Progress") -> "Checked":
            from dzmap.services.topology import check_table

            return check_table(session, table, tolerances, progress=progress)

        dialog.say(tr("正在检查…"))
        self._desk.jobs.run(tr("拓扑检查"), work, key="topology", on_done=self._take)

    def _take(self, checked: "Checked") -> None:
        dialog = self.dialog
        if dialog is None or not dialog.isVisible():
            return
        self._checked, self._finding, self._ways = checked, None, ()
        uncover(self._desk.stage, checked.table)
        frame = checked.frame()
        counts = frame["flaw"].value_counts()
        parts = (
            tr("{flaw} {count} 处").format(flaw=tr(str(flaw)), count=f"{count:,}")
            for flaw, count in counts.items()
        )
        said = "，".join(parts) or tr("没有问题")
        dialog.say(tr("{count} 个对象：{said}").format(count=f"{len(checked.ids):,}", said=said))
        dialog.show_findings(frame)
        dialog.select_next(self._number)

    def _choose(self, number: int) -> None:
        from dzmap.services.topology import left_to_people, proposals

        checked, dialog = self._checked, self.dialog
        if checked is None or dialog is None:
            return
        self._number = number
        self._finding = checked.findings[number]
        self._desk.selection.set(checked.table, checked.keys(self._finding))
        self._ways = proposals(checked, self._finding)
        why = ""
        if not self._ways:
            usual = tr("没有自动修复的办法，请在图上编辑边界")
            why = left_to_people(checked, self._finding) or usual
        dialog.offer([way.text for way in self._ways], why)
        self._zoom(number)

    def _zoom(self, number: int) -> None:
        view = self._desk.stage.view
        if self._checked is None or view is None:
            return
        west, south, east, north = self._checked.findings[number].place.bounds
        wide = max((east - west) * _MARGIN, _LEAST)
        high = max((north - south) * _MARGIN, _LEAST)
        view.zoom_to((west - wide, south - high, east + wide, north + high))

    def _preview(self, way: int) -> None:
        from dzmap.services.topology import repair_effects

        checked, dialog = self._checked, self.dialog
        if checked is None or dialog is None or not 0 <= way < len(self._ways):
            self._desk.stage.tell("preview", keep=True, before=[], after=[])
            return
        proposal = self._ways[way]
        # What stays when another goes is shown as well, or the map would show nothing in its place.
        after = proposal.shapes or {proposal.heir: checked.shapes[proposal.heir]}
        self._desk.stage.tell(
            "preview",
            keep=True,
            before=[ring for row in proposal.rows for ring in _rings(checked.shapes[row])],
            after=[ring for shape in after.values() for ring in _rings(shape)],
        )
        said = "；".join(repair_effects(checked, proposal))
        dialog.effect.setText(
            tr("{effects}。图上红色虚线是原边界，蓝色是修复后。").format(effects=said)
        )

    def _repair(self) -> None:
        from dzmap.core.problems import KnownError
        from dzmap.core.shape_edits import ShapeError
        from dzmap.services.editing import EditError
        from dzmap.services.topology import concerned, repair

        session, checked, dialog = self._desk.document.session, self._checked, self.dialog
        if session is None or checked is None or dialog is None or self._finding is None:
            return
        if session.read_only:
            dialog.effect.setText(tr("项目是只读的，不能修改图形；可以先另存副本"))
            return
        proposal = self._ways[dialog.ways.currentIndex()]
        try:
            features = concerned(session, checked, proposal)
            reason = Reasons(dialog).ask(features[0])
            repair(session, checked, self._finding, proposal, reason=reason)
        except (EditError, ShapeError) as error:
            dialog.effect.setText(str(error))
        except KnownError as error:
            self._desk.notices.error(error)
        else:
            names = "”“".join(one.name for one in features)
            text = tr("已修复“{name}”的边界").format(name=names)
            self._desk.notices.toast(text, action=(tr("撤销"), self._desk.document.undo))

    def _renew(self, tables: frozenset[str]) -> None:
        checked = self._checked
        if checked is not None and (not tables or checked.table in tables):
            self._desk.stage.tell("preview", keep=True, before=[], after=[])
            self._check()

    def _forget(self) -> None:
        self._checked = self._finding = None
        self._ways, self._number = (), 0
        self._desk.stage.tell("preview", keep=True, before=[], after=[])

    def _end(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None


def _rings(shape: object) -> list[list[list[float]]]:
    """Every ring as longitude and latitude, as the page draws them."""
    import shapely

    rings = shapely.get_rings(shapely.get_parts(shape))
    return [shapely.get_coordinates(ring).tolist() for ring in rings]
