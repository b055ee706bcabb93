"""A report without a format: blocks that the PDF, Excel and HTML writers know how to set."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from dzmap.services.map_model import MapModel

LAYER_ENDINGS = ("gpkg", "geojson")
"""Endings of the formats that write a table with places as a layer."""


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    """A printed column. ``kind``: text · int · number · percent · change · date · verdict.

    ``percent`` and ``change`` values are fractions (0.769 prints as 76.9 %, a change with its
    sign); a ``verdict`` value is the Chinese word, printed with its mark. Negative ``decimals``
    print as many as needed, two at most. A column whose parts add up to the last pinned row (合计)
    does so in print, too.
    """

    name: str
    title: str
    kind: str = "text"
    decimals: int = 2
    unit: str = ""
    missing: str = ""  # said of a row without a number; "" the usual 未填报

    @property
    def heading(self) -> str:
        """Title and unit: “差额（亿元）”."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """A table with its caption; rows of ``frame`` in order, numbers as numbers.

    ``pinned`` rows (未落图, 合计) stand at the end, set apart. ``sheet`` names the Excel sheet.
    ``places`` is the column of ``frame`` that says where each row lies (EPSG:4490, None where that
    is not known), for formats that are layers; "" for tables without places.
    """

    title: str
    sheet: str
    columns: tuple[TableColumn, ...]
    frame: pd.DataFrame
    pinned: pd.DataFrame | None = None
    note: str = ""
    max_print_rows: int = 400  # the PDF says how many more the Excel holds
    places: str = ""


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """One large number: caption, value with unit, and the line below."""

    caption: str
    value: str
    unit: str
    note: str = ""
    warn: bool = False


@dataclass(frozen=True, kw_only=True)
class MapInset:
    """A supplementary map (副图): the sheet's layers, closer, over a part of its extent."""

    title: str
    extent: tuple[float, float, float, float]  # west, south, east, north in EPSG:4490
    layers: tuple[str, ...] = ()  # layer ids to show, hidden ones too; empty = as on the sheet


@dataclass(frozen=True, kw_only=True)
class MapSheet:
    """A map sheet (图幅) with everything a planning institute prints around the map."""

    title: str
    map: MapModel
    number: str = ""  # 图号
    inset: MapInset | None = None
    side_tables: tuple[ReportTable, ...] = ()
    explanations: tuple[str, ...] = ()  # 说明 1, 2, 3 …
    scale: int | None = None  # denominator; None = the largest round one that shows the extent
    grid: bool = True  # 公里网
    locator: bool = True  # 区位图


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading, paragraphs, key figures and tables."""

    title: str
    paragraphs: tuple[str, ...] = ()
    figures: tuple[KeyFigure, ...] = ()
    tables: tuple[ReportTable, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Records:
    """Rows with everything that is known of them, for programs: only JSON has room for them.

    ``rows`` begins anew at every call, so that a long list is never held as a whole.
    """

    name: str
    rows: Callable[[], Iterator[Mapping[str, object]]]


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report: what stands on the cover line, map sheets, sections, and where data come from."""

    title: str
    subtitle: str = ""
    organisation: str = ""  # 编制单位
    date: str = ""  # 编制日期
    data_date: str = ""  # 资料截止日期
    classification: str = "内部资料  注意保存"
    sample: bool = False
    schematic: bool = False
    sheets: tuple[MapSheet, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    records: Records | None = None

    def layer(self) -> ReportTable | None:
        """The first table whose rows have places."""
        tables = (table for section in self.sections for table in section.tables)
        return next((table for table in tables if table.places), None)

    def layer_note(self, table: ReportTable) -> str:
        """What a layer made of a table says of itself: 示例 or not, title with its day, its rows."""
        sample = "示例数据，不作审批依据。" if self.sample else ""
        return f"{sample}{table.title}。{table.note}"
