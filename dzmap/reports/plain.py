"""Plain tables for other programs: CSV (UTF-8 with BOM, so that Excel reads it) and JSON."""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from typing_extensions import override

from dzmap.core.problems import KnownError
from dzmap.reports.files import written_atomically
from dzmap.services.jobs import Progress
from dzmap.services.ports import ReportWriter
from dzmap.services.report_model import Records, Report, ReportTable

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _tables(report: Report) -> list[ReportTable]:
    return [table for section in report.sections for table in section.tables]


class CsvWriter(ReportWriter):
    """Writes the only table of a report."""

    @override
    def write(self, report: Report, path: Path, *, progress: Progress | None = None) -> None:
        tables = _tables(report)
        if len(tables) != 1:
            raise KnownError(
                "没有导出",
                file=str(path),
                reason=f"报告有 {len(tables)} 个表，CSV 只能放一个",
                remedy="改用 .xlsx。",
            )
        table = tables[0]
        frame = table.frame[[column.name for column in table.columns]]
        if table.pinned is not None:
            frame = pd.concat([frame, table.pinned[list(frame.columns)]])
        text = frame.select_dtypes(include=["object", "str"]).columns
        frame = frame.assign(**{name: frame[name].map(_harmless) for name in text})
        headers = [column.heading for column in table.columns]
        with written_atomically(path) as temporary:
            frame.to_csv(temporary, index=False, header=headers, encoding="utf-8-sig")


def _harmless(value: object) -> object:
    """Text that Excel would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


class JsonWriter(ReportWriter):
    """Writes all tables of a report with column names of the data model; missing values are null."""

    @override
    def write(self, report: Report, path: Path, *, progress: Progress | None = None) -> None:
        document = {
            "title": report.title,
            "data_date": report.data_date,
            "sample": report.sample,
            "schematic": report.schematic,
            "properties": report.properties,
            "sources": list(report.sources),
            "tables": [
                {
                    "title": table.title,
                    "note": table.note,
                    "rows": _records(table, table.frame),
                    "pinned": [] if table.pinned is None else _records(table, table.pinned),
                }
                for table in _tables(report)
            ],
        }
        with written_atomically(path) as temporary, temporary.open("w", encoding="utf-8") as file:
            if report.records is None:
                file.write(json_text(document))
            else:
                file.writelines(json_pieces(document, report.records))


def json_text(document: Mapping[str, Any]) -> str:
    """A document for machines that people can read as well."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=str)


def json_pieces(document: Mapping[str, Any], records: Records) -> Iterator[str]:
    """The document with the records as its last entry, one a line, piece by piece."""
    head = json_text(document).removesuffix("}").rstrip()
    name = json.dumps(records.name, ensure_ascii=False)
    yield f"{head}{',' if document else ''}\n {name}: ["
    mark = "\n"
    for record in records.rows():
        yield f"{mark}  {json.dumps(record, ensure_ascii=False, default=str)}"
        mark = ",\n"
    yield "\n ]\n}\n"


def _records(table: ReportTable, frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    columns = [frame[name].tolist() for name in names]
    return [
        {
            name: None if is_missing_cell(value) else value
            for name, value in zip(names, row, strict=True)
        }
        for row in zip(*columns, strict=True)
    ]


def is_missing_cell(value: object) -> bool:
    """Whether a cell holds no value; NaN counts as none."""
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
