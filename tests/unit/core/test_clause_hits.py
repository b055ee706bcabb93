"""What a clause hits agrees with the evidence of each single applicant."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from dzmap.core.catalogs import (
    Catalog,
    Compare,
    ExceptionClause,
    ListClause,
    Outcome,
    ProcedureClause,
    RequirementClause,
    Scope,
    SpatialClause,
    Threshold,
)
from dzmap.core.clause_hits import ClauseHits, clause_hits
from dzmap.core.impact_sums import Sum
from dzmap.core.screening import Screener
from dzmap.core.verdicts import ClauseState, Verdict
from tests.helpers import screening_strategies as cases
from tests.helpers import screening_world as world

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
moderate = settings(max_examples=15, deadline=None, suppress_health_check=slow)
UNKNOWN = {ClauseState.UNKNOWN, ClauseState.NOT_COVERED}


@moderate
@given(cases.books(), cases.crowds)
def test_that_demands_hit_whom_their_evidence_says(
    catalogs: tuple[Catalog, ...], rows: list[dict[str, Any]]
) -> None:
    judge = Screener(cases.TARGETS, cases.GEOMETRIES, catalogs, cases.LAYERS, cases.DAY)
    frame = cases.frame_of(rows)
    crowd = judge.crowd(frame, [target.id for target in cases.TARGETS])
    found = [
        one
        for row in range(len(rows))
        for target in cases.TARGETS
        for one in judge.explain(frame, row, target.id).clauses
    ]
    for catalog in catalogs:
        hits = clause_hits(crowd, judge.rulebook, catalog)
        for clause in catalog.clauses:
            said = [
                one for one in found if (one.catalog_id, one.clause_id) == (catalog.id, clause.id)
            ]
            if isinstance(clause, RequirementClause | SpatialClause):
                states = [one.state for one in said]
                violated = states.count(ClauseState.VIOLATED)
                unknown = sum(one in UNKNOWN for one in states)
                found_here = hits[clause.id]
                if clause.otherwise is Verdict.CONDITIONAL:  # to be committed to, known or not
                    counted = found_here.hit.count + found_here.unknown.count
                    assert counted == states.count(ClauseState.PROCEDURE)
                else:
                    assert (found_here.hit.count, found_here.unknown.count) == (violated, unknown)
            elif isinstance(clause, ListClause) and not clause.scope.names_items:
                named = [one for one in said if one.contribution is not None]
                sure = [one for one in named if one.state not in UNKNOWN and one.applies]
                assert hits[clause.id].hit.count <= len(named)
                assert hits[clause.id].hit.count + hits[clause.id].unknown.count >= len(sure)


def hits_of(catalog: Catalog, *rows: dict[str, Any]) -> dict[str, ClauseHits]:
    judge = world.screener(catalog)
    return clause_hits(judge.crowd(world.applicants(*rows)), judge.rulebook, catalog)


def test_that_the_longest_prefix_takes_a_hit_away() -> None:
    broad = ListClause(id="broad", scope=Scope(industries=("26",)), outcome=Outcome.PROHIBIT)
    narrow = ListClause(id="narrow", scope=Scope(industries=("2625",)), outcome=Outcome.PERMIT)
    found = hits_of(
        world.catalog(broad, narrow),
        {"industry_code": "2611", "revenue_wan_yuan": 5.0},
        {"industry_code": "2625"},
        {"industry_code": "1411"},
    )
    assert found["broad"].concerned.count == 2
    assert found["broad"].hit.count == 1
    assert found["broad"].hit.revenue == Sum(5.0, known=1)
    assert found["narrow"].hit.count == 1


def test_that_a_list_clause_that_may_apply_counts_as_unknown() -> None:
    good = ListClause(
        id="good",
        scope=Scope(industries=("14",), when=Compare("rd_ratio", ">=", 0.03)),
        outcome=Outcome.ENCOURAGE,
    )
    found = hits_of(world.catalog(good), {"rd_ratio": 0.05}, {"rd_ratio": 0.01}, {})
    assert (found["good"].hit.count, found["good"].unknown.count) == (1, 1)


def test_that_an_exception_hits_whom_it_spares() -> None:
    land = RequirementClause(
        id="land",
        metric="land_mu",
        thresholds=(Threshold(value=10.0),),
        scope=Scope(industries=("14",)),
    )
    spared = ExceptionClause(
        id="e", lifts=("land",), scope=Scope(when=Compare("employees", ">=", 100))
    )
    found = hits_of(
        world.catalog(land, spared),
        {"land_mu": 5.0, "employees": 200},
        {"land_mu": 5.0, "employees": 20},
        {"land_mu": 5.0},
        {"land_mu": 5.0, "employees": 200, "industry_code": "2611"},
    )
    assert (found["e"].hit.count, found["e"].unknown.count) == (1, 1)
    assert (found["land"].hit.count, found["land"].unknown.count) == (1, 1)
    assert found["land"].lifted == 1


def test_that_procedures_and_clauses_out_of_force_are_counted_truly() -> None:
    energy = ProcedureClause(
        id="energy", approval="节能审查", scope=Scope(when=Compare("energy_tce", ">=", 1000))
    )
    later = ProcedureClause(
        id="later", approval="环评", effective_from=world.DAY.replace(year=2030)
    )
    found = hits_of(world.catalog(energy, later), {"energy_tce": 2000.0}, {"energy_tce": 10.0}, {})
    assert (found["energy"].hit.count, found["energy"].unknown.count) == (1, 1)
    assert found["later"] == ClauseHits()
