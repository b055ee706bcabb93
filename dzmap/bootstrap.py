"""The composition root: which adapter stands behind which port."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from typing_extensions import override

if TYPE_CHECKING:
    from dzmap.services.application import Application
    from dzmap.services.ports import BaseMapReader, ReportWriter, SheetWriter

T = TypeVar("T")


class _WhenAsked(Mapping[str, T]):
    """Adapters that are imported and made when somebody first asks for them."""

    def __init__(self, makers: Mapping[str, Callable[[], T]]) -> None:
        self._makers = makers
        self._made: dict[str, T] = {}

    @override
    def __getitem__(self, key: str) -> T:
        if key not in self._made:
            self._made[key] = self._makers[key]()
        return self._made[key]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    @override
    def __len__(self) -> int:
        return len(self._makers)


def build_application() -> "Application":
    """Wire the bundled adapters; nothing heavy is imported before this is called."""
    from dzmap.readers.base_maps import Tianditu
    from dzmap.readers.catalogs import CatalogFiles
    from dzmap.readers.reference import BundledReference
    from dzmap.readers.tables import TableFiles
    from dzmap.readers.vector import VectorFiles
    from dzmap.services.application import Application
    from dzmap.storage import GeoPackageStores

    reference = BundledReference()
    return Application(
        stores=GeoPackageStores(),
        tables=TableFiles(reference),
        vectors=VectorFiles(),
        catalogs=CatalogFiles(),
        reference=reference,
        writers=_WhenAsked(
            {
                "pdf": _pdf,
                "html": _html,
                "xlsx": _xlsx,
                "csv": _csv,
                "json": _json,
                "gpkg": _gpkg,
                "geojson": _geojson,
            }
        ),
        sheets=_WhenAsked({"pdf": _verdict_pdf, "docx": _verdict_docx}),
        base_maps=_WhenAsked({"mbtiles": _mbtiles, "pmtiles": _pmtiles, "tiff": _tiff}),
        online_maps=Tianditu(),
    )


def _pdf() -> "ReportWriter":
    from dzmap.reports.pdf import PdfWriter

    return PdfWriter()


def _html() -> "ReportWriter":
    from dzmap.mapping.offline import OfflineHtmlWriter
    from dzmap.reports.files import written_atomically
    from dzmap.reports.printed import printed_table

    return OfflineHtmlWriter(printed_table, written_atomically)


def _xlsx() -> "ReportWriter":
    from dzmap.reports.xlsx import ExcelWriter

    return ExcelWriter()


def _csv() -> "ReportWriter":
    from dzmap.reports.plain import CsvWriter

    return CsvWriter()


def _json() -> "ReportWriter":
    from dzmap.reports.plain import JsonWriter

    return JsonWriter()


def _gpkg() -> "ReportWriter":
    from dzmap.storage.result_layer import LayerGeoPackageWriter

    return LayerGeoPackageWriter()


def _geojson() -> "ReportWriter":
    from dzmap.reports.geojson import GeoJsonWriter

    return GeoJsonWriter()


def _verdict_pdf() -> "SheetWriter":
    from dzmap.reports.verdict_pdf import VerdictPdfWriter

    return VerdictPdfWriter()


def _verdict_docx() -> "SheetWriter":
    from dzmap.reports.verdict_docx import VerdictDocxWriter

    return VerdictDocxWriter()


def _mbtiles() -> "BaseMapReader":
    from dzmap.storage.mbtiles import MbtilesReader

    return MbtilesReader()


def _pmtiles() -> "BaseMapReader":
    from dzmap.readers.base_maps import PmtilesReader

    return PmtilesReader()


def _tiff() -> "BaseMapReader":
    from dzmap.readers.base_maps import GeoTiffReader

    return GeoTiffReader()
