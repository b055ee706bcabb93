"""``style export`` and ``style import``: looks handed from one project to another."""

from pathlib import Path

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.output import check_target
from dzmap.commands.project import editable_project, open_project
from dzmap.core.problems import BadInputError
from dzmap.core.system_errors import reason_of
from dzmap.reports.files import written_atomically
from dzmap.services.style_files import read_styles, styles_text, take_styles


def export_styles(project: Path, out: Path, *, as_json: bool) -> None:
    """Write the project's styles and layer order.

    Raises:
        KnownError: the file cannot be written.
    """
    check_target(out, ("json",))
    session = open_project(build_application(), project)
    styles, tree = session.layer_styles(), session.layer_tree()
    with written_atomically(out) as draft:
        draft.write_text(styles_text(styles, tree), encoding="utf-8")
    layers = [style.id for style in styles]
    if as_json:
        console.emit({"out": str(out), "layers": layers})
    else:
        console.say(f"已写入 {out}：{len(layers)} 个图层的样式")


def import_styles(project: Path, file: Path, *, as_json: bool) -> None:
    """Take the styles of a file into the project, as one edit, and save it.

    Raises:
        BadInputError: the file is no style file.
        KnownError: it cannot be read, or the project cannot be written.
    """
    try:
        styles, tree = read_styles(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInputError(
            "没有导入图层样式", file=str(file), reason=reason_of(error), remedy="检查文件名再试。"
        ) from error
    except UnicodeDecodeError as error:
        raise BadInputError(
            "没有导入图层样式",
            file=str(file),
            reason="不是 UTF-8 文本",
            remedy="选择样式文件再试。",
        ) from error
    with editable_project(build_application(), project, "没有导入图层样式") as session:
        change = take_styles(session, styles, tree)
        session.save()
    changed = sum(part.row_count for part in change.tables)
    if as_json:
        console.emit({"layers": [style.id for style in styles], "changed": changed})
    else:
        console.say(f"已导入 {len(styles)} 个图层的样式，改变了 {changed} 项")
