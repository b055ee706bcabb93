"""``dzmap verdict``: its options; the work is in ``dzmap.commands.verdict``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dzmap.commands.options import AsOf, Json, Project, Source, Year, file_name


class SheetFormat(StrEnum):
    """What the files in a folder are."""

    PDF = "pdf"
    DOCX = "docx"


def verdict(  # noqa: PLR0913, PLR0917 - one parameter for each option
    project: Project,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help="一个 .pdf、.docx 文件，或每份一个文件的文件夹 / file, or folder for a file each",
            parser=file_name,
        ),
    ],
    applicants: Annotated[
        Path | None,
        typer.Option("--applicants", help="申请对象名单 / list (.xlsx, .csv)", parser=file_name),
    ] = None,
    source: Annotated[
        Source, typer.Option("--source", help="没有名单时取企业或项目 / without a list")
    ] = Source.PROJECTS,
    run: Annotated[
        str,
        typer.Option("--run", metavar="RUN", help="按保留的运行出，带人工改判 / from a kept run"),
    ] = "",
    id: Annotated[  # noqa: A002 - the option's name
        list[str] | None,
        typer.Option("--id", metavar="ID", help="申请对象的编号，可重复 / applicant, repeatable"),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="申请对象的全称，可重复 / by full name"),
    ] = None,
    zone: Annotated[
        list[str] | None,
        typer.Option(
            "--zone", metavar="ID", help="对照哪个开发区或园区，可重复 / zone or park, repeatable"
        ),
    ] = None,
    as_of: AsOf = None,
    year: Year = 2021,
    number: Annotated[
        str, typer.Option("--number", metavar="TEXT", help="第一份的编号，其余顺延 / first number")
    ] = "",
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="TEXT", help="编制单位 / issued by")
    ] = "",
    format: Annotated[  # noqa: A002 - the option's name
        SheetFormat, typer.Option("--format", help="文件夹里用哪种格式 / format in a folder")
    ] = SheetFormat.PDF,
    json: Json = False,
) -> None:
    """准入判定书：每个申请对象一份，PDF 或 Word / Verdict sheets to be signed."""
    from dzmap.commands.verdict import VerdictOptions, write_verdicts

    options = VerdictOptions(
        applicants=applicants,
        source=source.value,
        run=run,
        ids=tuple(id or ()),
        names=tuple(name or ()),
        only=tuple(zone) if zone else None,
        as_of=as_of.date() if as_of else None,
        year=year,
        number=number,
        organisation=organisation,
        format=format.value,
    )
    write_verdicts(project, out, options, as_json=json)
