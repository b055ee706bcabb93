"""``gui``: open the window."""

from pathlib import Path

from dzmap.bootstrap import build_application


def open_window(project: Path | None, *, software_rendering: bool) -> int:
    """Run the window until it is closed; returns the exit code."""
    from dzmap.ui.app import run

    return run(build_application, project, software_rendering=software_rendering)
