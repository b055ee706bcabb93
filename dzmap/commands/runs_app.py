"""``dzmap runs``: the options of its commands; the work is in ``dzmap.commands.runs``."""

from pathlib import Path
from typing import Annotated

import typer

from dzmap.commands.options import Json, Project, file_name

app = typer.Typer(
    help="审查运行记录：查看、对比、重算、人工改判 / Kept screening runs", no_args_is_help=True
)
RunId = Annotated[str, typer.Argument(metavar="RUN", help="运行编号，如 2021-R-0001 / number")]
MaybeOut = Annotated[
    Path | None, typer.Option("--out", "-o", help="输出文件 / file to write", parser=file_name)
]
Who = Annotated[
    str,
    typer.Option(
        "--applicant", metavar="ID", help="申请对象的编号或名称 / applicant by id or name"
    ),
]
Where = Annotated[
    str, typer.Option("--zone", metavar="ID", help="开发区或园区，有几行时指明 / zone or park")
]


@app.callback()
def runs_of(context: typer.Context, project: Project) -> None:
    """Remember whose runs are meant."""
    context.obj = project


@app.command("list")
def list_runs(context: typer.Context, json: Json = False) -> None:
    """列出保留的运行 / List the kept runs."""
    from dzmap.commands import runs as commands

    commands.list_runs(context.obj, as_json=json)


@app.command("show")
def show_run(context: typer.Context, run: RunId, out: MaybeOut = None, json: Json = False) -> None:
    """看一次运行，不重算 / Show a run without judging again."""
    from dzmap.commands import runs as commands

    commands.show_run(context.obj, run, out, as_json=json)


@app.command("compare")
def compare_runs(
    context: typer.Context, before: RunId, after: RunId, out: MaybeOut = None, json: Json = False
) -> None:
    """对比两次运行：谁变了、为什么 / Compare two runs: who changed, and why."""
    from dzmap.commands import runs as commands

    commands.compare_runs(context.obj, (before, after), out, as_json=json)


@app.command("rerun")
def rerun(context: typer.Context, run: RunId, out: MaybeOut = None, json: Json = False) -> None:
    """按保留的目录和名单重算 / Judge a run again by what was kept."""
    from dzmap.commands import runs as commands

    commands.rerun(context.obj, run, out, as_json=json)


@app.command("override")
def override(  # noqa: PLR0913, PLR0917 - one parameter for each option
    context: typer.Context,
    run: RunId,
    applicant: Who,
    verdict: Annotated[str, typer.Option("--verdict", help="改为什么结论 / new verdict")],
    reason: Annotated[str, typer.Option("--reason", help="理由，至少 10 个字 / why")],
    name: Annotated[str, typer.Option("--name", help="复核人姓名 / who decides")],
    zone: Where = "",
    attachment: Annotated[
        str, typer.Option("--attachment", help="附件文件名 / name of a supporting file")
    ] = "",
    json: Json = False,
) -> None:
    """人工改判，机器判定留在旁边 / Override a verdict by hand."""
    from dzmap.commands import runs as commands

    decision = commands.Decision(
        applicant=applicant,
        target=zone,
        verdict=verdict,
        reason=reason,
        name=name,
        attachment=attachment,
    )
    commands.override(context.obj, run, decision, as_json=json)


@app.command("withdraw")
def withdraw(
    context: typer.Context, run: RunId, applicant: Who, zone: Where = "", json: Json = False
) -> None:
    """撤回人工改判 / Take an override back."""
    from dzmap.commands import runs as commands

    commands.withdraw(context.obj, run, applicant, zone, as_json=json)


@app.command("delete")
def delete_run(context: typer.Context, run: RunId, json: Json = False) -> None:
    """删除一次运行，编号保留 / Delete a run; its number stays taken."""
    from dzmap.commands import runs as commands

    commands.delete(context.obj, run, as_json=json)
