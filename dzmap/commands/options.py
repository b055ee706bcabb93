"""Arguments and options that several commands have; nothing heavy is imported here."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Source(StrEnum):
    """Which table of the project is screened."""

    ENTERPRISES = "enterprises"
    PROJECTS = "projects"


def file_name(text: str | Path) -> Path:
    """A path as typed, or as the option has it by default; it must be Unicode for other libraries."""
    try:
        str(text).encode("utf-8")
    except UnicodeEncodeError as error:
        raise typer.BadParameter("文件名不是 UTF-8 编码，请先改名。") from error
    return Path(text)


Project = Annotated[
    Path,
    typer.Argument(help="项目文件 / project file (.gpkg)", show_default=False, parser=file_name),
]
Out = Annotated[
    Path, typer.Option("--out", "-o", help="输出文件 / file to write", parser=file_name)
]
Json = Annotated[bool, typer.Option("--json", help="机器可读输出 / print JSON for machines")]
FIRST_YEAR, LAST_YEAR = 1990, 2100
Year = Annotated[
    int,
    typer.Option(
        "--year", min=FIRST_YEAR, max=LAST_YEAR, metavar="YEAR", help="数据年份 / year of figures"
    ),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"],
        metavar="DATE",
        help="判定日，默认为数据年份年末 / day of judgement",
    ),
]
