"""The ``dzmap`` program: options of every command; the work is in ``dzmap.commands``."""

import os
import sys
import warnings
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dzmap.commands import catalog_app, runs_app, style_app, verdict_app
from dzmap.commands.options import (
    FIRST_YEAR,
    LAST_YEAR,
    AsOf,
    Json,
    Out,
    Project,
    Source,
    Year,
    file_name,
)
from dzmap.commands.usage import Program

app = typer.Typer(
    name="dzmap",
    cls=Program,
    help="德州产业空间规划：叠加看图、准入审查、投资汇总、出图。\n\n"
    "Industrial park planning for Dezhou: overlay, admission check, summary, map reports. "
    "Without a command the window opens / 不带命令则打开窗口。",
    no_args_is_help=False,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(catalog_app.app, name="catalog")
app.add_typer(runs_app.app, name="runs")
app.add_typer(style_app.app, name="style")


class Layer(StrEnum):
    """What a file holds."""

    ENTERPRISES = "enterprises"
    PROJECTS = "projects"
    ZONES = "zones"
    PARKS = "parks"
    CONTROL = "control"
    LISTS = "lists"


class Pieces(StrEnum):
    """Where a polygon in several zones is judged."""

    LARGEST = "largest"
    EACH = "each"


class By(StrEnum):
    """What to sum by."""

    COUNTY = "county"
    ZONE = "zone"
    PARK = "park"
    CLUSTER = "cluster"
    INDUSTRY = "industry"
    CHAIN = "chain"


class Places(StrEnum):
    """Which places are compared for an applicant."""

    ZONES = "zones"
    PARKS = "parks"


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="版本 / print the version")] = False,
) -> None:
    """Open the window when no command is given."""
    if version:
        from dzmap import __version__

        typer.echo(f"dzmap {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        gui()


@app.command()
def gui(
    project: Annotated[
        Path | None, typer.Argument(help="打开的项目 / project to open", parser=file_name)
    ] = None,
    software_rendering: Annotated[
        bool, typer.Option("--software-rendering", help="不用显卡 / draw without a GPU")
    ] = False,
) -> None:
    """打开窗口 / Open the window."""
    from dzmap.commands.gui import open_window

    raise typer.Exit(open_window(project, software_rendering=software_rendering))


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="输出文件夹 / folder", parser=file_name)
    ] = Path("dzmap-demo"),
    size: Annotated[
        int, typer.Option("--size", min=100, metavar="N", help="示例企业数 / enterprises")
    ] = 2000,
    json: Json = False,
) -> None:
    """用示例数据走完整个流程：审查、汇总、出图 / Run the main job on the sample."""
    from dzmap.commands.demo import run_demo

    run_demo(out, size=size, as_json=json)


@app.command()
def new(
    file: Project,
    sample: Annotated[
        bool, typer.Option("--sample", help="放入示例数据 / with sample data")
    ] = False,
    json: Json = False,
) -> None:
    """新建项目 / Create a project."""
    from dzmap.commands.project import create

    create(file, sample=sample, as_json=json)


@app.command("import")
def import_file(  # noqa: PLR0913, PLR0917 - one parameter for each option
    project: Project,
    file: Annotated[
        Path,
        typer.Argument(help="要导入的文件 / file to import", show_default=False, parser=file_name),
    ],
    layer: Annotated[
        Layer,
        typer.Option(
            "--layer", help="企业、项目、开发区、园区、管控线或引用名录 / what the file holds"
        ),
    ],
    crs: Annotated[
        str, typer.Option("--crs", metavar="CRS", help="坐标系 / auto or EPSG:4548 etc.")
    ] = "auto",
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            min=FIRST_YEAR,
            max=LAST_YEAR,
            metavar="YEAR",
            help="没写年份的数据算哪一年 / year of undated figures",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查不写入 / check only")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="替换同名同版本的名录 / replace that list")
    ] = False,
    json: Json = False,
) -> None:
    """导入企业、项目、开发区、园区、管控线或引用名录 / Import a file into the project."""
    from dzmap.commands.importing import ImportOptions, import_into

    options = ImportOptions(layer=layer.value, crs=crs, year=year, dry_run=dry_run, replace=replace)
    raise typer.Exit(import_into(project, file, options, as_json=json))


@app.command()
def screen(  # noqa: PLR0913, PLR0917 - one parameter for each option
    project: Project,
    out: Out,
    applicants: Annotated[
        Path | None,
        typer.Option("--applicants", help="申请对象名单 / list (.xlsx, .csv)", parser=file_name),
    ] = None,
    source: Annotated[
        Source,
        typer.Option("--source", help="没有名单时审查企业或项目 / what to screen without a list"),
    ] = Source.ENTERPRISES,
    zone: Annotated[
        list[str] | None,
        typer.Option(
            "--zone",
            metavar="ID",
            help="开发区或园区的编号、全称，可重复 / zone or park, repeatable",
        ),
    ] = None,
    as_of: AsOf = None,
    year: Year = 2021,
    keep: Annotated[
        bool, typer.Option("--keep", help="把这次运行保留在项目里 / keep the run in the project")
    ] = False,
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="运行的名称 / title of the kept run")
    ] = "",
    clauses: Annotated[
        bool | None,
        typer.Option(
            "--clauses/--no-clauses",
            help="JSON 文件写不写逐条结果，默认 1 万行以内写 / every clause result in a JSON file",
        ),
    ] = None,
    straddling: Annotated[
        Pieces,
        typer.Option(
            "--straddling",
            help="跨区地块按面积最大的区判，或逐区判、从严 / judge a parcel in several zones once or in each",
        ),
    ] = Pieces.LARGEST,
    sliver: Annotated[
        float,
        typer.Option(
            "--sliver-m2",
            min=0,
            max=100_000,
            metavar="M2",
            help="碎片容差，平方米 / overlaps up to this size do not count",
        ),
    ] = 1.0,
    json: Json = False,
) -> None:
    """按准入目录审查，存为表或图层 / Screen applicants against the admission catalogs.

    --out: .xlsx, .csv, .json, .gpkg, .geojson
    """
    from dzmap.commands.screening import ScreenOptions, polygon_rules, screen_project

    options = ScreenOptions(
        applicants=applicants,
        source=source.value,
        only=tuple(zone) if zone else None,
        as_of=as_of.date() if as_of else None,
        year=year,
        keep=keep,
        title=title,
        clauses=clauses,
        rules=polygon_rules(straddling.value, sliver),
    )
    screen_project(project, out, options, as_json=json)


@app.command()
def site(  # noqa: PLR0913, PLR0917 - one parameter for each option
    project: Project,
    out: Out,
    applicant: Annotated[
        Path | None,
        typer.Option("--applicant", help="申请对象文件 / file (.xlsx, .csv)", parser=file_name),
    ] = None,
    row: Annotated[
        int | None,
        typer.Option("--row", min=1, metavar="N", help="文件里第几个申请对象 / which of several"),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="文件里哪个申请对象 / which one by name")
    ] = "",
    id: Annotated[  # noqa: A002 - the option's name
        str,
        typer.Option("--id", metavar="ID", help="项目中的企业或项目：编号、信用代码、全称 / by id"),
    ] = "",
    only: Annotated[
        Places | None, typer.Option("--only", help="只比选开发区或园区 / zones or parks only")
    ] = None,
    weights: Annotated[
        str,
        typer.Option(
            "--weights",
            metavar="A,B,C",
            help="准入余量、空闲用地、同链距离的权重，合计 100 / margin, land, chain",
        ),
    ] = "40,35,25",
    as_of: AsOf = None,
    year: Year = 2021,
    json: Json = False,
) -> None:
    """选址比选：一个对象对照所有开发区和园区 / Rank all zones and parks for one applicant."""
    from dzmap.commands.siting import SiteOptions, site_applicant

    options = SiteOptions(
        applicant=applicant,
        row=row,
        name=name,
        id=id,
        only=only.value if only else "",
        weights=weights,
        as_of=as_of.date() if as_of else None,
        year=year,
    )
    site_applicant(project, out, options, as_json=json)


app.command("verdict")(verdict_app.verdict)


@app.command()
def summary(
    project: Project,
    out: Out,
    by: Annotated[
        By,
        typer.Option("--by", help="按县、开发区、园区、集群、行业或产业链 / what to sum up by"),
    ] = By.COUNTY,
    year: Year = 2021,
    json: Json = False,
) -> None:
    """投资汇总 / Sum up investment in space."""
    from dzmap.commands.summary import summarise_to_file

    summarise_to_file(project, out, by=by.value, year=year, as_json=json)


@app.command()
def report(
    project: Project,
    out: Out,
    year: Year = 2021,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """出图：PDF、离线网页或 Excel / Write a map report (.pdf, .html, .xlsx)."""
    from dzmap.commands.report import write_report

    write_report(project, out, year=year, as_of=as_of.date() if as_of else None, as_json=json)


@app.command()
def info(project: Project, json: Json = False) -> None:
    """项目里有什么 / What a project holds."""
    from dzmap.commands.project import describe

    describe(project, as_json=json)


@app.command()
def hierarchy(
    project: Project,
    zone: Annotated[
        str, typer.Option("--zone", metavar="NAME", help="开发区的编号或名称 / one zone")
    ] = "",
    json: Json = False,
) -> None:
    """开发区、园区、地块的层级和包含校验 / Zones, their parks and parcels, and what misfits."""
    from dzmap.commands.hierarchy import tell_hierarchy

    tell_hierarchy(project, zone, as_json=json)


@app.command("check-topology")
def check_topology(
    project: Project,
    table: Annotated[
        str,
        typer.Option(
            "--table",
            metavar="NAME",
            help="parcels、parks、zones、clusters、control_areas，空为全部 / empty for all",
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="输出文件（.csv、.json、.geojson、.xlsx、.gpkg） / file",
            parser=file_name,
        ),
    ] = None,
    least: Annotated[
        float, typer.Option("--least", min=0, help="多少平方米以上才算 / square metres that count")
    ] = 1.0,
    gap: Annotated[
        float, typer.Option("--gap", min=0, help="多宽以内算缝隙，米 / widest gap in metres")
    ] = 1.0,
    json: Json = False,
) -> None:
    """拓扑检查：重叠、缝隙、自相交等 / Overlaps, gaps and other flaws of boundaries."""
    from dzmap.commands.topology import tell_topology
    from dzmap.core.topology import Tolerances

    tolerances = Tolerances(least_m2=least, gap_m=gap)
    tell_topology(project, table, out, tolerances, as_json=json)


@app.command()
def here(  # noqa: PLR0913, PLR0917 - one parameter for each option
    project: Project,
    target: Annotated[
        str,
        typer.Option("--target", metavar="ID", help="开发区或园区的编号、全称 / zone or park"),
    ] = "",
    lon: Annotated[
        float | None, typer.Option("--lon", help="经度，度 / longitude in degrees")
    ] = None,
    lat: Annotated[
        float | None, typer.Option("--lat", help="纬度，度 / latitude in degrees")
    ] = None,
    action: Annotated[
        str, typer.Option("--action", help="建设性质，空为不限 / new, extended …, empty for any")
    ] = "新建",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="输出文件（.xlsx、.json） / file", parser=file_name),
    ] = None,
    as_of: AsOf = None,
    year: Year = 2021,
    json: Json = False,
) -> None:
    """这里能进什么 / What may come to a place, a zone or a park."""
    from datetime import date

    from dzmap.commands.here import HereOptions, tell_here

    options = HereOptions(
        target=target,
        lon=lon,
        lat=lat,
        as_of=as_of.date() if as_of else date(year, 12, 31),
        action=action,
    )
    tell_here(project, out, options, as_json=json)


@app.command()
def industry(
    query: Annotated[str, typer.Argument(help="代码、名称、拼音或俗称 / code, name, pinyin, word")],
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=2000, help="最多列几条 / at most so many")
    ] = 20,
    json: Json = False,
) -> None:
    """查行业代码 / Look up GB/T 4754-2017 industries; 2011 codes are recognised."""
    from dzmap.commands.industry import look_up

    look_up(query, limit=limit, as_json=json)


@app.command()
def coordinates(
    file: Annotated[
        Path,
        typer.Argument(
            help="坐标表，每行一个点（.xlsx、.csv、.txt） / a place per line", parser=file_name
        ),
    ],
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            help="换算成 lonlat、dms、gk、gk39，可写多次；不写则全部 / notations, all by default",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="输出文件（.csv、.xlsx、.json、.geojson、.gpkg） / file",
            parser=file_name,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """坐标换算：经纬度、度分秒、CGCS2000 平面坐标 / Coordinates in other notations."""
    from dzmap.commands.coordinates import tell_coordinates

    tell_coordinates(file, tuple(to or ()), out, as_json=json)


@app.command("self-test")
def self_test(
    folder: Annotated[
        Path, typer.Argument(help="结果文件夹 / folder for the results", parser=file_name)
    ],
) -> None:
    """本机自检：项目文件、坐标、PDF、网页地图 / Check this machine; prints JSON."""
    from dzmap.commands.self_test import check_machine

    raise typer.Exit(check_machine(folder))


def main() -> None:
    """Run the program; exit codes: 0 ok, 2 usage, 3 bad input, 4 internal error."""
    if sys.getfilesystemencoding() == "ascii":
        # In the C locale Chinese file names arrive as something that no library could open.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606
    from dzmap.commands.console import guarded

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # GDAL warns of doubtful files; what matters to the user comes back as an error.
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="pyogrio")
    sys.exit(guarded(app))


if __name__ == "__main__":
    main()
