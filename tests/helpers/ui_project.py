"""A small sample project on disk and the ports a window needs, for tests of the window."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from dzmap.bootstrap import build_application
from dzmap.core.changes import TableChange
from dzmap.readers.reference import BundledReference
from dzmap.services.application import Application
from dzmap.services.sampling import build_sample
from dzmap.services.session import create_project
from dzmap.storage import GeoPackageStores
from dzmap.ui.document import Document


@cache
def _original() -> Path:
    folder = mkdtemp(prefix="dzmap-ui-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "示例.gpkg"
    reference = BundledReference()
    create_project(
        GeoPackageStores(),
        path,
        build_sample(reference, enterprises=150, upgrades=60, projects=60),
        catalogs=reference.sample_catalogs(),
        metadata={"title": "德州市开发区规划（示例）", "sample": "1"},
    )
    return path


def sample_file(folder: Path, name: str = "德州 示例.gpkg") -> Path:
    """A fresh copy of the small sample project."""
    target = folder / name
    shutil.copyfile(_original(), target)
    return target


def application() -> Application:
    """The real adapters, as the program wires them."""
    return build_application()


def rename_first_zone(document: Document, name: str) -> None:
    """One edit of the open project, called 改名."""
    session = document.session
    assert session is not None
    zones = session.table("zones").iloc[:1]
    session.edit("改名", TableChange("zones", zones, zones.assign(name=name)))
