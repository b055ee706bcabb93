"""GB/T 4754-2017 codes as written in catalogs: C26, ２６, 2614.0."""

import csv
import re
from functools import cache

from dzmap.core.industries import SECTION_OF_DIVISION, code_path
from dzmap.readers.catalogs.amounts import plain
from dzmap.resources import geodata_path

_CODE = re.compile(r"([A-T])?(\d{2,4})?")


class CodeFormError(ValueError):
    """Not the form of an industry code; carries message and remedy in Chinese."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def parse_code(text: str) -> str:
    """The code as stored: digits, or the bare letter of a 门类.

    Stricter than ``core.industries.normalise_code``: a catalog is law, so a wrong letter or
    trailing words are problems.

    Raises:
        CodeFormError: not 2–4 digits with or without the right letter.
    """
    written = re.sub(r"\.0+$", "", plain(text).upper())
    match = _CODE.fullmatch(written)
    if match is None or not written:
        raise CodeFormError(
            f"“{text}”不是行业代码", "写 GB/T 4754-2017 的代码，如 C、C26、C261、C2614。"
        )
    letter, digits = match.groups()
    if not digits:
        return str(letter)
    section = SECTION_OF_DIVISION.get(digits[:2], "")
    if letter and section and letter != section:
        raise CodeFormError(
            f"“{text}”的门类写错了：{digits[:2]} 属于门类 {section}", f"改为 {section}{digits}。"
        )
    return str(digits)


@cache
def _bundled() -> frozenset[str]:
    with geodata_path("gbt4754_2017.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["code"] for row in csv.DictReader(file))


def parse_number_code(text: str) -> str:
    """Like ``parse_code``, of a cell that Excel keeps as a number.

    Raises:
        CodeFormError: also where the leading zero that Excel drops would make another code.
    """
    code = parse_code(text)
    if code in _bundled() and f"0{code}" in _bundled():
        raise CodeFormError(
            f"“{code}”可能是 0{code} 丢了开头的 0",
            f"写上门类字母：{code_text(code)} 或 {code_text(f'0{code}')}。",
        )
    return code


def code_text(code: str) -> str:
    """The code with its letter, as printed in documents: 2614 → C2614."""
    return code_path(code) or code
