"""属性表 of the layer that is current in the tree: F6 and the menu 图层."""

from dzmap.ui.i18n import tr
from dzmap.ui.shell.window_parts import WindowParts


def open_layer_table(parts: WindowParts) -> None:
    """Bring the table of the current layer to the front; a sentence says if there is none."""
    table = _current_table(parts)
    if not table:
        parts.desk.notices.toast(tr("先在图层树里点一个有属性的图层"))
        return
    parts.bottom_dock.show()
    parts.tasks.go(f"overlay/{table}")


def toggle_table(parts: WindowParts) -> None:
    """The table of the current layer; the bottom dock goes if it shows that already.

    Without a current layer the dock just comes and goes.
    """
    from dzmap.ui.tables.table_panel import TablePanel

    table = _current_table(parts)
    front = parts.bottom_dock.tabs.currentWidget()
    shows_it = isinstance(front, TablePanel) and front.table == table
    if table and not (shows_it and parts.bottom_dock.isVisible()):
        open_layer_table(parts)
    else:
        parts.bottom_dock.setVisible(not parts.bottom_dock.isVisible())


def _current_table(parts: WindowParts) -> str:
    from dzmap.ui.overlay.layer_panel import LayerPanel

    layers = parts.tasks.layers
    overlaid = parts.tasks.current_key == "overlay"
    return layers.current_table if overlaid and isinstance(layers, LayerPanel) else ""
