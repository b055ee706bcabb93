"""准入判定书 of the sample project as PDF and Word, and from the command line."""
# ruff: noqa: TID253 - these tests are about what docx reads

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import geopandas as gpd
import numpy as np
import pytest
import shapely
from docx.oxml.ns import qn

from dzmap.bootstrap import build_application
from dzmap.core.identifiers import uscc_check_character
from dzmap.core.problems import Cancelled, KnownError
from dzmap.core.verdicts import ClauseState, Override, Verdict
from dzmap.reports.verdict_docx import VerdictDocxWriter
from dzmap.reports.verdict_pdf import VerdictPdfWriter, verdict_pdf
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import CancellableProgress
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening
from dzmap.services.session import Session, open_session
from dzmap.services.sheet_building import SheetMaker
from dzmap.services.verdict_sheet import VerdictSheet
from tests.helpers.printed_sheets import bare, docx_text, pages_of, pdf_text
from tests.helpers.ui_project import sample_file

CODE = f"91371425MA3C4DXX0{uscc_check_character('91371425MA3C4DXX0')}"
NUMBER = "示例判〔2021〕017 号"
HOSTILE = "<img src=x onerror=alert(1)> #*_$ $x$ `a` @b \\ “甲” \x07"
REASON = "经专题会议研究同意按一事一议办理，须于年底前补足投资。"
OVERRIDE = Override(
    verdict=Verdict.CONDITIONAL,
    reason=REASON,
    name="王某",
    at=datetime(2022, 1, 5, 10, tzinfo=UTC),
    attachment="会议纪要.pdf",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_file(tmp_path_factory.mktemp("判定 书"))


@pytest.fixture(scope="module")
def session(project: Path) -> Iterator[Session]:
    opened = open_session(
        build_application().stores,
        project,
        author="test",
        clock=lambda: datetime(2022, 1, 1, tzinfo=UTC),
        read_only=True,
    )
    yield opened
    opened.close()


def judged(session: Session, source: Any) -> ScreeningRun:
    request = ScreeningRequest(year=2021, as_of=date(2021, 12, 31), source=source)
    industries = industry_tree(build_application().reference)
    return run_screening(session, request, industries=industries)


@pytest.fixture(scope="module")
def projects(session: Session) -> ScreeningRun:
    return judged(session, "projects")


@pytest.fixture(scope="module")
def applicant(session: Session) -> gpd.GeoDataFrame:
    """One applicant in Qihe whose land lies half on farmland, with a name that is no markup."""
    farmland = session.table("control_areas")
    layers = session.table("control_layers")
    farm = layers["id"][layers["kind"] == "permanent_farmland"].iloc[0]
    west, south, east, _ = farmland[farmland["layer_id"] == farm].geometry.iloc[0].bounds
    middle = (west + east) / 2
    plot = shapely.box(middle, south - 0.002, middle + 0.004, south + 0.002)
    row = {
        "id": CODE,
        "name": HOSTILE,
        "industry_code": "3670",
        "action": "新建",
        "zone_id": "37201047",
        "land_mu": 200.0,
        "total_invest_wan_yuan": 40_000.0,
        "place_quality": "红线",
        "geometry": plot,
    }
    return gpd.GeoDataFrame([row], geometry="geometry", crs=4490)


def sheet_of(session: Session, run: ScreeningRun, row: int = 0, **more: Any) -> VerdictSheet:
    return SheetMaker(session, run, organisation="某管委会").sheet(row, NUMBER, **more)


def write(sheet: VerdictSheet, folder: Path) -> tuple[Path, Path]:
    pdf, word = folder / "书.pdf", folder / "书.docx"
    VerdictPdfWriter().write([sheet], pdf)
    VerdictDocxWriter().write([sheet], word)
    return pdf, word


def first_of(run: ScreeningRun, verdict: Verdict) -> int:
    """The first governed row with a verdict."""
    rows = np.flatnonzero((run.result.verdict == verdict) & (run.result.target >= 0))
    return int(rows[0])


# --- content ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "verdict",
    [Verdict.ADMITTED, Verdict.CONDITIONAL, Verdict.RESTRICTED, Verdict.INSUFFICIENT],
)
def test_that_every_clause_stands_on_two_pages_at_most(
    session: Session, projects: ScreeningRun, tmp_path: Path, verdict: Verdict
) -> None:
    sheet = sheet_of(session, projects, first_of(projects, verdict))
    assert len(sheet.clauses) > 30
    pdf, word = write(sheet, tmp_path)
    assert pages_of(pdf) == 2
    for text in (pdf_text(pdf), docx_text(word)):
        flat = bare(text)
        for clause in sheet.clauses:
            assert bare(clause.requirement) in flat
        for words in (NUMBER, verdict.zh, sheet.headline, "某管委会", "内部资料", *sheet.basis):
            assert bare(words) in flat
    shown = bare(pdf_text(pdf))
    assert "第1页共2页" in shown
    assert "第2页共2页" in shown


def test_that_names_are_text_and_land_on_farmland_is_drawn(
    session: Session, applicant: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    run = judged(session, applicant)
    sheet = sheet_of(session, run)
    assert sheet.verdict is Verdict.PROHIBITED
    assert [fact.value for fact in sheet.facts][1] == CODE
    told = {one.item: one for one in sheet.findings}
    assert told["占永久基本农田"].tone == "hit"
    assert re.fullmatch(r"\d+\.\d\d 亩（\d+\.\d\d %）", told["占永久基本农田"].result)
    assert sheet.figure is not None
    ids = [layer.id for layer in sheet.figure.map.layers]
    assert "conflicts" in ids
    assert "place" in ids
    pdf, word = write(sheet, tmp_path)
    name = bare(HOSTILE.replace("\x07", ""))
    assert name in bare(pdf_text(pdf))
    assert name in bare(docx_text(word))
    assert f"占永久基本农田{bare(told['占永久基本农田'].result).split('（')[0]}" in bare(
        pdf_text(pdf)
    )


def test_that_without_a_place_nothing_is_drawn_and_nothing_is_nought(
    session: Session, applicant: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    run = judged(session, applicant.assign(place_quality="地址"))
    sheet = sheet_of(session, run)
    assert sheet.figure is None
    assert sheet.verdict is Verdict.INSUFFICIENT
    assert "已核查部分" in sheet.qualifier
    assert all(one.tone == "open" or "未施行" in one.result for one in sheet.findings)
    assert any(one.state is ClauseState.UNKNOWN for one in sheet.clauses)
    pdf, word = write(sheet, tmp_path)
    for text in (pdf_text(pdf), docx_text(word)):
        assert "没有准确位置" in text
        assert not re.search(r"(?<!\d)0\.00亩", bare(text))
        assert "未作图" in text


def test_that_an_applicant_without_a_target_gets_a_sheet(
    session: Session, applicant: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    lost = applicant.assign(zone_id=None, place_quality=None, geometry=[None])
    sheet = sheet_of(session, judged(session, lost))
    assert sheet.clauses == ()
    pdf, word = write(sheet, tmp_path)
    assert pages_of(pdf) == 1
    for text in (pdf_text(pdf), docx_text(word)):
        assert "没有可以核查的条款" in bare(text)
        assert "未填（未落图）" in bare(text)


def test_that_an_override_stands_beside_the_machine(
    session: Session, projects: ScreeningRun, tmp_path: Path
) -> None:
    row = first_of(projects, Verdict.RESTRICTED)
    sheet = sheet_of(session, projects, row, override=OVERRIDE)
    assert sheet.signed_verdict is Verdict.CONDITIONAL
    pdf, word = write(sheet, tmp_path)
    for text in (pdf_text(pdf), docx_text(word)):
        flat = bare(text)
        assert "机器判定" in flat
        assert "由“限制”改判为“有条件准入”" in flat
        assert bare(REASON) in flat
        assert "改判人：王某2022年1月5日附件：会议纪要.pdf" in flat
        assert "未作人工改判" not in flat
    assert pages_of(pdf) == 2


def test_that_sample_data_are_marked_and_others_are_not(
    session: Session, projects: ScreeningRun, tmp_path: Path
) -> None:
    sheet = replace(sheet_of(session, projects), figure=None)
    assert sheet.sample
    marked, plain = tmp_path / "示例", tmp_path / "正式"
    marked.mkdir()
    plain.mkdir()
    pdf, word = write(sheet, marked)
    plain_pdf, plain_word = write(replace(sheet, sample=False), plain)
    # The watermark is turned, so that its letters may come apart.
    assert pdf_text(pdf).count("据") == pdf_text(plain_pdf).count("据") + pages_of(pdf)
    assert "示例数据" in docx_text(word)
    assert "示例数据" not in docx_text(plain_word)


def test_that_the_same_sheet_gives_the_same_bytes(session: Session, projects: ScreeningRun) -> None:
    sheet = sheet_of(session, projects)
    assert verdict_pdf([sheet]) == verdict_pdf([sheet])


# --- Word ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def word(
    session: Session, projects: ScreeningRun, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("word") / "两份.docx"
    maker = SheetMaker(session, projects)
    rows = [first_of(projects, Verdict.RESTRICTED), first_of(projects, Verdict.INSUFFICIENT)]
    VerdictDocxWriter().write(maker.sheets(rows, NUMBER), path)
    return path


def test_that_every_style_and_run_names_a_chinese_font(word: Path) -> None:
    document = docx.Document(str(word))
    roots = [document.element.body, document.styles.element]
    for section in document.sections:
        roots += [section.header._element, section.footer._element]
    fonts = [one for root in roots for one in root.iter(qn("w:rFonts"))]
    runs = [one for root in roots for one in root.iter(qn("w:r"))]
    assert {one.get(qn("w:eastAsia")) for one in fonts} == {"宋体", "黑体"}
    assert all(one.get(qn("w:eastAsiaTheme")) is None for one in fonts)
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") is not None for run in runs)
    for style in document.styles.element.iter(qn("w:style")):
        if style.get(qn("w:type")) != "numbering":
            assert style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") is not None


def test_that_tables_have_a_grid_and_there_is_no_table_of_contents(word: Path) -> None:
    document = docx.Document(str(word))
    tables = list(document.element.body.iter(qn("w:tbl")))
    assert len(tables) > 8
    for table in tables:
        widths = [one.get(qn("w:w")) for one in table.find(qn("w:tblGrid"))]
        assert all(widths)
        properties = [child.tag for child in table.tblPr]
        order = [qn(f"w:{name}") for name in ("tblBorders", "tblLayout", "tblCellMar", "tblLook")]
        found = [tag for tag in properties if tag in order]
        assert found == sorted(found, key=order.index)
    orders = [one.text or "" for one in document.element.body.iter(qn("w:instrText"))]
    assert not any("TOC" in one for one in orders)


def test_that_each_sheet_in_a_file_counts_its_own_pages(word: Path) -> None:
    document = docx.Document(str(word))
    assert len(document.sections) == 2
    for section, number in zip(document.sections, (NUMBER, "示例判〔2021〕018 号"), strict=True):
        assert number in section.header.paragraphs[0].text
        start = section._sectPr.find(qn("w:pgNumType"))
        assert start is not None
        assert start.get(qn("w:start")) == "1"
        codes = "".join(one.text or "" for one in section.footer._element.iter(qn("w:instrText")))
        assert "SECTIONPAGES" in codes


def test_that_pictures_stand_in_the_word_file(word: Path) -> None:
    document = docx.Document(str(word))
    pictures = list(document.element.body.iter(qn("a:blip")))
    assert len(pictures) > 20
    anchors = list(document.sections[0].header._element.iter(qn("wp:anchor")))
    assert len(anchors) == 1
    assert anchors[0].get("behindDoc") == "1"


# --- files -----------------------------------------------------------------------------------


def test_that_sheets_become_a_file_each_and_replace_nothing(
    session: Session, projects: ScreeningRun, tmp_path: Path
) -> None:
    sheets = SheetMaker(session, projects).sheets([0, 1], NUMBER)
    writer = build_application().sheets["pdf"]
    first = writer.write_each(sheets, tmp_path)
    second = writer.write_each(sheets, tmp_path)
    assert len({*first, *second}) == 4
    assert sorted(tmp_path.iterdir()) == sorted([*first, *second])
    assert first[0].name == f"{NUMBER} {sheets[0].name}.pdf"
    assert second[0].stem.endswith(" (2)")


def test_that_a_cancelled_batch_leaves_nothing(
    session: Session, projects: ScreeningRun, tmp_path: Path
) -> None:
    sheets = SheetMaker(session, projects).sheets([0, 1], NUMBER)
    progress = CancellableProgress()
    progress.cancel()
    with pytest.raises(Cancelled):
        build_application().sheets["docx"].write_each(sheets, tmp_path, progress=progress)
    with pytest.raises(Cancelled):
        build_application().sheets["pdf"].write(sheets, tmp_path / "a.pdf", progress=progress)
    assert list(tmp_path.iterdir()) == []


def test_that_a_missing_folder_is_told(
    session: Session, projects: ScreeningRun, tmp_path: Path
) -> None:
    sheets = SheetMaker(session, projects).sheets([0], NUMBER)
    with pytest.raises(KnownError, match="没有写判定书"):
        build_application().sheets["pdf"].write_each(sheets, tmp_path / "没有")
