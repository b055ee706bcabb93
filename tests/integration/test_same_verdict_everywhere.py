"""One applicant, one answer: whichever way an official asks, verdict and numbers are the same.

Result files (Excel, CSV, JSON), the evidence panel, the single review, the verdict sheet, siting at
the own place, the kept run and the impact of unchanged catalogs, on 200 enterprises and all projects.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import python_calamine

from dzmap.__main__ import app
from dzmap.commands.console import OK, guarded
from dzmap.core.industries import IndustryTree
from dzmap.core.verdicts import ClauseState, Verdict
from dzmap.readers.reference import BundledReference
from dzmap.services.clause_records import clause_record
from dzmap.services.industries import industry_tree
from dzmap.services.sampling import build_sample
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening
from dzmap.services.session import Session, create_project, open_session
from dzmap.services.sheet_building import SheetMaker
from dzmap.services.single import SingleJudge, known_applicant
from dzmap.services.siting import SitingRequest, candidate_of, run_siting
from dzmap.storage import GeoPackageStores

REFERENCE = BundledReference()
DAY = date(2021, 12, 31)
SOURCES = ("enterprises", "projects")


def call(*arguments: object) -> int:
    """Run the program and return its exit code."""
    return guarded(lambda: app([str(argument) for argument in arguments]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """The answers of one source: the run itself, and what the commands wrote."""

    source: str
    run: ScreeningRun
    written: dict[str, Any]
    folder: Path
    kept: str

    def some(self, step: int) -> Iterator[int]:
        """Every so-many-th row, so that each verdict and each kind of place occurs."""
        yield from range(0, len(self.run.result), step)


@pytest.fixture(scope="module")
def industries() -> IndustryTree:
    return industry_tree(REFERENCE)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("同一结论") / "示例.gpkg"
    create_project(
        GeoPackageStores(),
        file,
        build_sample(REFERENCE, enterprises=200),
        catalogs=REFERENCE.sample_catalogs(),
        metadata={"title": "德州市开发区规划（示例）", "sample": "1"},
    )
    return file


@pytest.fixture(scope="module")
def session(path: Path) -> Iterator[Session]:
    opened = open_session(
        GeoPackageStores(),
        path,
        author="审查员",
        clock=lambda: datetime(2021, 12, 31, tzinfo=UTC),
        read_only=True,
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=SOURCES)
def asked(
    request: pytest.FixtureRequest, path: Path, session: Session, industries: IndustryTree
) -> Asked:
    source = request.param
    folder = path.parent / source
    folder.mkdir()
    question = ScreeningRequest(year=2021, as_of=DAY, source=source)
    screen = ("screen", path, "--source", source)
    for name in ("结果.csv", "结果.xlsx"):
        assert call(*screen, "--out", folder / name) == OK
    assert call(*screen, "--out", folder / "结果.json", "--keep", "--title", source) == OK
    return Asked(
        source=source,
        run=run_screening(session, question, industries=industries),
        written=json.loads((folder / "结果.json").read_text(encoding="utf-8")),
        folder=folder,
        kept=f"2021-R-{SOURCES.index(source) + 1:04d}",
    )


def test_that_every_file_tells_the_same(asked: Asked) -> None:
    run = asked.run
    assert len(run.result) == (200 if asked.source == "enterprises" else 3250)
    own = run.frame.set_index("applicant_id")[["verdict_zh", "checked_zh", "gap_text"]].fillna("")
    results = {row["applicant_id"]: row for row in asked.written["results"]}
    assert {name: row["verdict"] for name, row in results.items()} == {
        name: Verdict(int(verdict)).token
        for name, verdict in zip(run.frame["applicant_id"], run.result.verdict, strict=True)
    }
    assert {name: row["gap"] or "" for name, row in results.items()} == own["gap_text"].to_dict()
    rows = pd.DataFrame(asked.written["tables"][0]["rows"]).set_index("applicant_id")
    csv = pd.read_csv(asked.folder / "结果.csv", dtype=str, keep_default_na=False)
    book = python_calamine.CalamineWorkbook.from_path(asked.folder / "结果.xlsx")
    head, *cells = book.get_sheet_by_name("审查结果").to_python()
    excel = pd.DataFrame(cells, columns=head).iloc[: len(own)].set_index("编号")
    shown = dict(zip(("结论", "已核查部分", "差距 / 缺什么"), own, strict=True))
    for found in (excel, csv.set_index("编号")):
        same = found[list(shown)].rename(columns=shown).reindex(own.index)
        pd.testing.assert_frame_equal(same, own, check_dtype=False, check_names=False)
    same = rows[list(own)].reindex(own.index).fillna("")
    pd.testing.assert_frame_equal(same, own, check_dtype=False, check_names=False)


def test_that_the_evidence_is_that_of_the_batch(asked: Asked) -> None:
    """Clause by clause, to the last digit."""
    for row in asked.some(25 if asked.source == "projects" else 4):
        found, written = asked.run.explain(row), asked.written["results"][row]
        assert found.applicant_id == written["applicant_id"]
        assert found.verdict.token == written["verdict"]
        assert found.checked_verdict.token == written["checked_verdict"]
        assert [clause_record(one) for one in found.clauses] == written["clauses"]
        decisive = [f"{one.catalog_id}/{one.clause_id}" for one in found.clauses]
        assert written["decisive"] is None or written["decisive"] in decisive


def test_that_the_clauses_alone_give_the_verdict(asked: Asked) -> None:
    """The strictest of what the clauses force is the verdict; what they miss is what is told."""
    for written in asked.written["results"]:
        forced = [one["contribution"] for one in written["clauses"] if one["contribution"]]
        tokens = [verdict.token for verdict in Verdict]
        worst = max(map(tokens.index, forced), default=1)
        if not written["clauses"]:
            assert written["verdict"] == "insufficient"
            continue
        # Encouragement is earned only where nothing stricter speaks.
        assert written["verdict"] == tokens[worst], written
        for clause in written["clauses"]:
            if clause["state"] in {"unknown", "not_covered"}:
                assert clause["missing"], clause
            if clause["gap"] is not None:
                assert clause["gap"] > 0
                assert clause["holds"] is False


def test_that_the_sheet_prints_the_same(asked: Asked, session: Session) -> None:
    maker = SheetMaker(session, asked.run)
    for row in asked.some(130 if asked.source == "projects" else 17):
        sheet, written = maker.sheet(row, "示例 1 号"), asked.written["results"][row]
        assert sheet.verdict.token == written["verdict"]
        assert len(sheet.clauses) == len(written["clauses"])
        states = [one.state for one in sheet.clauses]
        for state in ClauseState:
            told = sum(one["state"] == state.name.lower() for one in written["clauses"])
            assert states.count(state) == told
        decisive = [one for one in sheet.clauses if one.decisive]
        assert bool(decisive) is (written["decisive"] is not None)


def test_that_the_single_review_says_the_same(
    asked: Asked, session: Session, industries: IndustryTree
) -> None:
    judge = SingleJudge(session, DAY, industries)
    for row in asked.some(40 if asked.source == "projects" else 6):
        written = asked.written["results"][row]
        applicant = known_applicant(
            session, asked.source, written["applicant_id"], year=2021, targets=judge.targets
        )
        found = judge.judge(applicant)
        assert (found.target.id or None) == written["target_id"], written["name"]
        assert found.verdict.token == written["verdict"], written["name"]
        assert [clause_record(one) for one in found.clauses] == written["clauses"]


def test_that_siting_at_the_own_place_says_the_same(
    asked: Asked, session: Session, industries: IndustryTree
) -> None:
    """Of projects with a place of their own; elsewhere the whole zone stands for the place."""
    if asked.source == "enterprises":
        first = asked.written["results"][0]["applicant_id"]
        moving = candidate_of(session, asked.source, first, 2021)
        assert moving.notes == ("存量企业按“迁建”比选。",)  # another question, and it says so
        return
    seen = set()
    for row in asked.some(300):
        written = asked.written["results"][row]
        if not asked.run.screener.crowd_of(asked.run.result).facts.precise[row]:
            continue
        candidate = candidate_of(session, asked.source, written["applicant_id"], 2021)
        siting = run_siting(
            session, SitingRequest(candidate=candidate, as_of=DAY), industries=industries
        )
        places = {site.target.id: site for site in siting.sites}
        own = places.get(written["target_id"])
        if own is None:
            continue
        assert own.own_place
        assert own.verdict.token == written["verdict"]
        failing = {
            f"{one.catalog_id}/{one.clause_id}": (one.measured, one.threshold, one.gap)
            for one in own.failing
        }
        forced = {
            one["clause"]: (one["measured"], one["threshold"], one["gap"])
            for one in written["clauses"]
            if one["contribution"] in {"restricted", "prohibited"}
        }
        assert failing == forced if own.verdict is not Verdict.INSUFFICIENT else not failing
        seen.add(own.verdict)
    assert len(seen) >= 3


def test_that_the_kept_run_says_the_same(asked: Asked, path: Path) -> None:
    out = asked.folder / "保留.json"
    assert call("runs", path, "show", asked.kept, "--out", out) == OK
    kept = pd.DataFrame(json.loads(out.read_text(encoding="utf-8"))["tables"][0]["rows"])
    made = pd.DataFrame(asked.written["tables"][0]["rows"])
    shared = [name for name in made.columns if name in kept.columns]
    assert {"verdict_zh", "checked_zh", "gap_text", "decisive"} <= set(shared)
    pd.testing.assert_frame_equal(
        kept.set_index("applicant_id")[shared[1:]].loc[made["applicant_id"]].fillna(""),
        made.set_index("applicant_id")[shared[1:]].fillna(""),
        check_dtype=False,
    )


def test_that_unchanged_catalogs_have_no_impact(
    asked: Asked, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = asked.folder / "影响.json"
    order = ("catalog", "impact", path, "--set", "dz-city/C09#1=4", "--source", asked.source)
    capsys.readouterr()
    assert call(*order, "--out", out, "--json") == OK
    told = json.loads(capsys.readouterr().out)
    counts = np.bincount(asked.run.result.verdict, minlength=len(Verdict))
    assert told["matrix"] == np.diag(counts).tolist()
    assert told["changed"]["count"] == 0
