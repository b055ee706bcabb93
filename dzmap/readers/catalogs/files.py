"""Catalog files by their ending: YAML or Excel."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from uuid import uuid4

from dzmap.core.catalogs import Catalog
from dzmap.core.metrics import Metric
from dzmap.core.problems import BadInputError, KnownError
from dzmap.core.system_errors import reason_of
from dzmap.readers.catalogs.amounts import (
    NUMBER,
    AmountError,
    amount_text,
    parse_amount,
    plain,
)
from dzmap.readers.catalogs.excel_format import open_workbook
from dzmap.readers.catalogs.list_template import write_list_template
from dzmap.readers.catalogs.opened import OpenedCatalogs
from dzmap.readers.catalogs.record import day_of
from dzmap.readers.catalogs.workbook import write_workbook
from dzmap.readers.catalogs.yaml_format import open_yaml, write_yaml
from dzmap.resources import resource_path

_YAML, _EXCEL = (".yaml", ".yml"), (".xlsx", ".xlsm", ".xls")


class CatalogFiles:
    """Implements ``services.ports.CatalogReader``."""

    def read(self, path: Path) -> tuple[Catalog, ...]:
        """All catalogs of a .yaml or Excel file.

        Raises:
            BadInputError: with every problem, its place and remedy.
        """
        return self.open(path).catalogs

    def open(self, path: Path) -> OpenedCatalogs:
        """Like ``read``, and remembers where everything stands.

        Raises:
            BadInputError: with every problem, its place and remedy.
        """
        suffix = path.suffix.lower()
        if suffix in _EXCEL:
            return open_workbook(path)
        if suffix in _YAML:
            return open_yaml(_text_of(path), path.name)
        raise _unknown_ending(path)

    def write(self, catalogs: Sequence[Catalog], path: Path) -> None:
        """Write atomically; without catalogs an Excel file becomes the empty template.

        Raises:
            KnownError: unknown ending, or the folder cannot be written.
        """
        suffix = path.suffix.lower()
        if suffix not in {*_YAML, ".xlsx"}:
            raise _unknown_ending(path)
        with _draft(path) as draft:
            if suffix == ".xlsx":
                write_workbook(catalogs, draft)
            else:
                draft.write_text(write_yaml(catalogs), encoding="utf-8", newline="\n")

    def write_template(self, path: Path, *, filled: bool = False) -> None:
        """Write the workbook to fill in, empty or with an example of every kind of clause.

        Raises:
            KnownError: unknown ending, or the folder cannot be written.
        """
        example = resource_path("templates", "catalog_example.yaml")
        self.write(self.read(example) if filled else (), path)

    def write_list_template(self, path: Path, *, filled: bool = False) -> None:
        """Write the workbook in which a reference list is filled in, empty or with an example.

        Raises:
            KnownError: the folder cannot be written.
        """
        with _draft(path) as draft:
            write_list_template(draft, filled=filled)

    def amount(self, text: str, metric: Metric) -> float:
        """A number as people write it, in the metric's own unit where none is written beside it.

        Raises:
            BadInputError: no number, or a unit of another kind; says what to write.
        """
        bare = NUMBER.fullmatch(plain(text)) is not None
        try:
            return parse_amount(text, metric, unit=metric.unit if bare else "")
        except AmountError as error:
            raise BadInputError(error.message, remedy=error.remedy) from error

    def amount_text(self, value: float, metric: Metric) -> str:
        """Number and unit; reading them with ``amount`` gives ``value`` back exactly."""
        return amount_text(value, metric)

    def day(self, text: str) -> date:
        """A date such as 2021-01-01, 2021年1月1日, 20210101, full-width digits too.

        Raises:
            BadInputError: it is none.
        """
        day = day_of(text)
        if day is None:
            raise BadInputError(f"“{text.strip()}”不是日期", remedy="写成 2021-01-01 这样的形式。")
        return day


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place when all went well."""
    draft = path.with_name(f".{uuid4().hex}{path.suffix.lower()}")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise KnownError(
            "文件没有存下来",
            file=str(path),
            reason=reason_of(error),
            remedy="关闭正在使用它的程序，或换一个文件夹再存。原文件没有改动。",
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadInputError(
            "找不到这个文件", file=str(path), remedy="检查文件名和文件夹是否写对。"
        ) from error
    except OSError as error:
        raise BadInputError(
            "打不开这个文件",
            file=str(path),
            reason=reason_of(error),
            remedy="关闭正在使用它的程序，或复制一份再读入。",
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(
            "打不开这个文件",
            file=path.name,
            reason="不是 UTF-8 编码的文本",
            remedy="用记事本打开，另存为时编码选 UTF-8。原文件不会改动。",
        ) from error


def _unknown_ending(path: Path) -> BadInputError:
    return BadInputError(
        "不认识这种目录文件",
        file=path.name,
        reason=f"扩展名是 {path.suffix or '（空）'}",
        remedy="准入目录用 .yaml 或 .xlsx。",
    )
