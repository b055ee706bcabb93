"""Tests of ``dzmap.services.siting`` on a small town in memory."""

import math
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typing_extensions import override

from dzmap.core.applicants import normalised_applicants
from dzmap.core.areas import area_m2
from dzmap.core.catalogs import (
    Catalog,
    Level,
    ListClause,
    Outcome,
    RequirementClause,
    Scope,
    Threshold,
)
from dzmap.core.problems import BadInputError, Cancelled
from dzmap.core.site_scores import Weights
from dzmap.core.siting import Group
from dzmap.core.verdicts import ClauseState
from dzmap.services.jobs import CancellableProgress
from dzmap.services.site_comparison import compared_rows
from dzmap.services.siting import (
    MOVED,
    Candidate,
    SitingRequest,
    candidate_of,
    find_candidate,
    run_siting,
)
from dzmap.services.siting_report import order_of, siting_report
from tests.helpers.memory_project import MemoryProject
from tests.helpers.screening_world import DAY, PARK_AREA, ZONE_AREA, catalog

FAR_AREA = shapely.box(116.90, 36.70, 117.00, 36.80)
PLOT = shapely.box(116.71, 36.71, 116.712, 36.712)


def spatial(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4490)


def demand(value: float, name: str = "c1", **fields: Any) -> RequirementClause:
    thresholds = (Threshold(value=value),)
    return RequirementClause(
        id=name, metric="invest_intensity_wan_yuan_per_mu", thresholds=thresholds, **fields
    )


BOOKS = (
    catalog(
        demand(100),
        ListClause(id="list", outcome=Outcome.PROHIBIT, scope=Scope(industries=("26",))),
    ),
    catalog(demand(200, "c2"), id="FAR", level=Level.ZONE, scope_ids=("Z2",)),
)


class Town(MemoryProject):
    """Two zones, a park, parcels, and three enterprises of one chain."""

    sample, title = False, "小城"

    def __init__(self, projects: gpd.GeoDataFrame | None = None) -> None:
        firms = [
            {"id": "e1", "name": "甲", "uscc": "U1", "industry_code": "3670", "zone_id": "Z1"},
            {"id": "e2", "name": "乙", "industry_code": "3660", "chain_id": "auto"},
            {"id": "e3", "name": "丙", "industry_code": "3670", "place_quality": "仅乡镇"},
            {"id": "e4", "name": "丁", "industry_code": "1411"},
        ]
        places = [shapely.Point(116.72, 36.75), shapely.Point(116.95, 36.75), None, None]
        firms = [firm | {"geometry": at} for firm, at in zip(firms, places, strict=True)]
        firms[2]["geometry"] = shapely.Point(116.7, 36.7)
        zones = [
            {
                "id": "Z1",
                "name": "山东甲经济开发区",
                "short_name": "甲经开区",
                "geometry": ZONE_AREA,
            },
            {
                "id": "Z2",
                "name": "山东乙经济开发区",
                "short_name": "乙经开区",
                "geometry": FAR_AREA,
            },
        ]
        parks = [
            {
                "id": "P1",
                "name": "甲一园",
                "zone_id": "Z1",
                "kind": "sub_park",
                "geometry": PARK_AREA,
            }
        ]
        super().__init__(
            {
                "zones": spatial(zones),
                "parks": spatial(parks),
                "parcels": spatial(
                    [
                        {"id": "d1", "park_id": "P1", "status": "未供", "geometry": PLOT},
                        {"id": "d2", "zone_id": "Z1", "status": "闲置", "geometry": PLOT},
                        {"id": "d3", "status": "未供", "geometry": PLOT},
                    ]
                ),
                "enterprises": spatial(firms),
                "enterprise_years": pd.DataFrame(
                    [{"id": "y", "enterprise_id": "e1", "year": 2021, "land_mu": 50.0}]
                ),
                "projects": projects
                if projects is not None
                else spatial(
                    [
                        {
                            "id": "p1",
                            "name": "甲",
                            "industry_code": "3670",
                            "action": "新建",
                            "total_invest_wan_yuan": 6000.0,
                            "land_mu": 50.0,
                            "zone_id": "Z2",
                            "geometry": None,
                        }
                    ]
                ),
                "chains": pd.DataFrame([{"id": "auto", "name": "汽车", "industry_codes": "36;37"}]),
            }
        )

    def catalogs(self) -> tuple[Catalog, ...]:
        return BOOKS


def request(candidate: Candidate, **fields: Any) -> SitingRequest:
    return SitingRequest(candidate=candidate, as_of=DAY, **fields)


def of_project(**fields: Any) -> SitingRequest:
    return request(candidate_of(Town(), "projects", "p1", 2021), **fields)


def test_that_every_place_has_verdict_land_and_distance() -> None:
    run = run_siting(Town(), of_project())
    assert [site.target.id for site in run.sites] == ["Z1", "Z2", "P1"]
    assert [site.group for site in run.sites] == [Group.ADMITTED, Group.REJECTED, Group.ADMITTED]
    assert run.labels == ("甲经开区", "乙经开区", "甲一园")
    zone, far, park = run.land
    assert park.mu == pytest.approx(area_m2(PLOT) * 3 / 2000)
    assert zone.mu == pytest.approx(2 * area_m2(PLOT) * 3 / 2000)
    assert far.mu is None
    assert run.nearest == ("甲", "乙", "甲")
    assert run.nearest_km[1] < 1
    assert run.chain == "汽车"
    assert "1 宗地块没有写开发区或园区" in " ".join(run.notes)
    assert "1 处没有地块资料" in " ".join(run.notes)
    assert "“汽车”企业 3 家，其中 2 家有准确位置" in " ".join(run.notes)


def test_that_only_the_kinds_asked_for_are_compared_with_all_their_land() -> None:
    run = run_siting(Town(), of_project(kinds=("zone",)))
    assert [site.target.id for site in run.sites] == ["Z1", "Z2"]
    whole = run_siting(Town(), of_project())
    assert run.land[0].mu == whole.land[0].mu


def test_that_the_stated_place_is_told_with_ways_to_make_it_work() -> None:
    run = run_siting(Town(), of_project())
    assert run.current is not None
    assert run.current.id == "Z2"
    assert run.ways == ("多投 4,000 万元或少用地 20.00 亩，即准入。",)


def test_that_a_park_of_the_same_zone_is_a_way_where_it_admits() -> None:
    class Strict(Town):
        @override
        def catalogs(self) -> tuple[Catalog, ...]:
            own = catalog(
                demand(150, "hard"),
                id="Z1BOOK",
                level=Level.ZONE,
                scope_ids=("Z1",),
            )
            eased = catalog(
                demand(110, "eased", replaces=("Z1BOOK/hard",)),
                id="P1BOOK",
                level=Level.PARK,
                scope_ids=("P1",),
            )
            return (*BOOKS, own, eased)

    town = Strict()
    base = candidate_of(town, "projects", "p1", 2021)
    frame = base.frame.assign(zone_id=pd.Series(["Z1"], dtype="str"))
    run = run_siting(town, request(Candidate(frame=normalised_applicants(frame))))
    assert run.ways[-1] == "改进甲一园：准入。"


def test_that_an_enterprise_that_stands_is_compared_as_moving() -> None:
    found = candidate_of(Town(), "enterprises", "e1", 2021)
    assert found.frame["action"].iloc[0] == MOVED
    assert found.enterprise_id == "e1"
    assert found.land_mu == 50
    run = run_siting(Town(), request(found))
    assert run.nearest[0] == "乙"  # not itself
    assert any(MOVED in note for note in run.notes)


@pytest.mark.parametrize("owner", [{"uscc": "U1"}, {"owner": "甲"}])
def test_that_the_enterprise_behind_a_project_is_not_its_neighbour(owner: dict[str, str]) -> None:
    projects = gpd.GeoDataFrame(Town().table("projects").assign(**owner))
    town = Town(projects)
    run = run_siting(town, request(candidate_of(town, "projects", "p1", 2021)))
    assert run.nearest[0] == "乙"


def test_that_a_candidate_is_found_by_id_code_or_name() -> None:
    assert find_candidate(Town(), "p1", 2021).name == "甲"
    assert find_candidate(Town(), "U1", 2021).enterprise_id == "e1"
    assert find_candidate(Town(), "乙", 2021).enterprise_id == "e2"
    with pytest.raises(BadInputError, match="对应 2 个企业或项目"):
        find_candidate(Town(), "甲", 2021)
    with pytest.raises(BadInputError, match="没有“火星”"):
        find_candidate(Town(), "火星", 2021)
    with pytest.raises(BadInputError, match="没有编号为“x”"):
        candidate_of(Town(), "projects", "x", 2021)


def test_that_an_applicant_without_chain_is_scored_by_the_rest() -> None:
    listed = pd.DataFrame(
        {"industry_code": ["1411"], "total_invest_wan_yuan": [6000.0], "land_mu": [50.0]}
    )
    run = run_siting(Town(), request(Candidate(frame=normalised_applicants(listed))))
    assert all(map(math.isnan, run.nearest_km))
    assert any("不属于任何产业链" in note for note in run.notes)
    effective = run.scores.effective(Weights((40, 40, 20)))
    assert effective == Weights((50, 50, 0))
    assert sorted(run.scores.ranked(effective).ranks) == [0, 1, 2]


def test_that_too_little_land_can_be_left_out_and_unknown_land_is_not_too_little() -> None:
    listed = pd.DataFrame(
        {"industry_code": ["3670"], "total_invest_wan_yuan": [20000.0], "land_mu": [80.0]}
    )
    run = run_siting(Town(), request(Candidate(frame=normalised_applicants(listed))))
    assert run.too_small.tolist() == [False, False, True]  # 118 亩, not known, 59 亩
    assert run.scores.ranked(Weights()).ranks.tolist() == [1, 0, 2]
    assert run.scores_with_land.ranked(Weights()).ranks.tolist() == [1, 0, 0]


def test_that_a_project_without_places_cannot_be_compared() -> None:
    class Nowhere(Town):
        @override
        def table(self, name: str) -> pd.DataFrame:
            rows = super().table(name)
            return rows.iloc[:0] if name in {"zones", "parks"} else rows

    with pytest.raises(BadInputError, match="没有可以比选"):
        run_siting(Nowhere(), of_project())


def test_that_a_comparison_can_be_cancelled() -> None:
    progress = CancellableProgress()
    progress.cancel()
    with pytest.raises(Cancelled):
        run_siting(Town(), of_project(), progress)


def test_that_the_report_lists_the_admitted_by_rank_then_the_rest() -> None:
    run = run_siting(Town(), of_project())
    report = siting_report(Town(), run, Weights(), nested=True)
    rows = report.sections[0].tables[0].frame.to_dict("records")
    assert [row["group"] for row in rows] == ["可以进", "可以进", "进不了"]
    assert [row["rank"] for row in rows] == [1, 2, None]
    last = rows[-1]
    assert last["failing"] == ["FAR/c2"]
    assert last["gaps"] == [
        {
            "clause": "FAR/c2",
            "number": 80.0,
            "unit": "万元/亩",
            "threshold": 200.0,
            "measured": 120.0,
        }
    ]
    assert last["current"] is True
    assert rows[0]["margin"] == pytest.approx(20.0)
    ranking = run.scores.ranked(Weights())
    assert [run.sites[row].target.id for row in order_of(run, ranking)] == [
        row["target"] for row in rows
    ]


def test_that_the_clauses_of_different_catalogs_meet_by_topic() -> None:
    run = run_siting(Town(), of_project())
    shown = [run.explain(one) for one in ("Z1", "Z2")]
    rows = {row.topic: row for row in compared_rows(shown)}
    near, far = rows["投资强度"].cells
    assert (near.state, near.text) == (ClauseState.SATISFIED, "120.00")
    assert (far.state, far.text) == (ClauseState.VIOLATED, "差 80.00")
    assert next(iter(rows)) == "投资强度"  # what keeps out somewhere stands first
