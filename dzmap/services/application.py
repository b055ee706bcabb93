"""Everything a window or a command needs, wired once by ``bootstrap``."""

from collections.abc import Mapping
from dataclasses import dataclass

from dzmap.services.ports import (
    BaseMapReader,
    CatalogReader,
    OnlineMaps,
    ProjectStores,
    ReferenceData,
    ReportWriter,
    SheetWriter,
    TableReader,
    VectorReader,
)


@dataclass(frozen=True, kw_only=True)
class Application:
    """The ports with their adapters.

    ``writers`` of reports and ``sheets`` (判定书) by file ending: pdf, html, xlsx; pdf, docx.
    ``base_maps`` by kind of content: mbtiles, pmtiles, tiff.
    """

    stores: ProjectStores
    tables: TableReader
    vectors: VectorReader
    catalogs: CatalogReader
    reference: ReferenceData
    writers: Mapping[str, ReportWriter]
    sheets: Mapping[str, SheetWriter]
    base_maps: Mapping[str, BaseMapReader]
    online_maps: OnlineMaps
