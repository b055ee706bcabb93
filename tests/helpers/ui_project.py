"""A small sample project on disk and the ports a window needs, for tests of the window."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from dzmap.core.changes import TableChange
from dzmap.readers.reference import BundledReference
from dzmap.readers.tables import TableFiles
from dzmap.services.application import Application
from dzmap.services.sampling import build_sample
from dzmap.services.session import create_project
from dzmap.storage import GeoPackageStores
from dzmap.ui.document import Document


class NoVectors:
    """A reader that no test here asks."""


@cache
def _original() -> Path:
    path = Path(mkdtemp(prefix="dzmap-ui-")) / "示例.gpkg"
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
    """The real adapters that the window's shell uses; no report writers."""
    from dzmap.readers.catalogs import CatalogFiles

    reference = BundledReference()
    return Application(
        stores=GeoPackageStores(),
        tables=TableFiles(reference),
        vectors=NoVectors(),  # type: ignore[arg-type]
        catalogs=CatalogFiles(),
        reference=reference,
        writers={},
    )


def rename_first_zone(document: Document, name: str) -> None:
    """One edit of the open project, called 改名."""
    session = document.session
    assert session is not None
    zones = session.table("zones").iloc[:1]
    session.edit("改名", TableChange("zones", zones, zones.assign(name=name)))
