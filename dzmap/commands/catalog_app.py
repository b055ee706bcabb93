"""``dzmap catalog …``: options of the commands about admission catalogs; the work is elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from dzmap.commands.options import AsOf, Json, Out, Project, Source, Year, file_name

app = typer.Typer(
    help="准入目录：起草、检查、发布、影响分析 / Admission catalogs", no_args_is_help=True
)

CatalogId = Annotated[
    str, typer.Argument(metavar="CATALOG", help="目录编号 / id of the catalog", show_default=False)
]


File = Annotated[
    Path,
    typer.Argument(
        help="目录文件 / catalog file (.yaml, .xlsx)", show_default=False, parser=file_name
    ),
]


@app.command("template")
def write_template(
    out: Out,
    filled: Annotated[
        bool, typer.Option("--filled-example", help="带填好的例子 / with a filled-in example")
    ] = False,
    reference_list: Annotated[
        bool, typer.Option("--list", help="引用名录的模板 / for a reference list instead")
    ] = False,
) -> None:
    """写出供填写的 Excel 模板 / Write the Excel template to fill in."""
    from dzmap.commands.catalog_files import write_template

    write_template(out, filled=filled, reference_list=reference_list)


@app.command("check")
def check_catalog(
    file: File,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            help="连同项目的目录、名录、管控线、开发区一起检查 / check among those of a project",
            parser=file_name,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """检查目录文件，运行示例用例 / Check a catalog file and run its example cases."""
    from dzmap.commands.catalog_files import check

    raise typer.Exit(check(file, project, as_json=json))


@app.command("convert")
def convert_catalog(source: File, out: Out) -> None:
    """YAML 和 Excel 互相转换 / Convert between YAML and Excel."""
    from dzmap.commands.catalog_files import convert

    convert(source, out)


@app.command("list")
def list_catalogs(project: Project, json: Json = False) -> None:
    """项目里的目录和版本 / Catalogs of a project, every version."""
    from dzmap.commands.catalog_versions import list_versions

    list_versions(project, as_json=json)


@app.command("add")
def add_catalog(
    project: Project,
    file: Annotated[
        Path,
        typer.Argument(
            help="目录文件 / catalog file (.yaml, .xlsx)", show_default=False, parser=file_name
        ),
    ],
    draft: Annotated[
        bool, typer.Option("--draft", help="存为草稿，不发布 / keep as a draft")
    ] = False,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="发布人，默认本机用户 / who publishes it")
    ] = "",
    json: Json = False,
) -> None:
    """把目录文件收进项目：草稿或新版本 / Take a catalog file into the project."""
    from dzmap.commands.catalog_versions import add_file

    add_file(project, file, draft=draft, name=name, as_json=json)


@app.command("publish")
def publish_catalog(
    project: Project,
    catalog_id: CatalogId,
    version: Annotated[
        str, typer.Option("--version", metavar="V", help="草稿的版本，默认最新草稿 / which draft")
    ] = "",
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="发布人，默认本机用户 / who publishes it")
    ] = "",
    json: Json = False,
) -> None:
    """发布草稿：检查通过后成为不再改动的版本 / Publish a draft as an immutable version."""
    from dzmap.commands.catalog_versions import publish_draft

    publish_draft(project, catalog_id, version=version, name=name, as_json=json)


@app.command("impact")
def catalog_impact(  # noqa: PLR0913, PLR0917 - one parameter for each option
    project: Project,
    out: Out,
    new: Annotated[
        Path | None,
        typer.Option(
            "--new", help="新目录文件 / file with the new catalogs (.yaml, .xlsx)", parser=file_name
        ),
    ] = None,
    old: Annotated[
        Path | None,
        typer.Option(
            "--old", help="旧目录文件，默认项目现行目录 / file with the old ones", parser=file_name
        ),
    ] = None,
    thresholds: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="CLAUSE=VALUE",
            help="改一条门槛：目录编号/条款编号[#行]=数值，可重复 / move a threshold, repeatable",
        ),
    ] = None,
    source: Annotated[
        Source, typer.Option("--source", help="对企业还是项目推算 / whom to judge")
    ] = Source.ENTERPRISES,
    as_new: Annotated[
        bool,
        typer.Option("--as-new", help="现有企业按新建项目推算 / judge existing ones as new"),
    ] = False,
    year: Year = 2021,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """影响分析：改目录后谁的结论会变 / Who changes verdict under new catalogs."""
    from dzmap.commands.catalog_impact import ImpactOptions, impact_to_file

    options = ImpactOptions(
        new=new,
        old=old,
        thresholds=tuple(thresholds or ()),
        source=source.value,
        as_new=as_new,
        year=year,
        as_of=as_of.date() if as_of else None,
    )
    impact_to_file(project, out, options, as_json=json)
