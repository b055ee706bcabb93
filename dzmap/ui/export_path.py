"""Asking where to export to: starts in the folder used last and remembers the new one."""

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from dzmap.settings import Settings

_ENDING = re.compile(r"\*(\.\w+)")


def ask_export_path(settings: Settings, title: str, name: str, kinds: str) -> Path | None:
    """The chosen path with one of the endings offered; None if the user cancelled.

    Args:
        settings: keeps the folder of the last export.
        title: title of the dialog.
        name: the proposed file name with its ending.
        kinds: the file filter, such as ``Excel (*.xlsx);;CSV (*.csv)``.
    """
    folder = settings.folders.get("export", str(Path.home()))
    chosen, kind = QFileDialog.getSaveFileName(None, title, str(Path(folder) / name), kinds)
    if not chosen:
        return None
    path = with_ending(Path(chosen), kind or kinds, kinds)
    settings.folders = {**settings.folders, "export": str(path.parent)}
    return path


def with_ending(path: Path, kind: str, kinds: str) -> Path:
    """``path`` with an ending: its own if it is on offer, else the first of the chosen kind."""
    if path.suffix.lower() in _ENDING.findall(kinds):
        return path
    return path.with_name(path.name + _ENDING.findall(kind)[0])
