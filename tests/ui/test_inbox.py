import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dzmap.ui.inbox import Inbox
from tests.ui.conftest import wait


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:
    owner = QObject()
    yield owner
    owner.deleteLater()


def test_that_no_message_of_many_workers_is_lost(owner: QObject) -> None:
    received: list[tuple[int, int]] = []
    gui = threading.current_thread()
    threads: set[threading.Thread] = set()

    def receive(message: tuple[int, int]) -> None:
        received.append(message)
        threads.add(threading.current_thread())

    inbox = Inbox(receive, owner)
    for _ in range(8 * 500):
        inbox.expect()
    put = inbox.put
    workers = [
        threading.Thread(target=lambda one=one: [put((one, number)) for number in range(500)])
        for one in range(8)
    ]
    for worker in workers:
        worker.start()
    wait(lambda: len(received) == 8 * 500)
    assert threads == {gui}
    for one in range(8):
        assert [number for who, number in received if who == one] == list(range(500))


def test_that_a_receiver_that_fails_does_not_lose_the_next_message(
    qtbot: QtBot, owner: QObject
) -> None:
    received: list[str] = []

    def receive(message: str) -> None:
        if message == "bad":
            raise RuntimeError(message)
        received.append(message)

    inbox = Inbox(receive, owner)
    for message in ("bad", "good"):
        inbox.expect()
        inbox.put(message)
    with qtbot.captureExceptions() as caught:
        wait(lambda: received == ["good"])
    assert [str(error) for _, error, _ in caught] == ["bad"]


def test_that_a_closed_inbox_receives_nothing(owner: QObject) -> None:
    received: list[str] = []
    closed, open_ = Inbox(received.append, owner), Inbox(received.append, owner)
    for inbox, message in ((closed, "late"), (open_, "in time")):
        inbox.expect()
        inbox.put(message)
    closed.close()
    wait(lambda: bool(received))
    assert received == ["in time"]
