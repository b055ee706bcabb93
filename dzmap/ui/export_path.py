"""Asking where to export to: starts in the folder used last and remembers the new one."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from dzmap.settings import Settings


def ask_export_path(settings: Settings, title: str, name: str, kinds: str) -> Path | None:
    """The chosen path with the ending of ``name``; None if the user cancelled.

    Args:
        settings: keeps the folder of the last export.
        title: title of the dialog.
        name: the proposed file name with its ending.
        kinds: the file filter, such as ``Excel (*.xlsx)``.
    """
    folder = settings.folders.get("export", str(Path.home()))
    chosen, _ = QFileDialog.getSaveFileName(None, title, str(Path(folder) / name), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() != Path(name).suffix:
        path = path.with_name(path.name + Path(name).suffix)
    settings.folders = {**settings.folders, "export": str(path.parent)}
    return path
