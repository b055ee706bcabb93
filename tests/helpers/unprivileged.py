"""Run a piece of Python as a user who may not write everywhere: CI runs as root, who may."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_NOBODY = 65534


def run_unprivileged(code: str, *arguments: Path) -> str:
    """Run ``code`` with ``sys.argv[1:]`` and return what it printed; fails if it fails.

    The folders on the way to the arguments must be open to everyone (see ``open_to_all``).
    """
    if sys.platform == "win32":
        pytest.skip("folders are made read-only by access lists on Windows")
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        user=_NOBODY if os.geteuid() == 0 else None,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def open_to_all(folder: Path) -> None:
    """Let other users look into the folders that pytest made, up to the temporary folder."""
    for place in (folder, *folder.parents):
        if place.stat().st_uid != os.geteuid() or place.parent == place:
            break
        if place.name.startswith("pytest-") or place == folder or "pytest-of" in str(place):
            place.chmod(0o755)
