import pytest

from dzmap.core.identifiers import uscc_check_character
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import Severity
from dzmap.readers.cells import CellColumn, objects_of
from dzmap.readers.codes import IndustryCells, main_and_others, read_uscc
from dzmap.readers.fields import Field
from dzmap.readers.findings import Findings
from dzmap.services.industries import industry_tree
from tests.helpers.small_reference import SmallReference

VALID = "91371425EX0000031" + uscc_check_character("91371425EX0000031")


def column(*cells: object) -> CellColumn:
    field = Field(table="t", name="code", zh="代码")
    return CellColumn(
        header="代码", field=field, unit="", cells=cells, rows=list(range(2, 2 + len(cells)))
    )


def test_that_a_code_that_excel_turned_into_a_number_is_refused_with_the_remedy() -> None:
    findings = Findings("甲.xlsx")
    codes = read_uscc(column(913714250000000145.0, "9.13714E+17"), findings)
    assert codes.tolist() == [None, None]
    assert findings.rejected_rows == {2, 3}
    assert findings.problems[0].message == "代码已被 Excel 改成数字，末几位丢失。"
    assert findings.problems[0].remedy == "把该列设为“文本”格式后重填 18 位代码。"


def test_that_the_letter_o_is_named_and_the_repair_offered() -> None:
    findings = Findings("甲.xlsx")
    read_uscc(column(VALID.replace("0000", "00O0")), findings)
    (problem,) = findings.problems
    assert problem.severity is Severity.ERROR
    assert "字母 O" in problem.message
    assert problem.remedy == f"改为 {VALID}。"


def test_that_blanks_and_case_are_tidied_and_missing_codes_stay_missing() -> None:
    findings = Findings("甲.xlsx")
    codes = read_uscc(column(f" {VALID[:6]} {VALID[6:].lower()}", VALID, "无", ""), findings)
    assert codes.tolist() == [VALID, VALID, None, None]
    assert [problem.severity for problem in findings.problems] == [Severity.FIXED]


def test_that_a_wrong_check_character_is_only_a_warning() -> None:
    wrong = VALID[:17] + ("0" if VALID[17] != "0" else "1")
    findings = Findings("甲.xlsx")
    assert read_uscc(column(wrong), findings).tolist() == [wrong]
    assert findings.problems[0].severity is Severity.WARNING


def test_that_an_old_organisation_code_is_left_blank() -> None:
    findings = Findings("甲.xlsx")
    assert read_uscc(column("12345678-9"), findings).tolist() == [None]
    assert findings.rejected_rows == frozenset()


@pytest.mark.parametrize(
    ("cell", "code", "severity"),
    [
        ("2614", "2614", None),
        (2614.0, "2614", None),
        ("２６１４", "2614", None),
        ("C2614", "2614", Severity.FIXED),
        ("C2614 有机化学原料制造", "2614", Severity.FIXED),
        ("2614 有机化学原料制造", "2614", None),
        ("有机化学原料制造", "2614", Severity.FIXED),
        ("汽车零部件及配件制造", "3670", Severity.FIXED),
        (119.0, "0119", Severity.FIXED),
        (111.0, "111", Severity.WARNING),
        ("26", "26", None),
        ("C", "C", None),
        ("", None, None),
        ("9999", None, Severity.ERROR),
        ("A2614", None, Severity.ERROR),
        ("化工", None, Severity.ERROR),
        ("2614、3670", "2614;3670", Severity.FIXED),
        ("2614/;C3670 ", "2614;3670", Severity.FIXED),
        ("2614、9999", None, Severity.ERROR),
        ("2614.5", None, Severity.ERROR),
        ("2614-2619", None, Severity.ERROR),
    ],
)
def test_that_industries_are_understood_or_refused(
    cell: object, code: str | None, severity: Severity | None
) -> None:
    findings = Findings("甲.xlsx")
    codes = IndustryCells(IndustryTree(SmallReference().industries())).read(column(cell), findings)
    assert codes.tolist() == [code]
    assert [problem.severity for problem in findings.problems] == ([severity] if severity else [])


def test_that_the_first_of_several_codes_is_the_main_one() -> None:
    codes = objects_of(["2614;3670", "2614", None, "3670;26"])
    others = objects_of([None, "1713", None, "26;1713"])
    main, rest = main_and_others(codes, others)
    assert main.tolist() == ["2614", "2614", None, "3670"]
    assert rest.tolist() == ["3670", "1713", None, "26;1713"]
    assert main_and_others(codes, None)[1].tolist() == ["3670", None, None, "26"]


def test_that_several_codes_are_joined_and_one_unknown_refuses_the_row() -> None:
    findings = Findings("甲.xlsx")
    reader = IndustryCells(IndustryTree(SmallReference().industries()))
    codes = reader.read(column("C2614、2625", "2614;9999"), findings, several=True)
    assert codes.tolist() == ["2614;2625", None]
    assert findings.rejected_rows == {3}


def test_that_codes_of_2011_name_their_successor() -> None:
    findings = Findings("名单.xlsx", "Sheet1")
    tree = industry_tree(SmallReference())
    codes = IndustryCells(tree).read(column("C3610"), findings)
    (problem,) = findings.problems
    assert codes.tolist() == [None]
    assert problem.message == "行业代码 C3610 已废止（2011 版“汽车整车制造”）。"
    assert problem.remedy == "2017 版为 C3670 汽车零部件及配件制造。"
