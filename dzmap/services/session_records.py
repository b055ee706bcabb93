"""What a project holds beside its tables, as it stands with unsaved edits."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import cast

from dzmap.core.bookmarks import Bookmark
from dzmap.core.catalogs import Catalog
from dzmap.core.changes import (
    BOOKMARK_TABLE,
    CATALOG_TABLE,
    LAYER_STYLE_TABLE,
    OVERRIDE_TABLE,
    RUN_TABLE,
)
from dzmap.core.kept_runs import KeptRun, RowOverride
from dzmap.core.layer_style import LayerStyle, LayerTree
from dzmap.services.working_records import Kept, WorkingRecords


class SessionRecords(ABC):
    """The reading of records; a ``Session`` has it."""

    def catalogs(self) -> tuple[Catalog, ...]:
        """All catalogs with edits applied, every version, ordered by id and version."""
        return cast("tuple[Catalog, ...]", self._records(CATALOG_TABLE).listed())

    def kept(self) -> Kept:
        """The screening runs that are kept, and the overrides, with edits applied."""
        return Kept(
            cast("tuple[KeptRun, ...]", self._records(RUN_TABLE).listed()),
            cast("tuple[RowOverride, ...]", self._records(OVERRIDE_TABLE).listed()),
            self._run_parts,
        )

    def layer_styles(self) -> tuple[LayerStyle, ...]:
        """What the user chose for single layers, ordered by layer id."""
        records = self._records(LAYER_STYLE_TABLE).listed()
        return tuple(record for record in records if isinstance(record, LayerStyle))

    def layer_tree(self) -> LayerTree:
        """The order of layers and groups as the user left it; nothing chosen at first."""
        records = self._records(LAYER_STYLE_TABLE).listed()
        trees = (record for record in records if isinstance(record, LayerTree))
        return next(trees, LayerTree())

    def bookmarks(self) -> tuple[Bookmark, ...]:
        """The kept views of the map, ordered by id."""
        return cast("tuple[Bookmark, ...]", self._records(BOOKMARK_TABLE).listed())

    @abstractmethod
    def _records(self, name: str) -> WorkingRecords:
        """The objects that one table name of ``core.changes.RECORDS`` stands for."""

    @abstractmethod
    def _run_parts(self, run: KeptRun) -> Mapping[str, bytes]:
        """The content of a saved run."""
