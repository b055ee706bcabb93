"""What can be wrong with input, said so that an official can act on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from typing_extensions import override


class Severity(Enum):
    """How much a problem weighs: an error keeps a row out, a warning does not."""

    ERROR = "错误"
    WARNING = "提醒"
    FIXED = "已自动改"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding in an input file.

    ``row`` is the number an official sees in Excel or a text editor (1-based, header included);
    None where the finding is not about one row. ``message`` is a Chinese sentence that says what is
    wrong, ``remedy`` one that says what to do.
    """

    severity: Severity
    message: str
    remedy: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    @override
    def __str__(self) -> str:
        place = "".join(
            (
                self.file,
                f" 工作表“{self.sheet}”" if self.sheet else "",
                f" 第 {self.row} 行" if self.row is not None else "",
                f"“{self.column}”" if self.column else "",
            )
        ).strip()
        sentence = f"{place}：{self.message}" if place else self.message
        return f"{sentence}{self.remedy}" if self.remedy else sentence


class KnownError(Exception):
    """A failure that the program understands: what, where, why, and what to do about it.

    Shown to the user as it stands; anything else that escapes is a bug and gets the crash dialog.
    """

    def __init__(
        self,
        what: str,
        *,
        file: str = "",
        reason: str = "",
        remedy: str = "",
        problems: Iterable[Problem] = (),
    ) -> None:
        self.what = what
        self.file = file
        self.reason = reason
        self.remedy = remedy
        self.problems = tuple(problems)
        parts = (
            what,
            f"文件：{file}" if file else "",
            f"原因：{reason}" if reason else "",
            f"怎么办：{remedy}" if remedy else "",
            *(str(problem) for problem in self.problems[:20]),
        )
        super().__init__("\n".join(part for part in parts if part))


class BadInputError(KnownError):
    """The input cannot be used (exit code 3)."""


class Cancelled(Exception):  # noqa: N818 - an outcome that the user asked for, not an error
    """The user cancelled a long operation; nothing half done remains."""
