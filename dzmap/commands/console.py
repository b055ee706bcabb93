"""What the commands share: exit codes, messages, progress on the terminal, JSON output."""

import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from typing_extensions import override

from dzmap.core.problems import Cancelled, KnownError, Problem, Severity
from dzmap.services.jobs import Progress

if TYPE_CHECKING:
    from dzmap.services.report_model import Records

OK, BAD_INPUT, INTERNAL, INTERRUPTED = 0, 3, 4, 130

# Names of files and cells may carry signs that command a terminal.
_UNPRINTABLE = dict.fromkeys(sign for sign in (*range(32), *range(127, 160)) if sign not in {9, 10})


def guarded(run: Callable[[], object]) -> int:
    """Run the command line and turn what it raises into an exit code and a message.

    Typer itself answers wrong usage with exit code 2.
    """
    try:
        run()
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:
            say("已中断。")
        return leaving.code if isinstance(leaving.code, int) else OK
    except Cancelled:
        say("已取消，没有写入任何内容。")
        return BAD_INPUT
    except KnownError as error:
        say(str(error))
        return BAD_INPUT
    except Exception:  # noqa: BLE001 - the last resort: say so and keep the details
        say("程序出错，这不是数据的问题。请把下面的内容发给维护人员：")
        say(traceback.format_exc())
        return INTERNAL
    return OK


def say(text: str) -> None:
    """Print a message for people (stderr, so that ``--json`` output stays clean)."""
    typer.echo(text.translate(_UNPRINTABLE), err=True)


def tell(text: str) -> None:
    """Print a result for people (stdout, so that it can be kept or searched)."""
    typer.echo(text.translate(_UNPRINTABLE))


def emit(payload: dict[str, Any]) -> None:
    """Print one JSON document for machines."""
    typer.echo(json.dumps(payload, ensure_ascii=False, indent=1, default=str))


def say_problems(problems: Iterable[Problem], *, most: int = 30) -> None:
    """Print problems line by line, errors first; the rest is counted, not hidden."""
    listed = sorted(problems, key=lambda problem: _WEIGHT[problem.severity])
    for problem in listed[:most]:
        say(f"  {problem.severity.value}  {problem}")
    rest = Counter(problem.severity.value for problem in listed[most:])
    if rest:
        counts = "、".join(f"{severity} {count:,} 条" for severity, count in rest.items())
        say(f"  …另有{counts}；加 --json 可看全部。")


def tell_notes(notes: Iterable[str]) -> None:
    """Print what should be kept in mind about a result."""
    for note in notes:
        tell(f"  说明：{note}")


_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}


def problem_dict(problem: Problem) -> dict[str, Any]:
    """A problem for machines."""
    return {
        "severity": problem.severity.name.lower(),
        "message": problem.message,
        "remedy": problem.remedy,
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
    }


def emit_records(payload: dict[str, Any], records: "Records") -> None:
    """Print one JSON document that ends with many records, piece by piece."""
    from dzmap.reports.plain import json_pieces

    for piece in json_pieces(payload, records):
        typer.echo(piece, nl=False)


class TerminalProgress(Progress):
    """One line on the terminal that says what is being done and how far it is."""

    def __init__(self) -> None:
        self._shown = 0.0
        self._live = sys.stderr.isatty()

    @override
    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if not self._live or (now - self._shown < 0.1 and done < total):
            return
        self._shown = now
        share = f"{done:,} / {total:,}" if total else ""
        bar = "█" * (24 * done // total) if total else ""
        sys.stderr.write(f"\r\x1b[K{name}  {bar:<24}  {share}" if total else f"\r\x1b[K{name}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Remove the line."""
        if self._live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def progress() -> Iterator[TerminalProgress]:
    """Progress on the terminal that cleans up after itself."""
    bar = TerminalProgress()
    try:
        yield bar
    finally:
        bar.clear()
