"""The tasks of this version, in the order of the strip."""

from dzmap.ui.overlay_page import OverlayPage
from dzmap.ui.page import TaskPage

PAGES: tuple[type[TaskPage], ...] = (OverlayPage,)
