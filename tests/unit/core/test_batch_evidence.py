"""A batch tells of every row what explaining that row alone tells."""

import numpy as np
from hypothesis import HealthCheck, given, settings

from dzmap.core.batch_evidence import clause_results
from dzmap.core.catalogs import Catalog
from dzmap.core.screening import Screener
from tests.helpers import screening_strategies as cases
from tests.helpers.screening_world import applicants, catalog, screener


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(cases.books(), cases.crowds)
def test_that_batch_and_single_explanations_agree(
    catalogs: tuple[Catalog, ...], rows: list[dict[str, object]]
) -> None:
    judge = Screener(cases.TARGETS, cases.GEOMETRIES, catalogs, cases.LAYERS, cases.DAY)
    frame = cases.frame_of(rows)
    only = [target.id for target in cases.TARGETS]
    crowd = judge.crowd(frame, only)
    found = list(clause_results(crowd, judge.rulebook, judge.kinds))
    assert len(found) == len(rows) * len(only)
    for pair in range(0, len(found), 7):  # explaining each would take too long
        row, target = divmod(pair, len(only))
        assert found[pair] == judge.explain(frame, row, only[target]).clauses


def test_that_who_belongs_nowhere_has_no_results() -> None:
    judge = screener(catalog())
    crowd = judge.crowd(applicants({"geometry": None}, {}))
    assert crowd.target.tolist()[0] == -1
    found = list(clause_results(crowd, judge.rulebook, judge.kinds))
    assert found[0] == ()
    assert len(found) == 2


def test_that_long_lists_are_told_piece_by_piece() -> None:
    """More rows than one chunk holds keep their order."""
    judge = screener(catalog())
    codes = ["1411", "2614", "3670"]
    frame = applicants(*({"industry_code": codes[place % 3]} for place in range(30)))
    many = frame.iloc[np.tile(np.arange(30), 400)].reset_index(drop=True)
    crowd = judge.crowd(many, ["Z1"])
    assert sum(1 for _ in clause_results(crowd, judge.rulebook, judge.kinds)) == 12_000
