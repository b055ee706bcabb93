"""Sentences about clauses: what an exception lifts, and which layer a place comes too close to."""

from dataclasses import replace

import pytest
import shapely

from dzmap.core.catalogs import (
    ExceptionClause,
    Level,
    ListClause,
    Outcome,
    Relation,
    Scope,
    SpatialClause,
)
from dzmap.core.verdicts import ClauseState, Verdict
from tests.helpers.screening_world import (
    IN_FARM,
    applicants,
    catalog,
    explained,
    farmland,
    screener,
)

BAN = ListClause(
    id="C16", number="第十六条", outcome=Outcome.PROHIBIT, scope=Scope(industries=("26",))
)
CITY = catalog(BAN, id="dz-city", title="德州市目录")


@pytest.mark.parametrize(
    ("lifts", "said"),
    [
        (("dz-city/C16",), "豁免《德州市目录》第十六条"),
        (("Q02", "dz-city/C16"), "豁免第二条、《德州市目录》第十六条"),
        (("ZONE/Q02",), "豁免第二条"),
        (("dz-city/default",), "豁免《德州市目录》目录默认"),
        (("default",), "豁免目录默认"),
        (("dz-city/C99", "elsewhere/C01"), "豁免dz-city/C99、elsewhere/C01"),
    ],
)
def test_that_an_exception_names_what_it_lifts_as_people_cite_it(
    lifts: tuple[str, ...], said: str
) -> None:
    zone = catalog(
        ExceptionClause(id="Q12", number="第十二条", lifts=lifts),
        replace(BAN, id="Q02", number="第二条"),
        id="ZONE", level=Level.ZONE,
    )  # fmt: skip
    found = explained(screener([CITY, zone]), industry_code="2614")
    assert next(one for one in found.clauses if one.kind == "exception").requirement == said


SECOND = "ecological_redline"
BOTH = SpatialClause(
    id="c8", number="第八条", relation=Relation.DISJOINT, layers=(SECOND, "permanent_farmland")
)
ELSEWHERE = replace(
    farmland(), kind=SECOND, name="生态保护红线", areas=farmland().areas.translate(0.05)
)


def test_that_only_the_layer_that_is_occupied_is_named() -> None:
    judge = screener(catalog(BOTH), {"f": farmland(), "r": ELSEWHERE})
    found = explained(judge, geometry=IN_FARM)
    assert found.verdict is Verdict.PROHIBITED
    assert found.headline == "占用永久基本农田"
    (clause,) = found.clauses
    assert (clause.state, clause.explanation) == (ClauseState.VIOLATED, "占用永久基本农田")
    table = judge.result_frame(judge.screen(applicants({"geometry": IN_FARM})))
    assert table["gap_text"].tolist() == ["占用永久基本农田"]
    wide = explained(judge, geometry=shapely.box(116.715, 36.78, 116.765, 36.782))
    assert wide.headline == "占用生态保护红线、永久基本农田"


def test_that_only_the_layer_that_is_too_near_is_named() -> None:
    far = replace(BOTH, relation=Relation.DISTANCE_GE, distance_m=100.0)
    judge = screener(catalog(far), {"f": farmland(), "r": ELSEWHERE})
    assert explained(judge, geometry=IN_FARM).headline == "距永久基本农田不足 100 m"
