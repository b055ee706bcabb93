"""``dzmap style``: the options of its commands; the work is in ``dzmap.commands.styles``."""

from pathlib import Path
from typing import Annotated

import typer

from dzmap.commands.options import Json, Out, Project, file_name

app = typer.Typer(help="图层样式：导出、导入 / Layer styles", no_args_is_help=True)


@app.command("export")
def export_styles(project: Project, out: Out, json: Json = False) -> None:
    """把项目的图层样式写成 JSON / Write the project's layer styles as JSON."""
    from dzmap.commands import styles as commands

    commands.export_styles(project, out, as_json=json)


@app.command("import")
def import_styles(
    project: Project,
    file: Annotated[
        Path,
        typer.Argument(help="样式文件 / style file (.json)", show_default=False, parser=file_name),
    ],
    json: Json = False,
) -> None:
    """用文件中的样式换掉同名图层的样式 / Take the styles of a file for the layers it names."""
    from dzmap.commands import styles as commands

    commands.import_styles(project, file, as_json=json)
