"""Enterprises, projects and applicants from .xlsx, .xls and .csv files."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.applicants import normalised_applicants
from dzmap.core.crs import LONLAT
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import Problem
from dzmap.readers.cells import CellColumn, objects_of
from dzmap.readers.codes import IndustryCells, main_and_others
from dzmap.readers.columns import read_column, require
from dzmap.readers.data_rows import DataTable, data_table
from dzmap.readers.fields import APPLICANTS, PARENT_ID, PLACE, YEAR_TABLES, fields_of
from dzmap.readers.findings import Findings
from dzmap.readers.lines import lines_of
from dzmap.readers.places import epsg_of, read_places
from dzmap.readers.reference_list_files import LISTS, ReferenceListFiles
from dzmap.readers.sheets import open_book
from dzmap.readers.yearly import first_given, note_repeats, yearly_rows
from dzmap.services.coordinates import TextLine
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress, Silent
from dzmap.services.ports import ImportedRows, ReferenceData

_NOUNS = {"enterprises": "企业", "projects": "项目", APPLICANTS: "申请对象"}


class TableFiles:
    """Reads tables that officials keep in Excel, WPS or as text.

    Args:
        reference: Gives the industry classification that codes are checked against.
    """

    def __init__(self, reference: ReferenceData) -> None:
        self._reference = reference
        self._tree: IndustryTree | None = None

    def read(
        self, path: Path, table: str, *, crs: str = "auto", progress: Progress | None = None
    ) -> ImportedRows:
        """Rows of ``enterprises`` or ``projects`` and of their yearly table, or a reference list.

        Frames hold the table's columns that the file has and ``source_row``, the row number in the
        file; a yearly row without its parent's id belongs to the parent with the same
        ``source_row``. County, zone, park and township are texts as written. A yearly row without
        a year stands for the year that the user still has to name.

        Raises:
            BadInputError: the file as a whole cannot be used, or ``crs`` is no coordinate system.
        """
        if table == LISTS:
            (progress or Silent()).step("读取文件")
            return ReferenceListFiles(self._industries()).read(path)
        data, frame, findings = self._load(path, table, crs, progress or Silent())
        tables: dict[str, pd.DataFrame] = {}
        child = YEAR_TABLES[table]
        parents, years = yearly_rows(data, frame, PARENT_ID[child], findings)
        good = ~parents["source_row"].isin(findings.rejected_rows)
        tables[table] = parents[good].reset_index(drop=True)
        if years is not None:
            tables[child] = years[
                years["source_row"].isin(tables[table]["source_row"])
            ].reset_index(drop=True)
        return ImportedRows(
            tables=tables,
            problems=findings.problems,
            source=path.name,
            sheet=data.sheet,
            rows_read=len(data.rows),
            mapping=data.mapping,
        )

    def read_applicants(
        self, path: Path, *, crs: str = "auto", progress: Progress | None = None
    ) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
        """Applicants with the facts that catalogs ask for (``core.applicants.COLUMNS``).

        County, zone and park are texts as written (``services.importing.resolve_applicants`` turns
        them into ids). Without an id of its own an applicant is known by its 统一社会信用代码, else
        by its row.

        Raises:
            BadInputError: as for ``read``.
        """
        _, frame, findings = self._load(path, APPLICANTS, crs, progress or Silent())
        note_repeats(frame, ("id", "name"), None, findings)
        good = frame[~frame["source_row"].isin(findings.rejected_rows)].reset_index(drop=True)
        ids = first_given(good, ("id", "uscc"))
        unclear = ids.isna() | ids.duplicated(keep=False)
        rows = good["source_row"].map(lambda row: f"第{row}行")
        good["id"] = ids.where(~unclear, rows)
        columns = [name for name in good.columns if name not in {"uscc", "address", "source_row"}]
        return normalised_applicants(good[columns]), findings.problems

    def read_lines(
        self, path: Path, *, progress: Progress | None = None
    ) -> tuple[list[TextLine], tuple[Problem, ...]]:
        """Every row of a workbook or text file as a line, and what was noticed on opening it.

        Raises:
            BadInputError: the file cannot be read as a table.
        """
        (progress or Silent()).step("读取文件")
        book = open_book(path)
        return lines_of(book), book.problems

    def _load(
        self, path: Path, table: str, crs: str, progress: Progress
    ) -> tuple[DataTable, gpd.GeoDataFrame, Findings]:
        epsg = epsg_of(crs)
        progress.step("读取文件")
        book = open_book(path)
        findings = Findings(path.name)
        findings.extend(book.problems)
        progress.step("识别表头")
        data = data_table(book, fields_of(table), _NOUNS[table], findings)
        return data, self._frame(data, epsg, findings, progress), findings

    def _frame(
        self, data: DataTable, epsg: int | None, findings: Findings, progress: Progress
    ) -> gpd.GeoDataFrame:
        industries = IndustryCells(self._industries())
        columns: dict[str, Any] = {"source_row": np.array(data.rows, dtype=np.int64)}
        places: dict[str, CellColumn] = {}
        for done, (match, column) in enumerate(data.columns):
            progress.step("检查数据", done, len(data.columns))
            if match.field.table == PLACE:
                places[match.field.name] = column
            elif not match.field.yearly:
                columns[match.field.name] = _values(column, findings, industries)
                require(column, columns[match.field.name], findings)
        if "industry_code" in columns:
            columns["industry_code"], columns["other_industry_codes"] = main_and_others(
                columns["industry_code"], columns.get("other_industry_codes")
            )
        geometry = np.full(len(data.rows), None, dtype=object)
        if places:
            geometry = read_places(places, epsg, findings)
            stated = columns.get("place_quality", [None] * len(geometry))
            columns["place_quality"] = objects_of(
                [_quality(shape, given) for shape, given in zip(geometry, stated, strict=True)]
            )
        return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=gpd.GeoSeries(geometry, crs=LONLAT))

    def _industries(self) -> IndustryTree:
        if self._tree is None:
            self._tree = industry_tree(self._reference)
        return self._tree


def _values(column: CellColumn, findings: Findings, industries: IndustryCells) -> Any:
    if column.field.name in {"industry_code", "other_industry_codes"}:
        several = column.field.name == "other_industry_codes"
        return industries.read(column, findings, several=several)
    return read_column(column, findings)


def _quality(shape: shapely.Geometry | None, stated: str | None) -> str | None:
    """What the file says of a position that it gives; a position without a word is precise."""
    if shape is None or stated not in {None, "无"}:
        return None if shape is None else stated
    return "点" if shape.geom_type in {"Point", "MultiPoint"} else "红线"
