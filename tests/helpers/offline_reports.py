"""A small report for the one-file HTML tests, with a name that is markup everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from dzmap.services.report_model import (
    KeyFigure,
    MapSheet,
    Report,
    ReportTable,
    Section,
    TableColumn,
)
from tests.helpers.map_models import NASTY, model, points, squares


class Cells:
    """All rows as they are."""

    def __init__(self, table: ReportTable) -> None:
        names = [column.name for column in table.columns]
        self.rows = table.frame[names].astype(str).to_numpy().tolist()
        pinned = table.pinned if table.pinned is not None else table.frame.iloc[:0]
        self.pinned = pinned[names].astype(str).to_numpy().tolist()
        self.adjusted = False
        self.hidden = 3


def conclusions() -> ReportTable:
    rows = pd.DataFrame({"name": [NASTY, "乙"], "verdict": ["禁止准入", "准入"], "n": [1, 2]})
    total = pd.DataFrame({"name": ["未落图", "合计"], "verdict": ["", ""], "n": [4, 7]})
    return ReportTable(
        title="结论表",
        sheet="结论",
        columns=(
            TableColumn(name="name", title="申请对象"),
            TableColumn(name="verdict", title="结论", kind="verdict"),
            TableColumn(name="n", title="投资", kind="number", unit="亿元"),
        ),
        frame=rows,
        pinned=total,
        note="6 类之和",
    )


def report(**changes: object) -> Report:
    squares_layer = squares()
    sheets = (
        MapSheet(title="总图", map=model(squares_layer, points()), number="DZ-01"),
        MapSheet(title="副图", map=model(squares_layer), explanations=(NASTY,)),
    )
    figure = KeyFigure(caption="计划投资", value="924.92", unit="亿元", note="250 个项目")
    section = Section(
        title="准入审查", paragraphs=(NASTY,), figures=(figure,), tables=(conclusions(),)
    )
    settings: dict[str, object] = {
        "title": f"报告 {NASTY}",
        "sample": True,
        "schematic": True,
        "sheets": sheets,
        "sections": (section,),
        "sources": (NASTY, "齐河县人民政府"),
        "data_date": "2021-12-31",
    } | changes
    return Report(**settings)  # type: ignore[arg-type]


@contextmanager
def straight(path: Path) -> Iterator[Path]:
    """Write where it is told, without a temporary file."""
    yield path
