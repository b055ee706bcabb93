"""``catalog check|template|convert``: catalogs as files, before they enter a project."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.project import open_project
from dzmap.core.catalog_codec import catalog_digest
from dzmap.core.catalog_examples import CaseOutcome
from dzmap.core.catalog_findings import Finding
from dzmap.core.catalogs import Catalog
from dzmap.core.problems import BadInputError, KnownError
from dzmap.services.application import Application
from dzmap.services.catalog_checking import CatalogCheck, check_file
from dzmap.services.industries import industry_tree

FAULTY = 1
"""The exit code of a check that found errors or cases that do not come out."""

_MOST = 50


def check(file: Path, project: Path | None, *, as_json: bool) -> int:
    """Check a catalog file and run its example cases.

    Returns:
        0 if nothing speaks against using it, else 1.

    Raises:
        BadInputError: the file cannot be opened at all, or no catalog is in it.
    """
    application = build_application()
    session = None if project is None else open_project(application, project)
    try:
        industries = industry_tree(application.reference)
        with console.progress() as progress:
            progress.step("正在检查")
            checks = check_file(application.catalogs, file, industries, session)
    except BadInputError as error:
        if not error.problems:
            raise
        _report_unreadable(file, error, as_json=as_json)
        return FAULTY
    finally:
        if session is not None:
            session.close()
    if not checks:
        raise _nothing_in(file, "没有可检查的")
    if as_json:
        console.emit(_payload(file, checks))
    else:
        _report(file, checks, alone=project is None)
    return console.OK if all(one.passed for one in checks) else FAULTY


def read_catalogs(application: Application, file: Path, what: str) -> tuple[Catalog, ...]:
    """The catalogs of a file, at least one.

    Args:
        application: the wired ports.
        file: a .yaml or .xlsx file.
        what: the Chinese sentence of what was not done, should the file hold none.

    Raises:
        BadInputError: the file cannot be read, or no catalog is in it.
    """
    catalogs = application.catalogs.read(file)
    if not catalogs:
        raise _nothing_in(file, what)
    return catalogs


def _nothing_in(file: Path, what: str) -> BadInputError:
    return BadInputError(
        what,
        file=str(file),
        reason="文件里没有目录",
        remedy="写上目录的编号、名称、层级等；Excel 里写在“目录”表，一行一部。",
    )


# --- in words -------------------------------------------------------------------------------


def _report_unreadable(file: Path, error: BadInputError, *, as_json: bool) -> None:
    if as_json:
        problems = [console.problem_dict(problem) for problem in error.problems]
        console.emit({"file": str(file), "passed": False, "catalogs": [], "problems": problems})
        return
    console.tell(f"{file.name}：有 {len(error.problems)} 处看不懂，改好后再检查。")
    sheets = dict.fromkeys(problem.sheet for problem in error.problems)
    for sheet in sheets:
        if sheet:
            console.tell(f"工作表“{sheet}”")
        for problem in error.problems:
            if problem.sheet == sheet:
                place = _place(problem.row, problem.column)
                console.tell(
                    f"  {problem.severity.value}  {place}{problem.message}{problem.remedy}"
                )


def _report(file: Path, checks: Sequence[CatalogCheck], *, alone: bool) -> None:
    for one in checks:
        catalog = one.catalog
        state = "" if catalog.published else "（草稿）"
        console.tell(f"《{catalog.title}》v{catalog.version}{state}  {len(catalog.clauses)} 条")
        _report_findings("错误", one.errors)
        errors = set(map(id, one.errors))
        _report_findings("提醒", [each for each in one.findings if id(each) not in errors])
        _report_cases(one.outcomes)
        if one.passed and not one.findings:
            console.tell("  没有发现问题。")
    bad = sum(not one.passed for one in checks)
    verdict = f"{bad} 部没有通过" if bad else "全部通过"
    console.tell(f"{file.name}：共 {len(checks)} 部目录，{verdict}。")
    if alone:
        console.tell(
            "  说明：没有指定项目。上级目录、名录、管控线和开发区没有核对，加 --project 一起检查。"
        )


def _report_findings(title: str, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    console.tell(f"  {title} {len(findings)} 条")
    for found in findings[:_MOST]:
        sheet = f"工作表“{found.sheet}”" if found.sheet else ""
        clause = f"条款 {found.clause_id}：" if found.clause_id and found.sheet else ""
        place = f"{sheet}{_place(found.row, found.column)}"
        console.tell(f"    {place}{clause}{found.message}{found.remedy}")
        if found.fix is not None:
            console.tell(f"      可以改为：{found.fix.label}")
    if len(findings) > _MOST:
        console.tell(f"    …另有 {len(findings) - _MOST:,} 条；加 --json 可看全部。")


def _place(row: int | None, column: str) -> str:
    parts = (f"第 {row} 行" if row is not None else "", f"“{column}”" if column else "")
    place = "".join(parts)
    return f"{place}：" if place else ""


def _report_cases(outcomes: Sequence[CaseOutcome]) -> None:
    if not outcomes:
        console.tell("  没有示例用例。")
        return
    passed = sum(one.passed for one in outcomes)
    console.tell(f"  示例用例 {len(outcomes)} 个，相符 {passed} 个")
    for one in outcomes:
        if not one.passed:
            console.tell(f"    不符  {one.case.name}：{one.fault}")


# --- for machines ---------------------------------------------------------------------------


def _payload(file: Path, checks: Sequence[CatalogCheck]) -> dict[str, Any]:
    return {
        "file": str(file),
        "passed": all(one.passed for one in checks),
        "catalogs": [
            {
                "id": one.catalog.id,
                "version": one.catalog.version,
                "title": one.catalog.title,
                "clauses": len(one.catalog.clauses),
                "sha256": catalog_digest(one.catalog),
                "passed": one.passed,
                "findings": [_finding(found) for found in one.findings],
                "cases": [_case(outcome) for outcome in one.outcomes],
            }
            for one in checks
        ],
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        **console.problem_dict(found),
        "clause": found.clause_id,
        "example": found.example,
        "item": found.item,
        "fix": None if found.fix is None else found.fix.label,
    }


def _case(outcome: CaseOutcome) -> dict[str, Any]:
    case, got = outcome.case, outcome.got
    return {
        "name": case.name,
        "passed": outcome.passed,
        "target": outcome.target.id,
        "of_checked": case.of_checked,
        "expected": case.verdict.token,
        "got": None if got is None else got.token,
        "fault": outcome.fault,
        "headline": "" if outcome.explanation is None else outcome.explanation.headline,
    }


# --- template and conversion ----------------------------------------------------------------


def write_template(out: Path, *, filled: bool, reference_list: bool) -> None:
    """Write the workbook that an official fills in; never over a file that is there.

    Raises:
        KnownError: the file exists, is not to be an .xlsx, or cannot be written.
    """
    if out.suffix.lower() != ".xlsx":
        raise KnownError(
            "没有写出模板",
            file=str(out),
            reason="模板是 Excel 工作簿",
            remedy=f"文件名写成 {out.stem or '准入目录'}.xlsx 的样子。",
        )
    if out.exists():
        raise KnownError(
            "没有写出模板",
            file=str(out),
            reason="同名文件已存在，里面可能已经填了内容",
            remedy="换一个文件名。",
        )
    application = build_application()
    if reference_list:
        application.catalogs.write_list_template(out, filled=filled)
    else:
        application.catalogs.write_template(out, filled=filled)
    console.say(f"已写出{'名录' if reference_list else '准入目录'}模板：{out}")


def convert(source: Path, out: Path) -> None:
    """Write the catalogs of a file in the other format, and read them back to prove it.

    Raises:
        BadInputError: the source cannot be read.
        KnownError: the result does not read back to the same catalogs, or cannot be written.
    """
    if out.exists() and out.samefile(source):
        raise KnownError(
            "没有转换", file=str(out), reason="输出就是输入文件", remedy="换一个输出文件名。"
        )
    if out.is_file():
        raise KnownError(
            "没有转换",
            file=str(out),
            reason="同名文件已存在，里面可能有没转换的改动",
            remedy="换一个文件名，或先把它移走。",
        )
    application = build_application()
    catalogs = read_catalogs(application, source, "没有转换")
    application.catalogs.write(catalogs, out)
    _prove(catalogs, application.catalogs.read(out), out)
    clauses = sum(len(one.clauses) for one in catalogs)
    cases = sum(len(one.examples) for one in catalogs)
    console.say(
        f"已转换：{out}。{len(catalogs)} 部目录、{clauses} 条条款、{cases} 个示例用例；"
        "已读回核对，内容完全一致。"
    )


def _prove(written: Iterable[Catalog], read: Iterable[Catalog], out: Path) -> None:
    if tuple(map(catalog_digest, written)) != tuple(map(catalog_digest, read)):
        raise KnownError(
            "转换的结果和原文件不一致",
            file=str(out),
            reason="读回来的内容与写进去的不同",
            remedy="不要使用这个输出文件，并把原文件发给维护人员。",
        )
