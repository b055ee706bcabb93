"""The screening core against DuckDB's bare spatial join of the same points and zones.

One million points and sixty zones of 400 vertices are made as in the join that the target was set
by (seeded); every zone is governed by 46 clauses of all kinds (``_screening_city``), with control
layers that cover only part of the city. The time includes resolving the catalogs and finding each
point's zone. Both sides run a few times and the quickest run counts. Exit code 1 if the ratio or
the memory misses its target.

    python benchmarks/screening.py [POINTS]
"""

import resource
import site
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from _screening_city import (
    DAY,
    Points,
    applicants,
    catalogs,
    control_layers,
    reference_lists,
    scattered,
    targets,
    zones,
)

from dzmap.core.screening import Screener
from dzmap.core.verdicts import ScreeningResult, Verdict

RATIO_TARGET = 4.0
MEMORY_TARGET_GIB = 2.5
RUNS = 3


def duckdb_join(points: Points, shapes: gpd.GeoSeries) -> tuple[float, int]:
    """Seconds of the quickest of some bare ST_Within joins, and the pairs found."""
    import duckdb

    folders = [Path(folder) for folder in site.getsitepackages()]
    extension = next(
        path for folder in folders for path in folder.rglob("spatial.duckdb_extension")
    )
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"load '{extension}'")
    entries = pd.DataFrame({"x": points[:, 0], "y": points[:, 1]})
    outlines = pd.DataFrame({"wkb": shapely.to_wkb(shapes.to_numpy())})
    connection.register("entries", entries)
    connection.register("outlines", outlines)
    connection.execute("create table ent as select st_point(x, y) geom from entries")
    connection.execute("create table z as select st_geomfromwkb(wkb) geom from outlines")
    seconds, pairs = float("inf"), 0
    for _ in range(RUNS):
        start = time.perf_counter()
        query = "select count(*) from ent join z on st_within(ent.geom, z.geom)"
        row = connection.execute(query).fetchone()
        seconds, pairs = min(seconds, time.perf_counter() - start), row[0] if row else 0
    return seconds, pairs


def screen_once(frame: gpd.GeoDataFrame, shapes: gpd.GeoSeries) -> tuple[float, ScreeningResult]:
    """Seconds from catalogs and applicants to verdicts."""
    start = time.perf_counter()
    result = screener(shapes).screen(frame)
    return time.perf_counter() - start, result


def screener(shapes: gpd.GeoSeries) -> Screener:
    """Everything but the applicants."""
    return Screener(targets(), shapes, catalogs(), control_layers(), DAY, lists=reference_lists())


def peak_gib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def run(count: int, *, around_zones: bool) -> tuple[bool, float]:
    """One comparison; whether the ratio was met, and the peak memory before DuckDB started."""
    points, shapes = scattered(count, around_zones=around_zones), zones()
    frame = applicants(points)
    seconds, result = min((screen_once(frame, shapes) for _ in range(RUNS)), key=lambda run: run[0])
    memory = peak_gib()
    judged = int((result.target >= 0).sum())
    bare, pairs = duckdb_join(points, shapes)
    ratio = seconds / bare
    title = "points around the zones" if around_zones else "points as in the reference join"
    print(f"{title}: {count:,} points, {judged:,} in a zone, 46 clauses each")
    print(f"  screening {seconds:.2f} s   DuckDB ST_Within {bare:.2f} s ({pairs:,} pairs)")
    print(f"  ratio {ratio:.2f} (target <= {RATIO_TARGET})   peak {memory:.2f} GiB")
    counts = "  ".join(f"{verdict.name} {n:,}" for verdict, n in result.counts().items())
    print(f"  {counts}")
    assert {verdict for verdict, n in result.counts().items() if n} == set(Verdict)
    return ratio <= RATIO_TARGET, memory


def main(arguments: Sequence[str]) -> int:
    """Run both distributions of points."""
    count = int(arguments[0]) if arguments else 1_000_000
    outcomes = [run(count, around_zones=False), run(count, around_zones=True)]
    met = all(ratio for ratio, _ in outcomes) and outcomes[0][1] <= MEMORY_TARGET_GIB
    print("met" if met else "MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
