"""Ports: what the use cases need from the outside, implemented by the adapters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import pandas as pd

from dzmap.core.catalog_findings import Finding
from dzmap.core.catalogs import Catalog
from dzmap.core.changes import ChangeSet, Record
from dzmap.core.kept_runs import KeptRun
from dzmap.core.metrics import Metric
from dzmap.core.problems import Problem
from dzmap.services.base_map_model import BaseMapFacts
from dzmap.services.coordinates import TextLine
from dzmap.services.jobs import Progress
from dzmap.services.report_model import Report
from dzmap.services.verdict_sheet import VerdictSheet


@dataclass(frozen=True, kw_only=True)
class LockHolder:
    """Who has a project open for writing."""

    user: str
    host: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One saved change set, as listed in 修改记录."""

    id: str
    title: str
    author: str
    at: datetime
    rows: int


class Tables(Protocol):
    """Where the tables of a project come from; a ``Session`` is one."""

    def table(self, name: str) -> pd.DataFrame:
        """All rows of a table of ``core.tables`` (a GeoDataFrame in EPSG:4490 if spatial)."""


class ProjectStore(Protocol):
    """One open project file."""

    path: Path
    read_only: bool
    lock_holder: LockHolder | None

    def read(self, table: str) -> pd.DataFrame:
        """All rows of a table of ``core.tables`` (a GeoDataFrame in EPSG:4490 if it is spatial)."""

    def metadata(self) -> Mapping[str, str]:
        """Project properties: title, created, schema_version, sample."""

    def records(self, table: str) -> tuple[Record, ...]:
        """The catalogs (every version), kept runs (without content), … of the project.

        ``table`` is one of ``core.changes.RECORDS``.
        """

    def run_parts(self, run: KeptRun) -> Mapping[str, bytes]:
        """The content of a kept run by SHA-256; KnownError if it was altered outside dzmap."""

    def save(
        self, changes: Sequence[ChangeSet], *, metadata: Mapping[str, str] | None = None
    ) -> None:
        """Write everything in one transaction or nothing at all.

        Catalogs, runs and other records travel in the change sets (``core.changes.RECORDS``).
        """

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """The newest saved change sets first."""

    def copy_to(
        self,
        path: Path,
        changes: Sequence[ChangeSet] = (),
        *,
        metadata: Mapping[str, str] | None = None,
        replace: bool = False,
    ) -> None:
        """Write a complete copy with ``changes`` applied to ``path``, atomically.

        KnownError if a file is there and ``replace`` is not set.
        """

    def journal(self, changes: Sequence[ChangeSet]) -> None:
        """Keep exactly these unsaved change sets beside the project, for recovery after a crash."""

    def recovered(self) -> tuple[ChangeSet, ...]:
        """Unsaved change sets that a crashed session left behind."""

    def forget_recovered(self) -> None:
        """Remove what ``recovered`` found: restored, or not wanted."""

    def close(self) -> None:
        """Release the lock and forget the journal."""


class ProjectStores(Protocol):
    """Creates and opens project files."""

    def create(
        self,
        path: Path,
        tables: Mapping[str, pd.DataFrame],
        *,
        catalogs: Sequence[Catalog] = (),
        metadata: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write a new project (atomically: a temporary file is renamed when complete)."""

    def open(self, path: Path, *, read_only: bool = False) -> ProjectStore:
        """Open a project; KnownError says what is wrong with the file."""


@dataclass(frozen=True, kw_only=True)
class ImportedRows:
    """What a reader made of a file: good rows per table and everything it found wrong.

    ``tables`` maps names of ``core.tables`` to frames with that table's columns (missing ones may be
    absent). Ids may be blank: the import use case assigns them.
    """

    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...] = ()
    source: str = ""
    sheet: str = ""
    rows_read: int = 0
    mapping: Mapping[str, str] = field(default_factory=dict)  # header in the file -> column


class TableReader(Protocol):
    """Reads enterprises, projects or applicants from .xlsx, .xls, .csv."""

    def read(
        self, path: Path, table: str, *, crs: str = "auto", progress: Progress | None = None
    ) -> ImportedRows:
        """``table``: enterprises, projects (both with yearly figures) or reference_lists."""

    def read_applicants(
        self, path: Path, *, crs: str = "auto", progress: Progress | None = None
    ) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
        """Applicants with the facts that catalogs ask for (columns of ``core.applicants``)."""

    def read_lines(
        self, path: Path, *, progress: Progress | None = None
    ) -> tuple[list[TextLine], tuple[Problem, ...]]:
        """Every row of a file as a line of text, such as a list of coordinates."""


class VectorReader(Protocol):
    """Reads zones, parks, control lines … from .gpkg, .geojson, .shp (GBK names too)."""

    def read(
        self, path: Path, table: str, *, crs: str = "auto", progress: Progress | None = None
    ) -> ImportedRows:
        """``table``: a spatial table of ``core.tables``."""


class OpenedCatalogs(Protocol):
    """The catalogs of a file, with the places where they were written."""

    @property
    def catalogs(self) -> tuple[Catalog, ...]:
        """All catalogs of the file."""

    def located(self, finding: Finding) -> Finding:
        """The finding with sheet, row and column, or the line, of what it is about."""


class CatalogReader(Protocol):
    """Reads and writes catalogs as YAML or Excel."""

    def read(self, path: Path) -> tuple[Catalog, ...]:
        """All catalogs of a file; BadInputError collects every problem."""

    def open(self, path: Path) -> OpenedCatalogs:
        """Like ``read``, and remembers where everything stands."""

    def write(self, catalogs: Sequence[Catalog], path: Path) -> None:
        """The same meaning back, in the format of the file name's ending."""

    def write_template(self, path: Path, *, filled: bool = False) -> None:
        """The workbook to fill in, empty or with an example of every kind of clause."""

    def write_list_template(self, path: Path, *, filled: bool = False) -> None:
        """The workbook in which a reference list is filled in."""

    def amount(self, text: str, metric: Metric) -> float:
        """A number as people write it (３００, 20 万元/公顷, 7 %) in the metric's own unit.

        BadInputError says what is wrong with it.
        """

    def amount_text(self, value: float, metric: Metric) -> str:
        """Number and unit, such that ``amount`` gives ``value`` back exactly."""

    def day(self, text: str) -> date:
        """A date as people write it; BadInputError if it is none."""


class BaseMap(Protocol):
    """An open base map; ``tile`` and ``close`` are safe to call from any thread."""

    @property
    def facts(self) -> BaseMapFacts:
        """What it says of itself."""

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """One web tile (rows count from the north), or None; raises if the source is damaged."""

    def close(self) -> None:
        """Release the file; nothing is asked for any more."""


class BaseMapReader(Protocol):
    """Opens files of one format as base maps."""

    def open(self, path: Path) -> BaseMap:
        """Open a file; KnownError says what is wrong with it."""


class OnlineMaps(Protocol):
    """An online map service; it is asked for tiles only, and only while one is used."""

    def open(self, style: str, key: str) -> Sequence[BaseMap]:
        """The layers of a style of ``services.base_maps.ONLINE_STYLES``, lowest first."""


class ReferenceData(Protocol):
    """Bundled reference data: the counties, GB/T 4754, the sample."""

    def industries(self) -> pd.DataFrame:
        """GB/T 4754-2017: columns code, level (1–4), parent, section, name."""

    def former_industries(self) -> pd.DataFrame:
        """What codes of GB/T 4754-2011 became: columns code, name, successors, kind."""

    def industry_synonyms(self) -> pd.DataFrame:
        """Everyday words for industries: columns word, codes (";"-joined)."""

    def base_tables(self) -> dict[str, pd.DataFrame]:
        """Counties, neighbours, townships, waters, plan targets and chains: every new project."""

    def sample_tables(self) -> dict[str, pd.DataFrame]:
        """Base tables plus the sample's zones, parks, clusters, parcels and control lines."""

    def sample_catalogs(self) -> tuple[Catalog, ...]:
        """The sample's admission catalogs."""


class ReportWriter(Protocol):
    """Writes a report in one format."""

    def write(self, report: Report, path: Path, *, progress: Progress | None = None) -> None:
        """Write atomically; KnownError if the folder cannot be written."""


class SheetWriter(Protocol):
    """Writes 判定书 in one format."""

    def write(
        self, sheets: Sequence[VerdictSheet], path: Path, *, progress: Progress | None = None
    ) -> None:
        """Write all sheets (at least one) into one file, atomically; KnownError if it cannot be."""

    def write_each(
        self, sheets: Sequence[VerdictSheet], folder: Path, *, progress: Progress | None = None
    ) -> list[Path]:
        """Write a file for each sheet into a folder that is there, all or none.

        Files are named by number and applicant; what is there already is not replaced. KnownError if
        the folder cannot be written.
        """
