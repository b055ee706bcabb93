"""Catalog impact for 200 000 enterprises in sixty zones under 47 clauses each.

Measures what an official waits for: the threshold slider (limit 300 ms for an answer, prepared once
when the clause is opened), one changed zone catalog, and a changed city catalog that governs
everybody. Exit code 1 if an answer of the slider misses its limit.

    python benchmarks/impact.py [ENTERPRISES]
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from _screening_city import (
    DAY,
    applicants,
    catalogs,
    control_layers,
    reference_lists,
    scattered,
    targets,
    zones,
)

from dzmap.core.catalogs import Catalog, RequirementClause, Threshold
from dzmap.core.clause_hits import clause_hits
from dzmap.core.impact import CatalogImpact, changed_side, compared, flip_table, judged_side
from dzmap.core.rulebook import Rulebook, build_rulebook
from dzmap.core.screening import Screener
from dzmap.core.threshold_profile import threshold_profile, with_threshold
from dzmap.core.wording import Wording

SLIDER_LIMIT_MS = 300.0
TAX = RequirementClause(
    id="tax",
    metric="tax_wan_yuan_per_mu",
    thresholds=(
        Threshold(value=15.0),
        Threshold(value=20.0, industries=("39", "36")),
        Threshold(value=12.0, land_grades=("三级",)),
    ),
)
Result = TypeVar("Result")


def timed(title: str, work: Callable[[], Result]) -> Result:
    """Run and print the seconds."""
    start = time.perf_counter()
    result = work()
    print(f"  {title:<44}{time.perf_counter() - start:8.3f} s", flush=True)
    return result


def answer_times(ask: Callable[[float], object], values: Sequence[float]) -> list[float]:
    """Milliseconds of each answer."""
    found = []
    for value in values:
        start = time.perf_counter()
        ask(value)
        found.append((time.perf_counter() - start) * 1000)
    return found


def main(arguments: Sequence[str]) -> int:
    """Prepare, move the threshold, change catalogs."""
    count = int(arguments[0]) if arguments else 200_000
    frame = applicants(scattered(count, around_zones=True))
    city, *others = catalogs()
    city = replace(city, clauses=(*city.clauses, TAX))
    judge = Screener(
        targets(), zones(), [city, *others], control_layers(), DAY, lists=reference_lists()
    )
    print(f"{count:,} enterprises, 60 zones, 47 clauses each")
    crowd = timed("places assigned", lambda: judge.crowd(frame))
    before = timed("judged by the catalogs as they are", lambda: judged_side(crowd, judge.rulebook))

    def book(changed: Catalog) -> Rulebook:
        every = [changed if one.id == changed.id else one for one in (city, *others)]
        return build_rulebook(judge.targets, every, DAY)

    timed("hits of every city clause", lambda: clause_hits(crowd, judge.rulebook, city))

    def impact_of(title: str, changed: Catalog) -> CatalogImpact:
        def work() -> CatalogImpact:
            after = changed_side(crowd, before, book(changed))
            return compared(crowd, (before, after), Wording(), DAY)

        found = timed(title, work)
        assert found.reconciles
        print(f"    {found.changed.count:,} change their verdict")
        return found

    impact_of(
        "impact of one changed zone catalog", replace(others[0], clauses=others[0].clauses[1:])
    )
    moved = with_threshold(city, "tax", 0, 20.0)
    impact = impact_of("impact of a changed city catalog", moved)
    profile = timed("slider prepared", lambda: threshold_profile(crowd, book, city, "tax", 0))
    assert profile is not None
    answer = profile.at(20.0)
    sides = profile.side(profile.current), profile.side(20.0)
    who = profile.flipped_pairs(20.0)
    timed("list of who changes", lambda: flip_table(crowd, who, sides, Wording(), DAY))
    assert answer.flipped.count == impact.changed.count > 0
    print(
        f"    15 -> 20: {answer.newly_failing.count:,} more fail, "
        f"{answer.flipped.count:,} change their verdict"
    )
    values = np.linspace(0, 60, 121).tolist()
    times = answer_times(profile.at, values)
    worst = max(times)
    print(
        f"  slider answers: median {np.median(times):.1f} ms, worst {worst:.1f} ms "
        f"(limit {SLIDER_LIMIT_MS:.0f})"
    )
    met = worst <= SLIDER_LIMIT_MS
    print("met" if met else "MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
