from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import shapely

from dzmap.core.industries import IndustryTree
from dzmap.core.problems import BadInputError
from dzmap.core.verdicts import Verdict
from dzmap.readers.reference import BundledReference
from dzmap.services.screening import ScreeningRequest, run_screening
from dzmap.services.session import Session, create_project, open_session
from dzmap.services.single import (
    UNNAMED,
    SingleApplicant,
    SingleJudge,
    applicant_of,
    known_applicant,
)
from tests.helpers.memory_stores import MemoryStores
from tests.helpers.screening_world import DAY
from tests.helpers.town import BOOK, town_tables

PATH = Path("德州.gpkg")


@pytest.fixture
def session() -> Iterator[Session]:
    stores = MemoryStores()
    create_project(stores, PATH, town_tables(), catalogs=[BOOK])
    session = open_session(stores, PATH, author="张三")
    yield session
    session.close()


@pytest.fixture
def judge(session: Session) -> SingleJudge:
    return SingleJudge(session, DAY, IndustryTree(BundledReference().industries()))


def test_that_an_empty_form_is_insufficient_and_no_error(judge: SingleJudge) -> None:
    found = judge.judge(SingleApplicant())
    assert found.verdict is Verdict.INSUFFICIENT
    assert found.applicant_name == UNNAMED
    assert found.target.id == ""


def test_that_a_stated_place_is_judged(judge: SingleJudge) -> None:
    target = judge.targets[0]
    found = judge.judge(SingleApplicant(industry="1411", target=target))
    assert found.target.id == target.id
    assert found.clauses


def test_that_a_row_filled_in_is_judged_as_in_a_run(session: Session, judge: SingleJudge) -> None:
    run = run_screening(session, ScreeningRequest(year=2021, as_of=DAY))
    rows = session.table("enterprises")["id"].tolist()
    for row, row_id in enumerate(rows):
        known = known_applicant(session, "enterprises", row_id, year=2021, targets=judge.targets)
        assert judge.judge(known).verdict == Verdict(int(run.result.verdict[row])), row_id


def test_that_a_row_comes_back_from_the_form_as_it_was(judge: SingleJudge) -> None:
    place = shapely.Point(116.74, 36.78)
    one = SingleApplicant(
        name="甲",
        industry="2614",
        other_industries="1411",
        facts={"total_invest_wan_yuan": 1200.0, "land_mu": 10.0, "action": "新建"},
        target=judge.targets[0],
        place=place,
    )
    assert applicant_of(one.frame(), judge.targets) == one
    assert one.frame()["invest_intensity_wan_yuan_per_mu"].iloc[0] == 120.0


@pytest.mark.parametrize("parts", [{}, {"total_invest_wan_yuan": 4000.0, "land_mu": 10.0}])
def test_that_a_ratio_that_was_stated_itself_is_not_forgotten(
    judge: SingleJudge, parts: dict[str, float]
) -> None:
    """A run judges by the 200 万元/亩 that were stated, not by what follows from the parts."""
    stated = {**parts, "invest_intensity_wan_yuan_per_mu": 200.0}
    one = SingleApplicant(name="甲", industry="1411", facts=stated)
    assert applicant_of(one.frame(), judge.targets) == one


@pytest.mark.parametrize("quality", ["地址", "仅乡镇", "无"])
def test_that_an_address_is_no_place_to_be_tested(judge: SingleJudge, quality: str) -> None:
    """A township's centre filled into the form would be checked as if the plot lay there."""
    frame = SingleApplicant(industry="1411", place=shapely.Point(116.74, 36.78)).frame()
    vague = frame.assign(place_quality=pd.Series([quality], dtype="str"))
    assert applicant_of(vague, judge.targets).place is None


def test_that_an_unknown_row_is_named(session: Session) -> None:
    with pytest.raises(BadInputError, match="没有编号为 x"):
        known_applicant(session, "projects", "x", year=2021, targets=())


def test_that_facts_are_asked_of_the_target_or_of_all(judge: SingleJudge) -> None:
    one = judge.asked(judge.targets[0].id, "1411")
    every = judge.asked("", "")
    assert set(one.metrics) <= set(every.metrics)
