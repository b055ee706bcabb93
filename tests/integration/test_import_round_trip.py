"""A table that the program's own words describe comes back as it was."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from dzmap.core.catalogs import Catalog
from dzmap.core.problems import Severity
from dzmap.core.summary import BY
from dzmap.core.tables import TABLES, Column
from dzmap.readers.reference import BundledReference
from dzmap.readers.tables import TableFiles
from dzmap.readers.vector import VectorFiles
from dzmap.services.importing import apply_import, plan_import
from dzmap.services.sampling import build_sample
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening
from dzmap.services.summarising import summarise_project
from tests.helpers.memory_project import MemoryProject
from tests.helpers.table_files import write_csv, write_xlsx

REFERENCE = BundledReference()
YEARS = {"enterprises": "enterprise_years", "projects": "project_years"}


@pytest.fixture(scope="module")
def project() -> MemoryProject:
    return MemoryProject(build_sample(REFERENCE, enterprises=150, upgrades=60, projects=60))


def header(column: Column, year: int | None = None) -> str:
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{'' if year is None else f'{year}年'}{column.zh}{unit}"


def cell(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return date(value.year, value.month, value.day)
    return "" if pd.isna(value) else value  # type: ignore[call-overload]


def written(project: MemoryProject, table: str, child: str, parent_id: str, path: Path) -> Path:
    """The table with its yearly figures as one sheet, one column per figure and year."""
    frame, columns = project.table(table), TABLES[table].columns
    figures = [c for c in TABLES[child].columns if c.kind in {"real", "int"} and c.name != "year"]
    wide = project.table(child).pivot_table(
        index=parent_id, columns="year", values=[column.name for column in figures]
    )
    years = wide.reindex(frame["id"])
    dated = [header(TABLES[child].column(str(key[0])), int(key[1])) for key in list(wide.columns)]
    rows: list[list[object]] = [[*(header(column) for column in columns), "WKT", *dated]]
    for position, record in enumerate(frame[[column.name for column in columns]].to_numpy()):
        place = frame.geometry.iloc[position]
        figured = [cell(value) for value in years.iloc[position]]
        shape = "" if place is None else place.wkt
        rows.append([*(cell(value) for value in record), shape, *figured])
    return write_csv(path, rows) if path.suffix == ".csv" else write_xlsx(path, rows)


@pytest.mark.parametrize(
    ("table", "child", "parent_id"),
    [
        ("enterprises", "enterprise_years", "enterprise_id"),
        ("projects", "project_years", "project_id"),
    ],
)
def test_that_the_projects_own_tables_come_back_unchanged(
    tmp_path: Path, project: MemoryProject, table: str, child: str, parent_id: str
) -> None:
    path = written(project, table, child, parent_id, tmp_path / "导出 表.xlsx")
    plan = plan_import(project, TableFiles(REFERENCE).read(path, table), table)
    assert (plan.added, plan.changed, plan.dropped) == (0, 0, 0)
    assert plan.unchanged == len(project.table(table))
    assert plan.changes == ()


class WithCatalogs(MemoryProject):
    """A project in memory with the sample's catalogs."""

    def catalogs(self) -> tuple[Catalog, ...]:
        return REFERENCE.sample_catalogs()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_that_what_is_imported_is_judged_and_summed_like_the_original(
    tmp_path: Path, project: MemoryProject, ending: str
) -> None:
    areas = {name: project.table(name) for name in TABLES if name not in {*YEARS, *YEARS.values()}}
    original = WithCatalogs({name: project.table(name) for name in TABLES})
    copy = WithCatalogs(areas)
    for table, child in YEARS.items():
        path = tmp_path / f"导出 {table}.{ending}"
        written(project, table, child, f"{table.removesuffix('s')}_id", path)
        plan = plan_import(copy, TableFiles(REFERENCE).read(path, table), table)
        assert plan.added == len(project.table(table))
        apply_import(copy, plan)
    for source in YEARS:
        asked = ScreeningRequest(source=source, year=2021, as_of=date(2021, 12, 31))
        one, other = (run_screening(each, asked) for each in (original, copy))
        assert one.result.notes == other.result.notes
        pd.testing.assert_frame_equal(by_applicant(one), by_applicant(other))
    for by in BY:
        for first, second in zip(parts(original, by), parts(copy, by), strict=True):
            pd.testing.assert_frame_equal(first, second, rtol=1e-12)


def by_applicant(run: ScreeningRun) -> pd.DataFrame:
    return run.frame.sort_values(["applicant_id", "target_id"], ignore_index=True)


def parts(project: MemoryProject, by: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    summary = summarise_project(project, by=by, year=2021)
    return summary.groups, summary.rest, summary.total


@pytest.mark.parametrize("table", ["zones", "parks", "parcels", "clusters"])
def test_that_the_projects_own_layers_come_back_unchanged(
    tmp_path: Path, project: MemoryProject, table: str
) -> None:
    path = tmp_path / "导出 图层.gpkg"
    frame = gpd.GeoDataFrame(project.table(table))
    frame.to_file(path, layer=table)
    plan = plan_import(project, VectorFiles().read(path, table), table)
    assert plan.summary == f"新增 0 · 变更 0 · 未变 {len(frame)} · 未导入 0"
    assert not [found for found in plan.problems if found.severity is Severity.ERROR]
