"""Start of the window and its memory: ``python benchmarks/window.py``.

A fresh process opens the sample project in the real window (offscreen) and reports when the map has
painted every visible layer, together with the memory of the process and its web processes
(proportional set size). Targets: 0.6 of the time that QGIS takes from its start to its first map of the
same project file (under Xvfb; Debian: qgis, xvfb), 4 s at most, 700 MiB. A bare QtWebEngine view of an
empty page in the same run tells what the web engine alone takes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def report_and_quit(started: float) -> None:
    """Print seconds since ``started`` and the memory, then end the event loop."""
    from PySide6.QtWidgets import QApplication

    print(f"{time.time() - started:.2f} {pss_mib(os.getpid()):.0f}", flush=True)
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


def window(started: float, project: Path) -> int:
    """Open the window, as ``dzmap gui PROJECT`` does, until the map has painted."""
    from PySide6.QtCore import QTimer

    from dzmap.bootstrap import build_application
    from dzmap.ui import app as program

    painted: set[str] = set()

    class Watched(program.Starter):
        def begin(self) -> None:
            super().begin()
            watch = QTimer(self)
            watch.timeout.connect(self.look)
            watch.start(20)
            self._watch = watch

        def look(self) -> None:
            stage = self._window.desk.stage
            if stage.view is None or stage.model is None:
                return
            self._watch.stop()
            wanted = {layer.id for layer in stage.model.layers if stage.is_visible(layer)}

            def note(layer: str, _milliseconds: float) -> None:
                painted.add(layer)
                if wanted <= painted:
                    report_and_quit(started)

            stage.view.painted.connect(note)

    program.Starter = Watched  # type: ignore[misc]
    return program.run(build_application, project)


def measure(mode: str, project: Path) -> tuple[float, float]:
    """Best seconds and largest MiB of ``RUNS`` fresh processes."""
    seconds, memory = [], []
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "XDG_CONFIG_HOME": home,
        }
        for _ in range(RUNS):
            order = [sys.executable, __file__, mode, str(time.time()), str(project)]
            done = subprocess.run(
                order, capture_output=True, text=True, check=True, timeout=120, env=environment
            )
            used, mib = done.stdout.split()[-2:]
            seconds.append(float(used))
            memory.append(float(mib))
    return min(seconds), max(memory)


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
    """Print both and their ratios; 1 if a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "sample.gpkg"
        order = [sys.executable, "-m", "dzmap", "new", str(project), "--sample"]
        subprocess.run(order, check=True, capture_output=True)
        peer = measure("bare", project)
        ours = measure("window", project)
        qgis = qgis_seconds(project)
    print(f"bare web view         {peer[0]:6.2f} s  {peer[1]:6.0f} MiB")
    print(f"window with sample    {ours[0]:6.2f} s  {ours[1]:6.0f} MiB")
    print(f"ratio                 {ours[0] / peer[0]:6.2f}    {ours[1] / peer[1]:6.2f}")
    print(f"limit                 {LIMIT_S:6.2f} s  {LIMIT_MIB:6.0f} MiB")
    if qgis is None:
        print("QGIS: not measured")
    else:
        print(f"QGIS to its first map {qgis:6.2f} s  ratio {ours[0] / qgis:.2f} ≤ {QGIS_RATIO}")
    slow = ours[0] > LIMIT_S or (qgis is not None and ours[0] > QGIS_RATIO * qgis)
    return 1 if slow or ours[1] > LIMIT_MIB else 0


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    began = float(sys.argv[2])
    sys.exit(bare(began) if sys.argv[1] == "bare" else window(began, Path(sys.argv[3])))
