"""Codes that identify: unified social credit codes (GB 32100-2015) and division codes.

A code is text. The checks say exactly what is wrong, so that an official can repair the cell.
"""

import re
from dataclasses import dataclass

from dzmap.core.quantities import half_width

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, power, 31) for power in range(17))
_DIGIT_LOOKALIKE = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"}


@dataclass(frozen=True, kw_only=True)
class CodeCheck:
    """The cleaned code and what is wrong with it.

    ``fault`` is "" for a valid code, else a Chinese sentence; ``suggestion`` is the repaired code
    where only one repair makes it valid, else "".
    """

    code: str
    fault: str = ""
    suggestion: str = ""

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.fault


def uscc_check_character(first_17: str) -> str:
    """The 18th character of a unified social credit code.

    Args:
        first_17: Characters 1–17, each from ``USCC_ALPHABET``; ValueError otherwise.
    """
    if len(first_17) != 17:
        raise ValueError("a code without its check character has 17 characters")
    total = sum(
        USCC_ALPHABET.index(char) * weight for char, weight in zip(first_17, _WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[-total % 31]


def _cleaned(value: object) -> str:
    return re.sub(r"[\s\-'’`\u200b\ufeff]", "", half_width(str(value))).upper()


def _repaired(code: str) -> str:
    fixed = "".join(_DIGIT_LOOKALIKE.get(char, char) for char in code)
    if any(char not in USCC_ALPHABET for char in fixed):
        return ""
    return fixed if fixed[17] == uscc_check_character(fixed[:17]) else ""


def check_uscc(value: object) -> CodeCheck:
    """Check a unified social credit code cell; blanks and lower case are tidied, not blamed.

    Numbers are refused even when they have 18 digits: Excel keeps only 15 of them.
    """
    if isinstance(value, int | float):
        return CodeCheck(
            code="",
            fault="单元格是数字，Excel 只保留前 15 位，后面的已丢失。请把该列改为文本后重填。",
        )
    code = _cleaned(value)
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", code):
        return CodeCheck(
            code=code, fault="已被 Excel 变成科学计数，末几位丢失。请把该列改为文本后重填。"
        )
    if len(code) != 18:
        return CodeCheck(code=code, fault=f"应为 18 位，现在是 {len(code)} 位。")
    foreign = next((place for place, char in enumerate(code) if char not in USCC_ALPHABET), None)
    if foreign is not None:
        char = code[foreign]
        kind = f"字母 {char}，代码中没有字母 {char}" if char.isalpha() else f"“{char}”"
        return CodeCheck(
            code=code, fault=f"第 {foreign + 1} 位是{kind}。", suggestion=_repaired(code)
        )
    return CodeCheck(code=code, fault=_digits_fault(code))


def _digits_fault(code: str) -> str:
    letter = next((place for place in range(2, 8) if not code[place].isdigit()), None)
    if letter is not None:
        return f"第 {letter + 1} 位应为数字（第 3–8 位是行政区划代码）。"
    expected = uscc_check_character(code[:17])
    if code[17] != expected:
        return f"校验位不对：第 18 位是 {code[17]}，按前 17 位应为 {expected}。"
    return ""


def check_adcode(value: object) -> CodeCheck:
    """Check the six-digit code of a county-level unit of Dezhou (3714…)."""
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    code = _cleaned(number)
    if not re.fullmatch(r"\d{6}", code):
        return CodeCheck(code=code, fault="行政区划代码应为 6 位数字。")
    if not code.startswith("3714"):
        return CodeCheck(code=code, fault="不是德州市的行政区划代码（应以 3714 开头）。")
    return CodeCheck(code=code)
