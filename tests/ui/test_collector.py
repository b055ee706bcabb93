import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from dzmap.ui.collector import GuiCollector
from tests.ui.conftest import wait


class Knot:
    """A reference cycle that says which thread untied it."""

    def __init__(self, seen: list[threading.Thread]) -> None:
        self.me = self
        self._seen = seen

    def __del__(self) -> None:
        self._seen.append(threading.current_thread())


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[GuiCollector]:
    parent = QObject()
    yield GuiCollector(parent)
    parent.deleteLater()


def test_that_cycles_made_by_a_worker_end_in_the_gui_thread(collector: GuiCollector) -> None:
    seen: list[threading.Thread] = []
    worker = threading.Thread(target=lambda: [Knot(seen) for _ in range(20_000)] and None)
    worker.start()
    worker.join()
    assert not seen
    wait(lambda: len(seen) == 20_000)
    assert set(seen) == {threading.main_thread()}


def test_that_nothing_is_collected_before_it_is_due(collector: GuiCollector) -> None:
    gc.collect()
    seen: list[threading.Thread] = []
    Knot(seen)
    collector.collect()
    assert not seen
