"""Reverse siting: one applicant against sixty zones of 400 vertices with 46 clauses each.

The catalogs, layers and zones are those of the screening benchmark. Measured is what happens when
somebody presses 比选: judging every zone as an area, explaining each failing and undecided clause,
taking the margins, and scoring; resolving the catalogs once is measured beside it, and so is
scoring again under other weights. Exit code 1 if a time misses its target.

    python benchmarks/siting.py [RUNS]
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
from _screening_city import (
    DAY,
    ZONES,
    applicants,
    catalogs,
    control_layers,
    reference_lists,
    scattered,
    targets,
    zones,
)

from dzmap.core.screening import Screener
from dzmap.core.site_scores import SiteScores, Weights
from dzmap.core.siting import Group, SiteJudge, SiteVerdict

SITING_TARGET_MS = 200.0
WEIGHTS_TARGET_MS = 100.0


def scored(sites: Sequence[SiteVerdict]) -> SiteScores:
    """Scores with made-up land and distances."""
    rng = np.random.default_rng(5)
    return SiteScores(
        np.array([np.nan if site.margin is None else site.margin for site in sites]),
        rng.uniform(0, 900, len(sites)),
        rng.uniform(0, 40, len(sites)),
        np.array([site.group is Group.ADMITTED for site in sites]),
        np.array([site.verdict for site in sites], dtype=np.int8),
    )


def one_round(
    screener: Screener, shapes: gpd.GeoSeries, applicant: gpd.GeoDataFrame
) -> tuple[float, float, tuple[SiteVerdict, ...]]:
    """Milliseconds for the comparison and for other weights, and the verdicts."""
    start = time.perf_counter()
    sites = SiteJudge(screener, shapes, applicant).verdicts()
    judged = time.perf_counter()
    table = scored(sites)
    table.ranked(Weights((20, 30, 50)))
    table.sensitivity(Weights(), 0)
    return (judged - start) * 1000, (time.perf_counter() - judged) * 1000, sites


def main(arguments: Sequence[str]) -> int:
    """Time several applicants, each for itself."""
    runs = int(arguments[0]) if arguments else 20
    shapes = zones()
    start = time.perf_counter()
    screener = Screener(
        targets(), shapes, catalogs(), control_layers(), DAY, lists=reference_lists()
    )
    resolving = (time.perf_counter() - start) * 1000
    crowd = applicants(scattered(runs, around_zones=True))
    rounds = [
        one_round(screener, shapes, crowd.iloc[row : row + 1].reset_index(drop=True))
        for row in range(runs)
    ]
    times, again = [one[0] for one in rounds], [one[1] for one in rounds]
    verdicts = Counter(site.verdict.name for one in rounds for site in one[2])
    median, worst = statistics.median(times), max(times)
    print(f"{ZONES} zones, 46 clauses each, {runs} applicants one by one")
    print(
        f"  siting  median {median:.0f} ms, worst {worst:.0f} ms (target <= {SITING_TARGET_MS:.0f})"
    )
    print(f"  resolving catalogs and layers once {resolving:.0f} ms")
    print(
        f"  other weights, with the curve {max(again):.2f} ms (target <= {WEIGHTS_TARGET_MS:.0f})"
    )
    print("  " + "  ".join(f"{name} {count:,}" for name, count in verdicts.items()))
    met = median <= SITING_TARGET_MS and max(again) <= WEIGHTS_TARGET_MS
    print("met" if met else "MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
