"""Collects what is wrong with a file, row by row."""

from collections.abc import Sequence

from dzmap.core.problems import Problem, Severity


class Findings:
    """Problems of one sheet or layer; an error also keeps its row out."""

    def __init__(self, file: str, sheet: str = "") -> None:
        self.file = file
        self.sheet = sheet
        self._problems: list[Problem] = []
        self._rejected: set[int] = set()

    def error(
        self, message: str, remedy: str, *, row: int, column: str = "", value: object = ""
    ) -> None:
        """Something that keeps row number ``row`` out of the import."""
        self._rejected.add(row)
        self._add(Severity.ERROR, message, remedy, row, column, value)

    def warn(
        self,
        message: str,
        remedy: str = "",
        *,
        row: int | None = None,
        column: str = "",
        value: object = "",
    ) -> None:
        """Something that the user should check; the row stays in."""
        self._add(Severity.WARNING, message, remedy, row, column, value)

    def fixed(
        self, message: str, *, row: int | None = None, column: str = "", value: object = ""
    ) -> None:
        """Something that was put right without loss."""
        self._add(Severity.FIXED, message, "", row, column, value)

    def extend(self, problems: Sequence[Problem]) -> None:
        """Add problems that were found elsewhere."""
        self._problems.extend(problems)

    @property
    def rejected_rows(self) -> frozenset[int]:
        """Numbers of the rows with an error."""
        return frozenset(self._rejected)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found: the file as a whole first, then by row."""
        return tuple(sorted(self._problems, key=lambda problem: problem.row or 0))

    def _add(
        self,
        severity: Severity,
        message: str,
        remedy: str,
        row: int | None,
        column: str,
        value: object,
    ) -> None:
        self._problems.append(
            Problem(
                severity=severity,
                message=message,
                remedy=remedy,
                file=self.file,
                sheet=self.sheet,
                row=row,
                column=column,
                value=shown(value),
            )
        )


def shown(value: object) -> str:
    """A cell value as the user knows it: 2614 for 2614.0, at most 80 characters."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
