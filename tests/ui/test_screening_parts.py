import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dzmap.core.catalogs import Catalog, Default, Level
from dzmap.core.straddling import PolygonRules, Straddling
from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation, Target, Verdict
from dzmap.services.clause_order import count_by_state, value_text
from dzmap.services.threshold_bars import bar_geometry, has_bar
from dzmap.ui.export_path import with_ending
from dzmap.ui.job_runner import JobRunner
from dzmap.ui.screening.basis import catalog_basis
from dzmap.ui.screening.clause_rows import Show, arranged
from dzmap.ui.screening.evidence_text import (
    checked_line,
    clause_line,
    evidence_text,
    remedy_line,
    spoken_clause,
)
from dzmap.ui.screening.marks import Inks, draw_clause_mark, draw_verdict_mark
from dzmap.ui.screening.options_block import OptionsBlock
from dzmap.ui.screening.progress_card import ProgressCard
from dzmap.ui.screening.threshold_bar import HEIGHT, draw_threshold_bar
from dzmap.ui.theme.colours import Colours
from dzmap.ui.theme.theme import Theme

INTENSITY = ClauseResult(
    clause_id="C07",
    catalog_id="dz-city",
    catalog_title="市级目录",
    number="第七条",
    kind="requirement",
    requirement="投资强度 ≥ 300 万元/亩",
    text="投资强度应达到本条门槛。",
    source="市级目录 示例〔2020〕1 号 第七条",
    state=ClauseState.VIOLATED,
    applies=True,
    holds=False,
    op=">=",
    measured=265.0,
    threshold=300.0,
    gap=35.0,
    unit="万元/亩",
    contribution=Verdict.RESTRICTED,
)
GREEN = replace(
    INTENSITY,
    clause_id="C13",
    requirement="绿地率 ≤ 20 %",
    state=ClauseState.SATISFIED,
    holds=True,
    op="<=",
    measured=12.2,
    threshold=20.0,
    gap=None,
    unit="%",
    contribution=None,
)
FARMLAND = replace(
    INTENSITY,
    clause_id="C19",
    kind="spatial",
    requirement="不占永久基本农田",
    state=ClauseState.NOT_COVERED,
    holds=None,
    op="",
    measured=None,
    threshold=None,
    gap=None,
    unit="",
    contribution=Verdict.INSUFFICIENT,
    missing=("永久基本农田图层（此处未覆盖）",),
    explanation="此处没有图层覆盖，没有核查",
)
LIST = replace(
    INTENSITY,
    clause_id="D01",
    kind="list",
    requirement="C178：鼓励",
    state=ClauseState.NOT_APPLICABLE,
    applies=False,
    op="",
    measured=None,
    threshold=None,
    gap=None,
    unit="",
    contribution=None,
    explanation="仅适用于 C178",
)


def explained(verdict: Verdict, *clauses: ClauseResult) -> Explanation:
    return Explanation(
        applicant_id="x",
        applicant_name="示例·甲",
        target=Target(id="z", name="齐河经济开发区", kind="zone"),
        as_of=date(2021, 12, 31),
        verdict=verdict,
        checked_verdict=Verdict.ADMITTED,
        headline="还不能下结论：缺 1 项",
        remedy="补齐后才能判定：永久基本农田图层。已核查部分：准入。",
        clauses=clauses,
        catalogs=("市级目录 示例〔2020〕1 号 v1 5ac8355b",),
        facts={"行业": "C3670", "用地": "41.00 亩"},
    )


# --- the threshold bar ------------------------------------------------------------------------


def test_that_a_lower_limit_admits_what_lies_right_of_the_tick() -> None:
    bar = bar_geometry(200, ">=", 300, 265, dot=10)
    assert bar.tick == 100
    assert bar.admissible == (100, 200)
    assert bar.dot == pytest.approx(200 * 265 / 600)
    assert bar.gap == (bar.dot, 100)
    assert not bar.beyond


def test_that_an_upper_limit_admits_what_lies_left_of_the_tick() -> None:
    bar = bar_geometry(200, "<=", 7, 5.2, dot=10)
    assert bar.admissible == (0, 100)
    assert bar.gap is None
    assert bar.dot is not None
    assert bar.dot < bar.tick


def test_that_an_unknown_value_has_no_dot() -> None:
    bar = bar_geometry(200, ">=", 15, None, dot=10)
    assert bar.dot is None
    assert bar.gap is None


@given(
    width=st.floats(40, 800),
    op=st.sampled_from([">=", ">", "<=", "<"]),
    threshold=st.floats(1e-3, 1e6),
    measured=st.floats(-1e7, 1e7, allow_subnormal=False),
)
def test_that_every_bar_keeps_its_parts_inside(
    width: float, op: str, threshold: float, measured: float
) -> None:
    bar = bar_geometry(width, op, threshold, measured, dot=10)
    assert bar.dot is not None
    assert 0 < bar.dot < width
    fails = measured < threshold if op in (">=", ">") else measured > threshold
    assert (bar.gap is not None) == fails
    assert bar.beyond == (not 0 <= measured <= 2 * threshold or math.isclose(bar.dot, -1))
    if bar.gap is not None:
        assert 0 <= bar.gap[0] <= bar.gap[1] <= width


def test_that_only_comparisons_with_a_limit_have_a_bar() -> None:
    assert has_bar(INTENSITY)
    assert has_bar(replace(INTENSITY, measured=None, state=ClauseState.UNKNOWN))
    assert not has_bar(FARMLAND)
    assert not has_bar(replace(INTENSITY, threshold=0.0))
    assert not has_bar(replace(INTENSITY, op="="))


def painted(clause: ClauseResult, *, dark: bool = False) -> QImage:
    image = QImage(200, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_threshold_bar(painter, QRectF(0, 0, 200, HEIGHT), clause, Colours(dark=dark))
    painter.end()
    return image


def test_that_the_dot_is_red_where_the_requirement_fails(qapp: QApplication) -> None:
    at = round(200 * 265 / 600)
    assert painted(INTENSITY).pixelColor(at, 8).name() == Colours(dark=False)["error_text"].lower()
    fine = replace(INTENSITY, measured=400.0, state=ClauseState.SATISFIED, gap=None)
    at = round(200 * 400 / 600)
    assert painted(fine).pixelColor(at, 8).name() == Colours(dark=False)["ok_text"].lower()


def test_that_an_unknown_bar_is_hatched_without_a_dot(qapp: QApplication) -> None:
    unknown = painted(replace(INTENSITY, measured=None, state=ClauseState.UNKNOWN))
    row = {unknown.pixelColor(x, 8).name() for x in range(4, 90)}
    assert len(row) > 1
    assert Colours(dark=False)["error_text"].lower() not in row
    assert Colours(dark=False)["ok_text"].lower() not in row


# --- marks ------------------------------------------------------------------------------------


def grey(draw: object) -> bytes:
    image = QImage(32, 32, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw(painter, QRectF(0, 0, 32, 32))  # type: ignore[operator]
    painter.end()
    return bytes(image.constBits())


def test_that_marks_differ_without_colour(qapp: QApplication) -> None:
    inks = Inks(Qt.GlobalColor.black, Qt.GlobalColor.white)  # type: ignore[arg-type]
    verdicts = {
        grey(lambda painter, box, one=one: draw_verdict_mark(painter, box, one, inks))
        for one in Verdict
    }
    states = {
        grey(lambda painter, box, one=one: draw_clause_mark(painter, box, one, inks))
        for one in ClauseState
    }
    assert len(verdicts) == len(Verdict)
    assert len(states) == len(ClauseState)


# --- which clauses are shown ------------------------------------------------------------------


def test_that_key_clauses_leave_out_what_is_quiet_but_keep_near_margins() -> None:
    explanation = explained(Verdict.RESTRICTED, LIST, GREEN, INTENSITY)
    assert arranged(explanation, Show.KEY) == (INTENSITY, GREEN)
    assert arranged(explanation, Show.IN_ORDER) == (LIST, GREEN, INTENSITY)
    assert arranged(explanation, Show.ALL) == (INTENSITY, GREEN, LIST)


def test_that_what_earned_the_verdict_is_a_key_clause() -> None:
    earned = replace(
        LIST, state=ClauseState.SATISFIED, applies=True, contribution=Verdict.ENCOURAGED
    )
    assert arranged(explained(Verdict.ENCOURAGED, GREEN, earned), Show.KEY)[0] is earned


def test_that_states_are_counted_and_add_up() -> None:
    counts = count_by_state((LIST, GREEN, INTENSITY, FARMLAND))
    assert sum(counts.values()) == 4
    assert counts[ClauseState.VIOLATED] == 1
    assert counts[ClauseState.NOT_COVERED] == 1


def test_that_small_values_keep_their_digits() -> None:
    assert value_text(replace(INTENSITY, measured=0.0024)) == "0.0024"
    assert value_text(INTENSITY) == "265.00"
    assert value_text(GREEN) == "12.20 %"
    assert value_text(FARMLAND) == ""


# --- words ------------------------------------------------------------------------------------


def test_that_the_checked_part_carries_its_qualifier() -> None:
    explanation = explained(Verdict.INSUFFICIENT, FARMLAND)
    assert checked_line(explanation) == (
        "已核查部分：准入（不计缺资料和未覆盖的条款，不能代替结论）"
    )
    assert remedy_line(explanation) == "补齐后才能判定：永久基本农田图层。"
    assert checked_line(explained(Verdict.RESTRICTED, INTENSITY)) == ""


def test_that_a_clause_is_spoken_with_value_limit_and_gap() -> None:
    assert spoken_clause(INTENSITY) == (
        "不满足，投资强度 ≥ 300 万元/亩，实测 265.00，要求不小于 300.00，差 35.00，"
        "市级目录 示例〔2020〕1 号 第七条"
    )


def test_that_what_was_not_checked_says_so_in_every_form() -> None:
    line = clause_line(FARMLAND)
    assert line.startswith("[未覆盖] 不占永久基本农田（缺：永久基本农田图层（此处未覆盖）")
    assert "没有核查" in line
    text = evidence_text(explained(Verdict.INSUFFICIENT, FARMLAND, LIST))
    assert "结论：资料不足" in text
    assert "已核查部分：准入（" in text
    assert "C178" not in text  # 不适用 is left out


def test_that_verdicts_are_filtered_by_their_words() -> None:
    from dzmap.ui.screening.result_rows import result_columns
    from dzmap.ui.tables.column_filter import text_filter

    column = next(one for one in result_columns() if one.name == "verdict")
    frame = pd.DataFrame({"id": ["a", "b"], "verdict": [3, 5]})
    assert list(text_filter(column, "禁止").keep(frame)) == [False, True]


# --- catalogs ---------------------------------------------------------------------------------


def catalog(name: str, **fields: object) -> Catalog:
    values: dict[str, object] = {
        "id": name,
        "title": name,
        "issuer": "示例",
        "level": Level.CITY,
        "default": Default.PERMITTED,
        "effective_from": date(2020, 1, 1),
    }
    return Catalog(**{**values, **fields})  # type: ignore[arg-type]


def test_that_catalogs_that_do_not_count_say_why() -> None:
    basis = catalog_basis(
        (
            catalog("甲"),
            catalog("乙", published=False),
            catalog("丙", effective_from=date(2023, 1, 1)),
            catalog("丁", effective_to=date(2021, 1, 1)),
            catalog("甲", version="0", effective_from=date(2019, 1, 1), title="旧甲"),
        ),
        date(2021, 12, 31),
    )
    assert [one.title for one in basis.in_force] == ["甲"]
    assert {one.title: why for one, why in basis.left_out} == {
        "乙": "草稿，没有计入",
        "丙": "2023-01-01 起施行",
        "丁": "2021-01-01 已停止施行",
        "旧甲": "有更新的版本",
    }
    assert [one.title for one in basis.drafts] == ["乙"]
    assert basis.by_level() == "市级 1"


# --- progress and export ----------------------------------------------------------------------


def test_that_the_progress_card_waits_two_seconds(qtbot: QtBot) -> None:
    card, jobs = ProgressCard(), JobRunner()
    qtbot.addWidget(card)
    job = jobs.run("正在审查", lambda _: None)
    job.progress.step("审查", 68_240, 126_000)
    card.follow(job)
    assert not card.isVisible()
    job.started_at -= 5
    card.follow(job)
    texts = [label.text() for label in card.findChildren(type(card._title))]
    assert card.isVisible()
    assert "68,240 / 126,000" in texts
    assert any(text.startswith("约剩 ") for text in texts)
    qtbot.waitUntil(lambda: not jobs.jobs)
    assert jobs.stop()


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        ("结果.xlsx", "Excel (*.xlsx)", "结果.xlsx"),
        ("结果.csv", "Excel (*.xlsx)", "结果.csv"),
        ("结果", "CSV (*.csv)", "结果.csv"),
        ("结果 2021.12", "Excel (*.xlsx)", "结果 2021.12.xlsx"),
    ],
)
def test_that_an_export_gets_an_ending_on_offer(name: str, kind: str, wanted: str) -> None:
    kinds = "Excel (*.xlsx);;CSV (*.csv)"
    assert with_ending(Path(name), kind, kinds) == Path(wanted)


def test_that_two_hundred_thousand_rows_stay_fluid(qtbot: QtBot, theme: object) -> None:
    import time

    from dzmap.ui.screening.result_rows import only_verdict, result_columns
    from dzmap.ui.screening.result_table import ResultModel, ResultTable
    from dzmap.ui.theme.theme import Theme

    assert isinstance(theme, Theme)
    count = 200_000
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(count)],
            "applicant_id": [f"E{number}" for number in range(count)],
            "name": [f"示例·企业 {number:06d}" for number in range(count)],
            "industry": "3670 汽车零部件",
            "place": "齐河经开区",
            "verdict": [number % 6 for number in range(count)],
            "checked": "—",
            "decisive": "投资强度 ≥ 300 万元/亩",
            "gap": "还差 35.00 万元/亩",
            "review": "",
        }
    )
    model = ResultModel()
    table = ResultTable(theme, model)
    qtbot.addWidget(table)
    table.resize(740, 420)
    table.show()
    model.set_frame(frame, result_columns())
    table.grab()
    started = time.perf_counter()
    model.set_filter(only_verdict(Verdict.RESTRICTED))
    table.show_selected(model.ids([30_000]))
    table.grab()
    assert time.perf_counter() - started < 1.0


def test_that_options_say_how_parcels_are_judged(qtbot: QtBot, theme: Theme) -> None:
    block = OptionsBlock(theme)
    qtbot.addWidget(block)
    assert block.rules == PolygonRules()
    with qtbot.waitSignal(block.changed):
        block.sliver.setValue(50.0)
    with qtbot.waitSignal(block.changed):
        block.straddling.setCurrentIndex(1)
        block.straddling.activated.emit(1)
    assert block.rules == PolygonRules(sliver_m2=50.0, straddling=Straddling.EACH)
    with qtbot.assertNotEmitted(block.changed):
        block.show_rules(PolygonRules())
    assert block.rules == PolygonRules()
