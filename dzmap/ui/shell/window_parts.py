"""The parts of the window, as those see them who make them work together."""

from dataclasses import dataclass

from PySide6.QtWidgets import QMainWindow

from dzmap.ui.hierarchy.desk import HierarchyDesk
from dzmap.ui.page import Desk
from dzmap.ui.shell.docks import BottomDock, PanelDock
from dzmap.ui.shell.document_flow import DocumentFlow
from dzmap.ui.shell.menu_bar import MenuBar
from dzmap.ui.shell.messages_panel import MessagesPanel
from dzmap.ui.shell.search_box import SearchBox
from dzmap.ui.shell.start_page import StartPage
from dzmap.ui.shell.status_fields import StatusFields
from dzmap.ui.shell.task_strip import TaskStrip
from dzmap.ui.shell.task_switch import TaskSwitch
from dzmap.ui.shell.window_actions import WindowActions
from dzmap.ui.shell.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class WindowParts:
    """Made once by ``main_window``; nothing here is ever replaced."""

    window: QMainWindow
    desk: Desk
    flow: DocumentFlow
    actions: WindowActions
    menu_bar: MenuBar
    search: SearchBox
    strip: TaskStrip
    start_page: StartPage
    workspace: Workspace
    browse: HierarchyDesk
    left_dock: PanelDock
    right_dock: PanelDock
    bottom_dock: BottomDock
    messages: MessagesPanel
    tasks: TaskSwitch
    fields: StatusFields
