"""The composition root: which adapter stands behind which port."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dzmap.services.application import Application


def build_application() -> "Application":
    """Wire the bundled adapters; nothing heavy is imported before this is called."""
    from dzmap.mapping.offline import OfflineHtmlWriter
    from dzmap.readers.base_maps import GeoTiffReader, PmtilesReader, Tianditu
    from dzmap.readers.catalogs import CatalogFiles
    from dzmap.readers.reference import BundledReference
    from dzmap.readers.tables import TableFiles
    from dzmap.readers.vector import VectorFiles
    from dzmap.reports.files import written_atomically
    from dzmap.reports.geojson import GeoJsonWriter
    from dzmap.reports.pdf import PdfWriter
    from dzmap.reports.plain import CsvWriter, JsonWriter
    from dzmap.reports.printed import printed_table
    from dzmap.reports.verdict_docx import VerdictDocxWriter
    from dzmap.reports.verdict_pdf import VerdictPdfWriter
    from dzmap.reports.xlsx import ExcelWriter
    from dzmap.services.application import Application
    from dzmap.storage import GeoPackageStores
    from dzmap.storage.mbtiles import MbtilesReader
    from dzmap.storage.result_layer import LayerGeoPackageWriter

    reference = BundledReference()
    return Application(
        stores=GeoPackageStores(),
        tables=TableFiles(reference),
        vectors=VectorFiles(),
        catalogs=CatalogFiles(),
        reference=reference,
        writers={
            "pdf": PdfWriter(),
            "html": OfflineHtmlWriter(printed_table, written_atomically),
            "xlsx": ExcelWriter(),
            "csv": CsvWriter(),
            "json": JsonWriter(),
            "gpkg": LayerGeoPackageWriter(),
            "geojson": GeoJsonWriter(),
        },
        sheets={"pdf": VerdictPdfWriter(), "docx": VerdictDocxWriter()},
        base_maps={
            "mbtiles": MbtilesReader(),
            "pmtiles": PmtilesReader(),
            "tiff": GeoTiffReader(),
        },
        online_maps=Tianditu(),
    )
