"""The parts of the window, as those see them who make them work together."""

from dataclasses import dataclass

from PySide6.QtWidgets import QMainWindow

from dzmap.ui.docks import BottomDock, PanelDock
from dzmap.ui.document_flow import DocumentFlow
from dzmap.ui.menu_bar import MenuBar
from dzmap.ui.messages_panel import MessagesPanel
from dzmap.ui.page import Desk
from dzmap.ui.search_box import SearchBox
from dzmap.ui.start_page import StartPage
from dzmap.ui.status_fields import StatusFields
from dzmap.ui.task_strip import TaskStrip
from dzmap.ui.task_switch import TaskSwitch
from dzmap.ui.window_actions import WindowActions
from dzmap.ui.workspace import Workspace


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
    left_dock: PanelDock
    right_dock: PanelDock
    bottom_dock: BottomDock
    messages: MessagesPanel
    tasks: TaskSwitch
    fields: StatusFields
