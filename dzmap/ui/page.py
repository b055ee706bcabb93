"""What a task is to the window: its panels, and what it does when files, keys and edits arrive.

A page fills the docks around the one map: left asks, middle shows, right explains. The window makes
it when it is first chosen, keeps it, and swaps its panels in and out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from dzmap.settings import Settings
from dzmap.ui.context import Context
from dzmap.ui.document import Document
from dzmap.ui.job_runner import JobRunner
from dzmap.ui.layer_styles import LayerStyles
from dzmap.ui.map.stage import MapStage
from dzmap.ui.notices import Notices
from dzmap.ui.selection import Selection
from dzmap.ui.theme.theme import Theme


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything of the window that a task page may use."""

    document: Document
    context: Context
    selection: Selection
    stage: MapStage
    jobs: JobRunner
    notices: Notices
    settings: Settings
    theme: Theme
    styles: LayerStyles


@dataclass(frozen=True, kw_only=True)
class Proportions:
    """Sizes of the docks in the standard size class, in logical pixels."""

    left: int = 272
    right: int = 352
    bottom: int = 216


@dataclass(frozen=True)
class BottomTab:
    """A tab of the bottom dock; with ``close`` it has a cross that calls it."""

    title: str
    widget: QWidget
    close: Callable[[], object] | None = None


class TaskPage(QObject):
    """One task. Subclasses set the class attributes and build their panels in ``__init__``.

    Panels left at None do not appear. ``tabs_changed`` asks the window to read ``bottom`` again,
    ``left_shown`` and ``right_shown`` ask it to bring a dock the user closed back into view.
    """

    left_title: ClassVar[str] = ""
    right_title: ClassVar[str] = ""
    menu: ClassVar[str] = ""  # the menu that gets ``actions``: review, statistics, output, layer
    proportions: ClassVar[Proportions] = Proportions()
    complete_map: ClassVar[bool] = False  # shows a map of its result that leaves nothing out

    tabs_changed = Signal()
    left_shown = Signal()
    right_shown = Signal()
    import_asked = Signal(str)  # what the import dialog should start with, such as "enterprises"
    task_asked = Signal(str)  # the key of another task, with “/part” for a part of it
    here_asked = Signal(str)  # the id of a zone or park: what may come there
    browse_asked = Signal()  # the selected zone or park should be shown level by level on the map
    tab_asked = Signal(QWidget)  # the widget of a bottom tab that should come to the front

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.left: QWidget | None = None
        self.right: QWidget | None = None
        self.above: QWidget | None = None  # a strip above the map, such as key figures
        self.beside: QWidget | None = None  # charts at the right of the map
        self.centre: QWidget | None = None  # replaces the map altogether
        self.bottom: list[BottomTab] = []

    def activate(self) -> None:
        """The task was chosen: show its map through ``desk.stage`` and bring results up to date."""

    def deactivate(self) -> None:
        """Another task was chosen."""

    def project_opened(self) -> None:
        """A project was opened; called for the current page, and before ``activate`` for others."""

    def project_closed(self) -> None:
        """The project is gone: forget everything that came from it."""

    def project_changed(self, tables: frozenset[str]) -> None:
        """An edit, undo or import touched these tables."""

    def settle(self) -> None:
        """The project is about to be saved or closed: take over what is being typed."""

    def check(self) -> bool:
        """F7; False leaves the key to the right dock."""
        return False

    def accept_file(self, path: Path) -> bool:
        """Take a file dropped on the window (not a project); False leaves it to the import."""
        return False

    def show_part(self, part: str) -> None:
        """Another task, or a menu, asked for a part of this one, such as a kind of report."""

    def run(self) -> None:
        """F5: run or refresh the task."""

    def actions(self) -> list[QAction]:
        """Entries for the menu named by ``menu``."""
        return []


@dataclass(frozen=True, kw_only=True)
class TaskEntry:
    """A task as the strip and the start page show it; ``load`` imports its page when chosen.

    ``title`` and ``sentence`` are marked with ``later``; ``digit`` is the key beside
    Ctrl; ``menu`` names a menu (review, statistics, output) that lists the task as well. A page
    ``part_of`` another task has no key and no place of its own: the other one's is lit for it.
    """

    key: str
    digit: int = 0
    part_of: str = ""
    icon: str
    title: str
    sentence: str
    menu: str = ""
    load: Callable[[], type[TaskPage]]
