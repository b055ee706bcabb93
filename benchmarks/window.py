"""Start of the window and its memory: ``python benchmarks/window.py``.

A fresh process opens the sample project in the real window (offscreen) and reports when the map has
painted every visible layer, together with the memory of the process and its web processes
(proportional set size). The first start of all draws the project; every later one starts with the map
as it was drawn last (``dzmap.mapping.kept_maps``), which can be moved and zoomed, until the project is
read. Targets: that map stands after 0.6 of the time that QGIS takes from its start to its first map of
the same project file (under Xvfb; a profile as after its first start; Debian: qgis, xvfb); the project
after 4 s at most; 700 MiB. A bare QtWebEngine view of an empty page in the same run tells what the web
engine alone takes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dzmap.ui.map.stage import MapStage

LIMIT_S, LIMIT_MIB = 4.0, 700
QGIS_RATIO = 0.6
RUNS = 3
PEERS = Path(__file__).parent / "peers"


def pss_mib(root: int) -> float:
    """Proportional set size of a process and its descendants in MiB (Linux)."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    waiting, total = [root], 0
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line)
    return total / 1024


def report(what: str, started: float) -> None:
    """Print seconds since ``started`` and the memory."""
    print(f"{what} {time.time() - started:.2f} {pss_mib(os.getpid()):.0f}", flush=True)


def report_and_quit(started: float) -> None:
    """Report the end, then end the event loop."""
    from PySide6.QtWidgets import QApplication

    report("whole", started)
    QApplication.quit()


def bare(started: float) -> int:
    """The peer: an empty page in a QtWebEngine view."""
    from PySide6.QtWebEngineWidgets import QWebEngineView
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    view = QWebEngineView()
    view.loadFinished.connect(lambda _: report_and_quit(started))
    view.resize(1440, 900)
    view.show()
    view.setHtml("<!doctype html><title>bare</title>")
    code = app.exec()
    del view
    return code


class Watch:
    """Reports when the kept map and then the project's own map have painted; ends when it is kept."""

    def __init__(self, started: float, project: Path) -> None:
        from dzmap.mapping.kept_maps import MapShelf
        from dzmap.settings import cache_folder

        self._started, self._project = started, project
        self._shelf = MapShelf(cache_folder() / "maps")
        kept = self._shelf.find(project)
        self._kept = set(kept.payloads) if kept is not None else set()
        self._unpainted: set[str] | None = None
        self._stage: MapStage | None = None

    def begin(self, stage: "MapStage") -> None:
        """Watch a stage whose view was just made."""
        self._stage = stage
        stage.model_changed.connect(self._note_model)
        if stage.view is not None:
            stage.view.painted.connect(self._note_painted)

    def ended(self) -> bool:
        """Whether all was painted, and kept for the next start."""
        return self._unpainted == set() and self._shelf.find(self._project) is not None

    def _note_model(self) -> None:
        if self._stage is not None and self._stage.model is not None:
            layers = self._stage.model.layers
            self._unpainted = {layer.id for layer in layers if self._stage.is_visible(layer)}

    def _note_painted(self, layer: str, _milliseconds: float) -> None:
        if self._unpainted is None:
            self._strike(self._kept, layer, "kept")
        else:
            self._strike(self._unpainted, layer, "whole")

    def _strike(self, waiting: set[str], layer: str, what: str) -> None:
        if layer in waiting:
            waiting.discard(layer)
            if not waiting:
                report(what, self._started)


def window(started: float, project: Path) -> int:
    """Open the window, as ``dzmap gui PROJECT`` does, until the map has painted and is kept."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    from typing_extensions import override

    from dzmap.bootstrap import build_application
    from dzmap.ui import app as program

    watch = Watch(started, project)

    class Watched(program.Starter):
        @override
        def begin(self) -> None:
            super().begin()
            watch.begin(self._window.desk.stage)
            look = QTimer(self, interval=200)
            look.timeout.connect(lambda: QApplication.quit() if watch.ended() else None)
            look.start()

    program.Starter = Watched  # type: ignore[misc]
    return program.run(build_application, project)


def measure(mode: str, project: Path, home: str, cache: str) -> dict[str, tuple[float, float]]:
    """Seconds and MiB of one fresh process by what was reached."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "XDG_CONFIG_HOME": home,
        "XDG_CACHE_HOME": cache,
    }
    order = [sys.executable, __file__, mode, str(time.time()), str(project)]
    done = subprocess.run(
        order, capture_output=True, text=True, check=True, timeout=120, env=environment
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    return {what: (float(seconds), float(mib)) for what, seconds, mib in lines}


def best(runs: list[dict[str, tuple[float, float]]], what: str) -> tuple[float, float]:
    """Least seconds and most MiB of several runs."""
    return min(run[what][0] for run in runs), max(run[what][1] for run in runs)


def qgis_seconds(project: Path) -> float | None:
    """Best seconds of ``RUNS`` starts of QGIS until its first map; None if it is not installed."""
    if shutil.which("xvfb-run") is None or shutil.which("qgis") is None:
        return None
    with tempfile.TemporaryDirectory() as home:
        # Its own Python, not that of this environment; a profile as after the first start.
        environment = {"HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        target = Path(home) / "project.qgz"
        make = ["/usr/bin/python3", str(PEERS / "qgis_project.py"), str(project), str(target)]
        offscreen = environment | {"QT_QPA_PLATFORM": "offscreen"}
        subprocess.run(make, check=True, capture_output=True, env=offscreen, timeout=120)
        start = ["xvfb-run", "-a", "-s", "-screen 0 1440x900x24", "qgis", "--nologo"]
        order = [*start, "--project", str(target), "--code", str(PEERS / "qgis_start.py")]
        taken = []
        for _ in range(RUNS):
            began = time.time()
            done = subprocess.run(
                order, capture_output=True, text=True, check=False, timeout=120, env=environment
            )
            ends = [line for line in done.stdout.splitlines() if line.startswith("rendered")]
            taken += [float(line.split()[1]) - began for line in ends]
    return min(taken) if taken else None


def main() -> int:
    """Print all and their ratios; 1 if a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "sample.gpkg"
        order = [sys.executable, "-m", "dzmap", "new", str(project), "--sample"]
        subprocess.run(order, check=True, capture_output=True)
        caches = [f"{folder}/cache {number}" for number in range(RUNS)]
        peer = best([measure("bare", project, folder, cache) for cache in caches], "whole")
        first = best([measure("window", project, folder, cache) for cache in caches], "whole")
        runs = [measure("window", project, folder, cache) for cache in caches]
        qgis = qgis_seconds(project)
    kept, whole = best(runs, "kept"), best(runs, "whole")
    mib = max(first[1], whole[1])
    print(f"bare web view            {peer[0]:6.2f} s  {peer[1]:6.0f} MiB")
    print(f"first start, painted     {first[0]:6.2f} s  {first[1]:6.0f} MiB")
    print(f"start, map as last drawn {kept[0]:6.2f} s  {kept[1]:6.0f} MiB")
    print(f"start, project painted   {whole[0]:6.2f} s  {whole[1]:6.0f} MiB")
    print(f"limit of the last        {LIMIT_S:6.2f} s  {LIMIT_MIB:6.0f} MiB")
    if qgis is None:
        print("QGIS: not measured")
    else:
        ratios = (f"{seconds / qgis:.2f}" for seconds in (first[0], kept[0], whole[0]))
        print(f"QGIS to its first map    {qgis:6.2f} s  ratios {', '.join(ratios)}")
        print(f"map as last drawn        {kept[0] / qgis:6.2f} of QGIS ≤ {QGIS_RATIO}")
    slow = first[0] > LIMIT_S or (qgis is not None and kept[0] > QGIS_RATIO * qgis)
    return 1 if slow or mib > LIMIT_MIB else 0


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    began = float(sys.argv[2])
    sys.exit(bare(began) if sys.argv[1] == "bare" else window(began, Path(sys.argv[3])))
