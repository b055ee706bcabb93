import threading
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from dzmap.core.problems import KnownError
from dzmap.services.jobs import Progress
from dzmap.ui.job_runner import JobRunner, JobState


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    assert runner.stop()


def test_that_a_result_arrives_in_the_gui_thread(qtbot: QtBot, runner: JobRunner) -> None:
    threads: list[int] = []

    def work(progress: Progress) -> int:
        threads.append(threading.get_ident())
        return 42

    results: list[tuple[int, int]] = []
    job = runner.run(
        "计算", work, on_done=lambda value: results.append((value, threading.get_ident()))
    )
    qtbot.waitUntil(lambda: bool(results))
    assert results == [(42, threading.get_ident())]
    assert threads != [threading.get_ident()]
    assert job.state is JobState.DONE
    assert runner.jobs == ()


def test_that_progress_is_told_while_the_job_runs(qtbot: QtBot, runner: JobRunner) -> None:
    release = threading.Event()

    def work(progress: Progress) -> None:
        progress.step("空间关系", 3, 10)
        release.wait(5)

    with qtbot.waitSignal(runner.progressed, timeout=2000):
        job = runner.run("审查", work)
    assert (job.progress.name, job.progress.done, job.progress.total) == ("空间关系", 3, 10)
    with qtbot.waitSignal(runner.ended):
        release.set()


def test_that_cancel_answers_within_300_ms_even_if_the_work_does_not_listen(
    qtbot: QtBot, runner: JobRunner
) -> None:
    release = threading.Event()
    results: list[object] = []
    job = runner.run("导入", lambda progress: release.wait(5), on_done=results.append)
    began = time.monotonic()
    with qtbot.waitSignal(job.cancelled, timeout=1000):
        job.cancel()
    assert time.monotonic() - began < 0.3
    release.set()
    runner.stop()
    qtbot.wait(50)
    assert results == []


def test_that_listening_work_stops_at_its_next_step(qtbot: QtBot, runner: JobRunner) -> None:
    steps = 0

    def work(progress: Progress) -> None:
        nonlocal steps
        while True:
            progress.step("读取", steps, 0)
            steps += 1
            time.sleep(0.005)

    job = runner.run("读取", work)
    qtbot.waitUntil(lambda: steps > 0)
    with qtbot.waitSignal(job.cancelled, timeout=300):
        job.cancel()
    assert runner.stop(1000)


def test_that_a_newer_job_supersedes_an_older_one_of_the_same_key(
    qtbot: QtBot, runner: JobRunner
) -> None:
    release = threading.Event()
    results: list[str] = []

    def slow(progress: Progress) -> str:
        release.wait(5)
        return "old"

    older = runner.run("审查", slow, key="screen", on_done=results.append)
    newer = runner.run("审查", lambda progress: "new", key="screen", on_done=results.append)
    qtbot.waitUntil(lambda: newer.state is JobState.DONE)
    release.set()
    runner.stop()
    qtbot.wait(50)
    assert results == ["new"]
    assert older.state is JobState.SUPERSEDED


def test_that_a_known_error_goes_to_its_handler(qtbot: QtBot, runner: JobRunner) -> None:
    errors: list[KnownError] = []

    def work(progress: Progress) -> None:
        raise KnownError("打不开这个文件", file="示例.shp")

    runner.run("打开", work, on_failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].file == "示例.shp"


def test_that_a_known_error_without_handler_reaches_the_window(
    qtbot: QtBot, runner: JobRunner
) -> None:
    def work(progress: Progress) -> None:
        raise KnownError("打不开这个文件")

    with qtbot.waitSignal(runner.failed) as caught:
        runner.run("打开", work)
    assert isinstance(caught.args[0], KnownError)


def test_that_a_bug_is_told_apart_from_a_known_error(qtbot: QtBot, runner: JobRunner) -> None:
    with qtbot.waitSignal(runner.bug) as caught:
        job = runner.run("计算", lambda progress: 1 / 0)
    assert isinstance(caught.args[0], ZeroDivisionError)
    assert job.state is JobState.FAILED


def test_that_a_result_nobody_waits_for_is_handed_back(qtbot: QtBot, runner: JobRunner) -> None:
    release = threading.Event()
    dropped: list[str] = []

    def work(progress: Progress) -> str:
        release.wait(5)
        return "open file"

    first = runner.run("打开", work, key="open", on_dropped=dropped.append)
    second = runner.run("打开", work, key="open", on_dropped=dropped.append)
    second.cancel()
    release.set()
    qtbot.waitUntil(lambda: dropped == ["open file", "open file"], timeout=2000)
    assert first.state is JobState.SUPERSEDED
    assert second.state is JobState.CANCELLED


def test_that_saving_cannot_be_cancelled(qtbot: QtBot, runner: JobRunner) -> None:
    release = threading.Event()
    job = runner.run("保存", lambda progress: release.wait(5), cancellable=False)
    job.cancel()
    assert job.cancel_asked_at is None
    with qtbot.waitSignal(job.done):
        release.set()
