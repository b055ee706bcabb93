"""Codes in cells: unified social credit codes and industries of GB/T 4754-2017."""

import re
from dataclasses import dataclass

from dzmap.core.identifiers import check_uscc
from dzmap.core.industries import SECTION_OF_DIVISION, Industry, IndustryTree, split_codes
from dzmap.core.problems import Severity
from dzmap.core.quantities import half_width
from dzmap.readers.cells import CellColumn, ObjectArray, objects_of, text_of
from dzmap.readers.findings import Findings
from dzmap.readers.sheets import Cell

_LOST_DIGITS = "代码已被 Excel 改成数字，末几位丢失。"
_SEPARATORS = re.compile(r"[;；、,，/／|\s]+")
_REFILL = "把该列设为“文本”格式后重填 18 位代码。"


def read_uscc(column: CellColumn, findings: Findings) -> ObjectArray:
    """Unified social credit codes, None where missing; a code that cannot be one is an error.

    A wrong check character is only a warning: such codes exist and still identify. Older
    organisation codes (9 characters) and registration numbers (15) are left blank.
    """
    return objects_of([_uscc(column, position, findings) for position in range(len(column.rows))])


def _uscc(column: CellColumn, position: int, findings: Findings) -> str | None:
    cell = column.cells[position]
    text = text_of(cell)
    if text is None:
        return None
    check = check_uscc(cell if isinstance(cell, float) else text)
    if check.valid:
        if check.code != text:
            column.fixed(findings, position, f"已整理为 {check.code}。")
        return check.code
    if isinstance(cell, float) or "科学计数" in check.fault:
        column.error(findings, position, _LOST_DIGITS, _REFILL)
    elif check.fault.startswith("校验位"):
        column.warn(findings, position, check.fault, "与营业执照核对。")
        return check.code
    elif len(check.code) in {9, 10, 15}:
        column.warn(
            findings,
            position,
            f"是旧的组织机构代码或注册号（{len(check.code)} 位），没有导入。",
            "补填 18 位统一社会信用代码。",
        )
    else:
        remedy = f"改为 {check.suggestion}。" if check.suggestion else "与营业执照核对后重填。"
        column.error(findings, position, check.fault, remedy)
    return None


def main_and_others(
    codes: ObjectArray, others: ObjectArray | None
) -> tuple[ObjectArray, ObjectArray]:
    """The first code of each cell, and the rest in front of the ``others`` of another column."""
    parts = [() if cell is None else tuple(cell.split(";")) for cell in codes]
    beside = [None] * len(codes) if others is None else others
    rest = [
        ";".join(dict.fromkeys((*part[1:], *(more.split(";") if more else ()))))
        for part, more in zip(parts, beside, strict=True)
    ]
    first = objects_of([part[0] if part else None for part in parts])
    return first, objects_of([joined or None for joined in rest])


@dataclass(frozen=True)
class _Reading:
    """What an industry cell was read as, and what to say about it."""

    codes: str | None
    severity: Severity | None = None
    message: str = ""
    remedy: str = ""


class IndustryCells:
    """Reads industry codes or names; each distinct cell is looked up once."""

    def __init__(self, tree: IndustryTree) -> None:
        self._tree = tree

    def read(self, column: CellColumn, findings: Findings, *, several: bool = False) -> ObjectArray:
        """Codes without letter, None where missing; an unknown code is an error.

        Several codes in a cell come ";"-joined; without ``several`` that is reported, and the first
        is the main one (``main_and_others``).
        """
        known: dict[Cell, _Reading] = {}
        codes: list[str | None] = []
        for position, cell in enumerate(column.cells):
            if cell not in known:
                known[cell] = self._several(cell) if several else self._one(cell)
            reading = known[cell]
            codes.append(reading.codes)
            if reading.severity is Severity.ERROR:
                column.error(findings, position, reading.message, reading.remedy)
            elif reading.severity is Severity.WARNING:
                column.warn(findings, position, reading.message, reading.remedy)
            elif reading.severity is Severity.FIXED:
                column.fixed(findings, position, reading.message)
        return objects_of(codes)

    def _several(self, cell: Cell) -> _Reading:
        text = text_of(cell)
        if text is None:
            return _Reading(None)
        codes = tuple(self._tree.normalise(code) for code in split_codes(text))
        unknown = [code for code in codes if code not in self._tree]
        if unknown:
            return self._fault(unknown[0])
        return _Reading(";".join(codes))

    def _one(self, cell: Cell) -> _Reading:
        text = text_of(cell)
        if text is None:
            return _Reading(None)
        parts = (self._tree.normalise(part) for part in _SEPARATORS.split(text) if part)
        codes = tuple(dict.fromkeys(parts))
        if len(codes) > 1 and all(code in self._tree for code in codes):
            message = f"填了 {len(codes)} 个代码：主要行业按 {codes[0]}，其余作为其他行业。"
            return _Reading(";".join(codes), Severity.FIXED, message)
        code = self._tree.normalise(text)
        entry = self._tree.get(code)
        if entry is None:
            named = self._by_name(text)
            if named is None:
                return self._fault(text)
            return _Reading(named.code, Severity.FIXED, f"按名称对应为 {named.title}。")
        return self._noted(text, entry)

    def _noted(self, text: str, entry: Industry) -> _Reading:
        code = entry.code
        both = self._tree.ambiguous(text)
        if both:
            titles = "，也可能是".join(industry.title for industry in both)
            return _Reading(
                code,
                Severity.WARNING,
                f"开头的 0 可能被 Excel 去掉了：已按 {titles}。",
                "如果是后者，把该列设为“文本”格式后重填四位代码。",
            )
        letter = re.match(r"[A-T](?=\d)", half_width(text).strip().upper())
        if letter and SECTION_OF_DIVISION.get(code[:2]) != letter[0]:
            return _Reading(
                None,
                Severity.ERROR,
                f"门类字母与代码不符：{code} 是 {entry.title}。",
                "核对后重填。",
            )
        if letter:
            return _Reading(code, Severity.FIXED, f"带门类字母，已去掉：{code} {entry.name}。")
        if code not in half_width(text):
            return _Reading(code, Severity.FIXED, f"补回开头的 0：{code} {entry.name}。")
        return _Reading(code)

    def _by_name(self, text: str) -> Industry | None:
        name = re.sub(r"\s", "", text)
        same = self._tree.named(name)
        if not same:
            return None
        # One industry may carry its name on several levels (烟草制品业 …): the most exact one.
        deepest = max(same, key=lambda entry: entry.level)
        above = {entry.code for entry in self._tree.ancestors(deepest.code)} | {deepest.code}
        return deepest if all(entry.code in above for entry in same) else None

    def _fault(self, code: str) -> _Reading:
        return _Reading(
            None,
            Severity.ERROR,
            self._tree.fault(code) or f"“{code}”不是 GB/T 4754-2017 的行业代码。",
            self._tree.remedy(code),
        )
