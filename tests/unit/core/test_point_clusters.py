import time

import numpy as np

from dzmap.core.point_clusters import gather

RNG = np.random.default_rng(3)


def test_that_near_points_are_one_cluster_and_others_stand_alone() -> None:
    places = np.array([[95.0, 50], [105, 50], [np.nan, 50], [100, 56], [900, 900]])
    found = gather(places, 60.0)
    assert found.count.tolist() == [1, 3]
    assert found.first[0] == 4
    assert np.allclose(found.places, [[900, 900], [100, 52]])


def test_that_every_point_is_counted_once_and_crowds_come_last() -> None:
    places = RNG.uniform(-5_000, 5_000, (4_000, 2))
    found = gather(places, 700.0)
    assert found.count.sum() == 4_000
    assert (np.diff(found.count) >= 0).all()
    assert len(found.count) < 200
    gaps = np.linalg.norm(found.places[:, None] - found.places, axis=2) + 1e9 * np.eye(
        len(found.count)
    )
    assert np.median(gaps.min(axis=1)) > 700


def test_that_nothing_gathers_to_nothing() -> None:
    assert len(gather(np.zeros((0, 2)), 10.0).count) == 0
    assert len(gather(np.full((2, 2), np.nan), 10.0).count) == 0


def test_that_a_million_points_are_gathered_at_once() -> None:
    places = RNG.normal(0, 20_000, (1_000_000, 2))
    start = time.perf_counter()
    found = gather(places, 1_000.0)
    assert time.perf_counter() - start < 2.0
    assert found.count.sum() == 1_000_000
