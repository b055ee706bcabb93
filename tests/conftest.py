"""Settings that every test needs."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# QtWebEngine refuses its sandbox to root, and CI runs as root; the program never sets this itself.
os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

# How long an example takes depends on the machine; speed is measured in benchmarks/.
settings.register_profile("dzmap", deadline=None, print_blob=True)
# CI tries the same examples each time, so that a change is judged by what it changes.
settings.register_profile("ci", settings.get_profile("dzmap"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dzmap")


@pytest.fixture(scope="session", autouse=True)
def _no_collection_in_workers() -> Iterator[None]:
    """The window keeps the collector in its own thread (``ui.collector``), and so do the tests."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _collection_between_tests(_no_collection_in_workers: None) -> Iterator[None]:
    yield
    if gc.get_count()[0] > 100_000:
        gc.collect()
