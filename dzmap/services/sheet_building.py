"""判定书 from a run: one sheet per row, with everything that an official signs for."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

import pandas as pd

from dzmap import __version__
from dzmap.core.applicants import EXISTING, has_precise_place
from dzmap.core.assignment import LOCATED
from dzmap.core.catalogs import Catalog
from dzmap.core.identifiers import check_uscc
from dzmap.core.quantities import format_date, format_hectare, is_missing
from dzmap.core.verdicts import Explanation, Override
from dzmap.services.jobs import Progress, Silent
from dzmap.services.screening import ScreeningRun
from dzmap.services.sheet_clauses import (
    catalog_marks,
    clause_note,
    printed_clauses,
    sheet_clauses,
)
from dzmap.services.sheet_grounds import SheetGrounds
from dzmap.services.sheet_map import SheetMaps
from dzmap.services.sheet_numbers import numbers_from
from dzmap.services.sheet_place import PlaceFacts, place_facts, unplaced_findings
from dzmap.services.styling import WholeProject, chosen_map
from dzmap.services.verdict_sheet import NOT_FILLED, SheetFact, SheetFigure, VerdictSheet

_SOURCES = {"enterprises": "规上企业", "projects": "投资项目"}
_MAIN_FACTS = {"建设性质": "建设性质", "用地": "用地面积", "总投资": "总投资", "年税收": "年税收"}
_LOCATION = "位置精度"
_FRAME_AND_AREA = (
    "2000国家大地坐标系（CGCS2000），高斯-克吕格投影3°带，中央经线117°。面积为椭球面积（GRS80），"
    "平面面积并列；距离为平面距离。"
)


class Project(WholeProject, Protocol):
    """What sheets read of an open project beside the grounds of its run; a ``Session`` is one."""

    @property
    def sample(self) -> bool:
        """Whether the project holds 示例 data."""


class SheetMaker:
    """Makes the sheets of one run.

    Args:
        project: The project that was screened.
        run: The run whose rows become sheets.
        organisation: 编制单位; may be empty.
        run_name: What the run is known by, where it is kept; printed at the foot.
    """

    def __init__(
        self, project: Project, run: ScreeningRun, *, organisation: str = "", run_name: str = ""
    ) -> None:
        self._project = project
        self._run = run
        self._organisation = organisation
        self._run_name = run_name
        self._grounds = SheetGrounds(run)

    def sheets(
        self,
        rows: Sequence[int],
        first_number: str,
        overrides: Mapping[int, Override] | None = None,
        progress: Progress | None = None,
    ) -> list[VerdictSheet]:
        """Sheets for rows of the run, numbered from ``first_number`` on.

        Args:
            rows: Rows of the run's result.
            first_number: 编号 of the first; the others count up.
            overrides: By row, what people decided instead of the machine.
            progress: Told after every sheet; cancelling ends it.
        """
        progress = progress or Silent()
        sheets = []
        for done, (row, number) in enumerate(zip(rows, numbers_from(first_number), strict=False)):
            progress.step("整理判定书", done, len(rows))
            sheets.append(self.sheet(row, number, (overrides or {}).get(row)))
        return sheets

    def sheet(self, row: int, number: str, override: Override | None = None) -> VerdictSheet:
        """The sheet for one row of the run's result."""
        explanation = self._run.explain(row)
        rule_set = self._grounds.rule_set(explanation.target.id)
        catalogs = () if rule_set is None else rule_set.catalogs
        marks = catalog_marks(catalogs)
        place, figure = self._place(row, explanation)
        clauses, unlisted = printed_clauses(
            sheet_clauses(explanation, marks, self._grounds.distances_m(explanation, place))
        )
        more = f"不适用的 {unlisted:,} 条没有逐条列出。" if unlisted else ""
        facts, others = self._facts(row, explanation)
        return VerdictSheet(
            number=number,
            name=explanation.applicant_name or explanation.applicant_id,
            as_of=explanation.as_of,
            applies=_applies(catalogs),
            verdict=explanation.verdict,
            headline=explanation.headline,
            remedy=_remedy(explanation),
            qualifier=_qualifier(explanation),
            override=override,
            facts=facts,
            others=others,
            clauses=clauses,
            unlisted=unlisted,
            clause_note=f"{clause_note(catalogs, marks)}{more}",
            findings=place.findings,
            figure=figure,
            figure_note="" if figure else self._no_figure(explanation),
            basis=self._basis(explanation, override),
            organisation=self._organisation,
            sample=self._project.sample or _is_sample(catalogs),
            schematic=self._maps.schematic,
            footer=f"dzmap {__version__}{f'　运行 {self._run_name}' if self._run_name else ''}",
        )

    # -- the place ---------------------------------------------------------------------------

    @cached_property
    def _maps(self) -> SheetMaps:
        return SheetMaps(chosen_map(self._project, complete=True), self._grounds.in_force)

    def _place(self, row: int, explanation: Explanation) -> tuple[PlaceFacts, SheetFigure | None]:
        position = int(self._run.result.applicant[row])
        applicant = self._run.result.applicants.iloc[position : position + 1]
        asked, layers = self._grounds.asked(explanation), self._grounds.layers
        if not has_precise_place(applicant)[0]:
            return PlaceFacts(findings=unplaced_findings(asked, layers)), None
        shape = applicant.geometry.to_numpy()[0]
        facts = place_facts(shape, asked, layers, self._land_mu(row))
        target = explanation.target
        figure = self._maps.figure(
            shape, facts, self._grounds.target_shape(target), park=target.kind == "park"
        )
        return facts, figure

    @staticmethod
    def _no_figure(explanation: Explanation) -> str:
        quality = explanation.facts.get(_LOCATION, "无")
        known = "没有填报位置" if quality == "无" else f"只知道“{quality}”"
        return f"没有准确位置（{known}），未作图。空间条款没有核查，不视为满足。"

    # -- what the applicant says -------------------------------------------------------------

    def _facts(self, row: int, explanation: Explanation) -> tuple[tuple[SheetFact, ...], str]:
        facts = {name: str(value) for name, value in explanation.facts.items()}
        existing = facts.get("建设性质") == EXISTING
        land = facts.get("用地", NOT_FILLED)
        if land != NOT_FILLED:
            land = f"{land}（{format_hectare(self._land_mu(row))}）"
        rows = (
            ("申请对象", explanation.applicant_name or explanation.applicant_id),
            ("信用代码", self._credit_code(explanation.applicant_id)),
            ("行业", facts.get("行业", NOT_FILLED)),
            ("建设性质", facts.get("建设性质", NOT_FILLED)),
            ("所在园区" if existing else "拟入园区", self._target(row, explanation)),
            ("用地面积", land),
            ("总投资", facts.get("总投资", NOT_FILLED)),
            ("年税收" if existing else "预计年税收", facts.get("年税收", NOT_FILLED)),
        )
        others = [
            f"{name} {value}"
            for name, value in facts.items()
            if name not in _MAIN_FACTS and name != "行业"
        ]
        return tuple(SheetFact(caption=name, value=value) for name, value in rows), "；".join(
            others
        )

    def _land_mu(self, row: int) -> float:
        """The land that is stated, in 亩; NaN if it is not."""
        position = int(self._run.result.applicant[row])
        return float(self._run.result.applicants["land_mu"].to_numpy(dtype=float)[position])

    def _target(self, row: int, explanation: Explanation) -> str:
        if not explanation.target.id:
            return f"{NOT_FILLED}（{explanation.target.name}）"
        how = self._run.result.assigned_by
        located = len(how) > row and int(how[row]) == LOCATED
        name = self._grounds.target_name(explanation.target)
        return f"{name}（按位置归入）" if located else name

    def _credit_code(self, applicant_id: str) -> str:
        source = self._run.request.source
        if isinstance(source, str):
            code = self._codes.get(applicant_id)
            return NOT_FILLED if is_missing(code) else str(code)
        # An applicant of a list is known by its code where it has one.
        check = check_uscc(applicant_id)
        return check.code if check.valid else NOT_FILLED

    @cached_property
    def _codes(self) -> "pd.Series[str]":
        table = self._run.grounds.table(str(self._run.request.source))
        return table.drop_duplicates("id").set_index("id")["uscc"]

    # -- what it rests on --------------------------------------------------------------------

    def _basis(self, explanation: Explanation, override: Override | None) -> tuple[str, ...]:
        request = self._run.request
        source = request.source if isinstance(request.source, str) else ""
        data = _SOURCES.get(source, "申请名单")
        year = f"，{request.year} 年数字" if source == "enterprises" else ""
        catalogs = "；".join(explanation.catalogs) or "没有生效的目录"
        machine = "本书由机器判定，未作人工改判。"
        if override is not None:
            machine = (
                f"机器判定“{explanation.verdict.zh}”，{override.name}于"
                f"{format_date(override.at.date(), document=True)}改判为“{override.verdict.zh}”。"
            )
        schematic = "开发区、园区和管控线边界为示意，不作审批依据。" if self._maps.schematic else ""
        return (
            f"目录：{catalogs}。",
            f"数据：{self._project.title}，{data}{year}。坐标系：{_FRAME_AND_AREA}",
            f"“缺资料”“未覆盖”“未加载”不视为满足。{schematic}{machine}",
        )


def _applies(catalogs: Sequence[Catalog]) -> str:
    if not catalogs:
        return "没有生效的目录"
    own = catalogs[0]
    more = f"等 {len(catalogs)} 部" if len(catalogs) > 1 else ""
    return f"{own.title}第 {own.version} 版{more}"


def _is_sample(catalogs: Sequence[Catalog]) -> bool:
    return any(
        catalog.sample or any(clause.sample for clause in catalog.clauses) for catalog in catalogs
    )


def _remedy(explanation: Explanation) -> str:
    """The way out, without what ``_qualifier`` says."""
    return explanation.remedy.replace(f"{_checked(explanation)}。", "")


def _checked(explanation: Explanation) -> str:
    return f"已核查部分：{explanation.checked_verdict.zh}"


def _qualifier(explanation: Explanation) -> str:
    """What the checked part alone would give; "" where all of it was checked, or nothing could be."""
    if f"{_checked(explanation)}。" not in explanation.remedy:
        return ""
    return f"{_checked(explanation)}（不计缺资料和未覆盖的条款，不能代替结论）。"
