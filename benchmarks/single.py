"""A single applicant typed into the form, on the sample: ``python benchmarks/single.py [ROUNDS]``.

Measured is what happens after each key: the verdict of one applicant with the evidence of every
clause, and which facts the catalogs ask for. Beside it, what is done once per state of the project
(catalogs resolved, layers prepared), and the answer to 这里能进什么. Exit code 1 if a time misses its
target.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import shapely

from dzmap.bootstrap import build_application
from dzmap.commands.project import open_project
from dzmap.services.admissible import HereRequest, here
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Silent
from dzmap.services.new_project import write_new_project
from dzmap.services.single import SingleApplicant, SingleJudge

VERDICT_TARGET_MS = 50.0
DAY = date(2021, 12, 31)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def key_pressed(judge: SingleJudge, one: SingleApplicant) -> None:
    """What the form asks for after each key."""
    judge.judge(one)
    judge.asked("" if one.target is None else one.target.id, one.industry)


def applicants(judge: SingleJudge, rounds: int) -> list[SingleApplicant]:
    """Applicants with more and more facts, before every target in turn."""
    facts: dict[str, float | str] = {
        "total_invest_wan_yuan": 10_865.0,
        "land_mu": 41.0,
        "tax_wan_yuan": 760.0,
        "energy_tce": 1260.0,
        "action": "新建",
    }
    names = list(facts)
    found = []
    for number in range(rounds):
        known = dict(list(facts.items())[: number % (len(names) + 1)])
        target = judge.targets[number % len(judge.targets)]
        place = shapely.Point(116.75 + number * 1e-4, 36.79)
        found.append(SingleApplicant(industry="3670", facts=known, target=target, place=place))
    return found


def main(arguments: Sequence[str]) -> int:
    """Print the times; 1 if the verdict takes too long."""
    rounds = int(arguments[0]) if arguments else 120
    application = build_application()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.gpkg"
        write_new_project(application, path, sample=True, progress=Silent())
        session = open_project(application, path)
        tree = industry_tree(application.reference)
        made: list[SingleJudge] = []
        once = timed(lambda: made.append(SingleJudge(session, DAY, tree)))
        judge = made[0]
        every = [timed(partial(key_pressed, judge, one)) for one in applicants(judge, rounds)]
        place = (116.75, 36.79)
        request = HereRequest(as_of=DAY, target=judge.targets[0].id, place=place)
        answer = timed(lambda: here(session, request, industries=tree))
        session.close()
    middle, worst = statistics.median(every[1:]), max(every[1:])
    print(f"prepared once           {once:8.1f} ms")
    print(f"first verdict           {every[0]:8.1f} ms")
    print(f"verdict, median         {middle:8.1f} ms   limit {VERDICT_TARGET_MS:.0f} ms")
    print(f"verdict, slowest        {worst:8.1f} ms")
    print(f"what may come here      {answer:8.1f} ms")
    return 0 if middle <= VERDICT_TARGET_MS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
