"""What a use case read of a project, kept as it was: the ground that a result stands on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import pandas as pd

from dzmap.core.catalogs import Catalog


class Readable(Protocol):
    """What can be read of an open project (``services.session.Session``)."""

    def table(self, name: str) -> pd.DataFrame:
        """The rows of a table with all edits applied."""

    def catalogs(self) -> tuple[Catalog, ...]:
        """All catalogs, every version."""


class Grounds:
    """A project as it was when it was first read; later edits do not reach what was read.

    Tables are values that are shared, so remembering them costs nothing.
    """

    def __init__(self, project: Readable, catalogs: tuple[Catalog, ...] | None = None) -> None:
        """Read ``project``, with other ``catalogs`` than its own if they are given."""
        self._project = project
        self._catalogs = catalogs
        self._tables: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """The rows of a table."""
        if name not in self._tables:
            self._tables[name] = self._project.table(name)
        return self._tables[name]

    def catalogs(self) -> tuple[Catalog, ...]:
        """All catalogs, every version."""
        if self._catalogs is None:
            self._catalogs = self._project.catalogs()
        return self._catalogs

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables that were read, by name."""
        return MappingProxyType(self._tables)
