"""Asks 这里能进什么 in the background and shows the answer."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from dzmap.services.jobs import Progress
from dzmap.ui.export_path import ask_export_path
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.core.industries import IndustryTree
    from dzmap.services.admissible import Here
    from dzmap.services.session import Session

_KINDS = "Excel (*.xlsx)"


def ask_here(
    desk: Desk,
    window: QWidget,
    go: Callable[[str], object],
    *,
    target: str = "",
    place: tuple[float, float] | None = None,
) -> None:
    """Say what may come to a target or place of the open project.

    Args:
        desk: The window's desk.
        window: Parent of the dialog.
        go: Opens another task, such as “screening/single/ID/LON/LAT”.
        target: Id of a zone or park; "" takes the one at the place.
        place: Longitude and latitude in EPSG:4490.
    """
    session, as_of = desk.document.session, desk.context.as_of
    if session is None:
        return
    reference = desk.document.application.reference

    def work(progress: Progress) -> "tuple[Here, IndustryTree]":
        from dzmap.services.admissible import HereRequest, here
        from dzmap.services.industries import industry_tree

        progress.step(tr("查这里能进什么"))
        tree = industry_tree(reference)
        request = HereRequest(as_of=as_of, target=target, place=place)
        return here(session, request, industries=tree), tree

    desk.jobs.run(
        tr("查这里能进什么"), work, key="here", on_done=partial(_show, desk, window, go, session)
    )


def _show(
    desk: Desk,
    window: QWidget,
    go: Callable[[str], object],
    session: "Session",
    answer: "tuple[Here, IndustryTree]",
) -> None:
    from dzmap.ui.here.dialog import HereDialog

    if desk.document.session is not session:
        return
    found, tree = answer
    dialog = HereDialog(desk.theme, found, tree, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.single_asked.connect(lambda: go(single_part(found)))
    dialog.export_asked.connect(lambda: _export(desk, session, found, tree))
    dialog.open()


def single_part(found: "Here") -> str:
    """The part of the screening task that opens the form for a place."""
    target = found.target.id if found.target is not None else ""
    lon, lat = ("", "") if found.request.place is None else map(repr, found.request.place)
    return f"screening/single/{target}/{lon}/{lat}"


def _export(desk: Desk, session: "Session", found: "Here", tree: "IndustryTree") -> None:
    name = tr("这里能进什么 {place}.xlsx").format(place=found.title)
    path = ask_export_path(desk.settings, tr("导出"), name, _KINDS)
    if path is None:
        return
    writer = desk.document.application.writers["xlsx"]

    def work(progress: Progress) -> Path:
        from dzmap.services.here_report import here_report

        writer.write(here_report(session, found, tree), path, progress=progress)
        return path

    desk.jobs.run(
        tr("正在导出 {name}").format(name=path.name),
        work,
        key="here export",
        on_done=lambda written: desk.notices.toast(tr("已导出到 {name}").format(name=written.name)),
    )
