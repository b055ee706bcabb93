from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd
import pytest

from dzmap.core.catalogs import Catalog
from dzmap.readers.reference import BundledReference
from dzmap.services.details import describe
from dzmap.services.details_model import Details
from tests.helpers.report_projects import sample_project

QIHE = "37201047"
DAY = date(2021, 12, 31)


@dataclass(frozen=True)
class Project:
    """The sample with its catalogs, and rows of a table changed where a test wants it."""

    changed: tuple[tuple[str, pd.DataFrame], ...] = ()

    def table(self, name: str) -> pd.DataFrame:
        return dict(self.changed).get(name, sample_project(200, 60, 250).table(name))

    def catalogs(self) -> tuple[Catalog, ...]:
        return _catalogs()


@cache
def _catalogs() -> tuple[Catalog, ...]:
    return BundledReference().sample_catalogs()


def of(table: str, *ids: str, project: Project | None = None) -> Details:
    found = describe(project or Project(), table, ids, year=2021, as_of=DAY)
    assert found is not None
    return found


def lines(details: Details) -> dict[str, str]:
    return {line.caption: line.value for line in details.lines}


def test_that_a_zone_says_its_area_by_both_methods() -> None:
    details = of("zones", QIHE)
    area = next(line for line in details.lines if line.caption == "面积")
    assert "亩（" in area.value
    assert area.value.endswith("km²）")
    assert area.note.startswith("椭球面积；平面 ")
    assert "差 0.00" in area.note


def test_that_the_parks_of_qihe_add_up_to_the_published_total() -> None:
    bars = of("zones", QIHE).bars
    assert bars is not None
    assert len(bars.bars) == 9
    assert bars.total.figures.endswith("/ 141.60")
    assert bars.reconciles
    assert "分项之和等于总计 141.60 亿元" in bars.note


def test_that_a_total_that_does_not_add_up_is_said_so() -> None:
    parks = Project().table("parks")
    less = parks.assign(planned_wan_yuan=parks["planned_wan_yuan"].where(parks["id"] != "QH01"))
    bars = of("zones", QIHE, project=Project((("parks", less),))).bars
    assert bars is not None
    assert not bars.reconciles
    assert "-21.40 亿元" in bars.note


def test_that_a_schematic_border_is_marked() -> None:
    assert "示意边界" in [tag.text for tag in of("zones", QIHE).tags]


def test_that_the_catalogs_in_force_are_named() -> None:
    captions = [line.caption for line in of("zones", QIHE).lines]
    assert "准入目录" in captions


def test_that_a_day_without_catalogs_says_so() -> None:
    details = describe(Project(), "zones", [QIHE], year=2021, as_of=date(1999, 1, 1))
    assert details is not None
    line = next(line for line in details.lines if line.caption == "准入目录")
    assert line.state == "missing"
    assert "没有施行的目录" in line.value


def test_that_a_zone_without_shape_is_not_measured() -> None:
    zones = Project().table("zones").copy()
    zones.loc[zones["id"] == QIHE, "geometry"] = None
    details = of("zones", QIHE, project=Project((("zones", zones),)))
    assert lines(details)["面积"] == "没有图形，没有量算"
    assert lines(details)["包含校验"] == "开发区没有图形，没有核查"


@pytest.mark.parametrize(
    "table", ["parks", "counties", "clusters", "enterprises", "projects", "townships"]
)
def test_that_every_kind_of_object_has_details(table: str) -> None:
    row = Project().table(table).iloc[0]
    details = of(table, row["id"])
    assert details.title == row["name"]
    assert details.lines


def test_that_an_enterprise_shows_four_years() -> None:
    identifier = Project().table("enterprises")["id"].iloc[0]
    table = of("enterprises", identifier).tables[0]
    assert len(table.headers) <= 5
    assert table.rows


def test_that_many_rows_are_summed_up() -> None:
    ids = list(Project().table("enterprises")["id"].iloc[:20])
    details = of("enterprises", *ids)
    assert details.title == "企业 20 个"
    assert details.tables[0].headers == ("", "合计", "最小", "中位", "最大")


def test_that_rows_that_are_gone_have_no_details() -> None:
    assert describe(Project(), "zones", ["nothing"], year=2021, as_of=DAY) is None
