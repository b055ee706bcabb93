from datetime import date
from typing import Any

import pandas as pd
import pytest
import shapely
from typing_extensions import override

from dzmap.core.catalogs import (
    Catalog,
    ListClause,
    Outcome,
    Relation,
    Scope,
    SpatialClause,
)
from dzmap.core.problems import BadInputError, Cancelled
from dzmap.core.verdicts import Verdict
from dzmap.services.jobs import CancellableProgress
from dzmap.services.screening import (
    CHEMICAL_PARK,
    ScreeningRequest,
    build_screener,
    control_layers,
    reference_lists,
    run_screening,
    target_ids,
)
from tests.helpers.memory_project import MemoryProject
from tests.helpers.screening_world import (
    CLEAR,
    COVERAGE,
    DAY,
    catalog,
)
from tests.helpers.town import BOOK, spatial, town_tables


class Project(MemoryProject):
    """A project in memory with catalogs."""

    books: tuple[Catalog, ...] = ()

    def catalogs(self) -> tuple[Catalog, ...]:
        return self.books


class Town(Project):
    """A project with one zone, one chemical park, farmland, three enterprises, one project."""

    def __init__(self, catalogs: tuple[Catalog, ...] = (BOOK,), **tables: pd.DataFrame) -> None:
        super().__init__({**town_tables(), **tables})
        self.books = catalogs


def request(**fields: Any) -> ScreeningRequest:
    usual: dict[str, Any] = {"year": 2021, "as_of": DAY}
    return ScreeningRequest(**{**usual, **fields})


def test_that_enterprises_are_judged_with_the_figures_of_the_year() -> None:
    run = run_screening(Town(), request())
    assert run.frame["verdict_zh"].tolist() == ["准入", "禁止准入", "资料不足"]
    assert run.frame["assigned_by"].tolist() == ["落图", "落图", "申报"]
    poor = run_screening(Town(), request(year=2020))
    assert poor.frame["verdict_zh"].tolist() == ["限制", "禁止准入", "资料不足"]
    assert poor.frame["gap_text"][0] == "亩均税收还差 5.00 万元/亩"
    unreported = run_screening(Town(), request(year=2019))
    assert unreported.frame["verdict_zh"][0] == "资料不足"


def test_that_projects_and_frames_are_judged_too() -> None:
    run = run_screening(Town(), request(source="projects"))
    assert run.frame["target_id"].tolist() == ["37201047"]  # “山东” may be left out
    assert run.frame["verdict_zh"].tolist() == ["禁止准入"]
    listed = pd.DataFrame(
        {"name": ["甲", "乙"], "industry_code": ["C2614", "1411"], "park_id": ["齐河化工园", None]}
    )
    run = run_screening(Town(), request(source=listed))
    assert run.frame["target_name"].tolist() == ["齐河化工园", ""]
    assert run.frame["verdict_zh"].tolist() == ["禁止准入", "资料不足"]
    with pytest.raises(ValueError, match="parcels"):
        run_screening(Town(), request(source="parcels"))


def test_that_every_row_explains_itself() -> None:
    run = run_screening(Town(), request(only=("37201047", "P1")))
    assert len(run.frame) == 6
    for row in range(len(run.frame)):
        found = run.explain(row)
        assert found.verdict == run.result.verdict[row]
        assert found.target.id == run.frame["target_id"][row]
        assert found.applicant_id == run.frame["applicant_id"][row]
    adrift = run_screening(Town(), request(source=pd.DataFrame({"name": ["甲"]})))
    assert adrift.explain(0).verdict is Verdict.INSUFFICIENT
    assert adrift.explain(0).target.id == ""


def test_that_unknown_targets_are_named() -> None:
    with pytest.raises(BadInputError, match="没有这些开发区或园区：X9"):
        run_screening(Town(), request(only=("P1", "X9")))


def test_that_targets_may_be_named_and_none_is_judged_twice() -> None:
    named = ("山东齐河经济开发区", "37201047", "齐河化工园", "齐河经开区")
    assert target_ids(Town(), named) == ("37201047", "P1")
    with pytest.raises(BadInputError, match="没有这些开发区或园区：齐河、火星园"):
        target_ids(Town(), ("齐河", "P1", "火星园"))


def test_that_stated_places_that_the_project_does_not_know_are_told() -> None:
    listed = spatial(
        [
            {"name": "甲", "zone_id": "火星开发区", "geometry": None},
            {"name": "乙", "zone_id": "火星开发区", "park_id": "火星园", "geometry": None},
            {"name": "丙", "zone_id": "火星开发区", "geometry": CLEAR},
            {"name": "丁", "zone_id": "齐河开发区", "geometry": None},
            {"name": "戊", "park_id": "山东齐河经济开发区", "geometry": None},
            {"name": "己", "zone_id": "37201047", "park_id": "火星园", "geometry": None},
        ]
    )
    run = run_screening(Town(), request(source=listed.assign(industry_code="1411")))
    here = "37201047"
    assert run.frame["target_id"].tolist() == ["", "", here, "", here, here]
    assert run.frame["assigned_by"].tolist() == ["无", "无", "落图", "无", "申报", "申报"]
    assert run.frame["gap_text"].tolist()[:2] == [
        "申报的“火星开发区”不在本项目的开发区和园区中",
        "申报的“火星园、火星开发区”不在本项目的开发区和园区中",
    ]
    assert run.frame["gap_text"][1] in run.explain(1).headline
    assert run.result.notes[-4:] == (
        "“山东齐河经济开发区”是开发区（山东齐河经济开发区），已作为开发区。",
        "项目里没有开发区“火星开发区”，没有对应。核对名称，或先导入开发区。",
        "“齐河开发区”可能是山东齐河经济开发区，没有对应。写全称后重新导入。",
        "项目里没有园区“火星园”，没有对应。核对名称，或先导入园区。",
    )


def test_that_many_unknown_places_are_counted() -> None:
    listed = pd.DataFrame({"name": "甲", "zone_id": [f"火星{n}号开发区" for n in range(30)]})
    notes = run_screening(Town(), request(source=listed)).result.notes
    assert notes[-1] == "另有 20 个名称也没有对应。"


def test_that_a_cancelled_run_stops_between_targets() -> None:
    class Impatient(CancellableProgress):
        @override
        def step(self, name: str, done: int = 0, total: int = 0) -> None:
            super().step(name, done, total)
            if name == "审查":
                self.cancel()

    progress = Impatient()
    with pytest.raises(Cancelled):
        run_screening(Town(), request(), progress)
    assert (progress.name, progress.done) == ("审查", 0)


def test_that_chemical_parks_prove_who_is_inside_only() -> None:
    rule = SpatialClause(
        id="c1", relation=Relation.WITHIN, layers=(CHEMICAL_PARK,), scope=Scope(industries=("26",))
    )
    places = spatial(
        [
            {"industry_code": "2614", "geometry": shapely.Point(116.74, 36.74)},
            {"industry_code": "2614", "geometry": CLEAR},
        ]
    )
    run = run_screening(Town((catalog(rule),)), request(source=places))
    assert run.frame["verdict_zh"].tolist() == ["准入", "资料不足"]


def test_that_layers_come_with_their_areas_dates_and_coverage() -> None:
    town = Town()
    layer = control_layers(town)["L1"]
    assert (layer.kind, layer.data_date, layer.effective_from) == (
        "permanent_farmland",
        "2021-06",
        None,
    )
    assert layer.coverage.equals(COVERAGE)
    assert len(layer.areas) == 1
    rows = town.table("control_layers").assign(effective_from=pd.Timestamp("2023-04-01"))
    dated = Project({"control_layers": rows})
    assert control_layers(dated)["L1"].effective_from == date(2023, 4, 1)


def test_that_an_empty_project_judges_nobody_wrongly() -> None:
    run = run_screening(Project({}), request(source=pd.DataFrame({"name": ["甲"]})))
    assert run.frame["verdict_zh"].tolist() == ["资料不足"]
    assert len(run_screening(Project({}), request()).frame) == 0


def test_that_lists_and_facts_of_places_come_from_the_tables() -> None:
    listed = ListClause(id="c1", outcome=Outcome.PROHIBIT, scope=Scope(lists=("两高项目名录",)))
    lists = pd.DataFrame(
        {
            "id": ["L1", "L2"],
            "name": ["两高项目名录", "两高项目名录"],
            "version": ["2021", None],
            "effective_from": [pd.Timestamp("2021-01-01"), pd.NaT],
            "effective_to": [pd.NaT, pd.Timestamp("2020-12-31")],
            "complete": [True, None],
            "source": [None, None],
        }
    )
    items = pd.DataFrame(
        {
            "id": ["I1", "I2", "I3"],
            "list_id": ["L1", "L2", "L1"],
            "industry_code": [None, "2614", "C26"],
            "products": ["尿素、磷铵", None, "农药；兽药"],
            "processes": [None, None, None],
            "note": [None, None, None],
        }
    )
    project = Town((catalog(listed),), reference_lists=lists, reference_items=items)
    new, old = reference_lists(project)
    assert new.complete
    assert new.items[0].products == ("尿素", "磷铵")
    assert new.items[1].industry == "C26"
    assert (old.version, old.complete, old.effective_from) == ("1", False, None)
    who = {"id": ["a"], "zone_id": ["37201047"], "industry_code": ["1411"]}
    made = pd.DataFrame({**who, "products": ["磷铵"]})
    assert run_screening(project, request(source=made)).frame["verdict_zh"][0] == "禁止准入"
    other = pd.DataFrame({**who, "products": ["服装"]})
    assert run_screening(project, request(source=other)).frame["verdict_zh"][0] == "准入"


def test_that_zones_and_parks_bring_their_own_facts() -> None:
    tables = town_tables()
    zones = tables["zones"].assign(leading_share_percent=85.0, approved_area_km2=-3.0)
    parks = tables["parks"].assign(assessment_score=72.0, stated_area_km2=3.1)
    project = Town(zones=zones, parks=parks)
    facts = {target.kind: dict(target.facts) for target in build_screener(project, DAY).targets}
    assert facts["zone"] == {"target_leading_share": pytest.approx(0.85)}
    assert facts["park"] == {"target_score": 72.0, "target_area_km2": 3.1}
