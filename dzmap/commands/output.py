"""Where results go: which writer a file name asks for, and folders that are made for them."""

from collections.abc import Iterable
from pathlib import Path

from dzmap.core.problems import KnownError
from dzmap.core.system_errors import reason_of
from dzmap.services.application import Application
from dzmap.services.ports import ReportWriter


def writer_for(
    application: Application,
    path: Path,
    endings: tuple[str, ...],
    inputs: Iterable[Path | None] = (),
) -> ReportWriter:
    """The writer for the ending of ``path``, that of no file that is to be read.

    Raises:
        KnownError: before any work, if nothing can or should be written there.
    """
    check_target(path, endings)
    for source in inputs:
        _keep_apart(path, source)
    return application.writers[path.suffix[1:].lower()]


def check_target(path: Path, endings: tuple[str, ...]) -> None:
    """KnownError unless a file of one of these endings can be written there, as far as that shows."""
    ending = path.suffix[1:].lower()
    if ending not in endings:
        raise KnownError(
            "没有导出",
            file=str(path),
            reason=f"不支持 .{ending} 格式" if ending else "文件名没有扩展名",
            remedy=f"文件名请以 {'、'.join(f'.{known}' for known in endings)} 结尾。",
        )
    fault = _fault_of(path)
    if fault:
        raise KnownError(
            "没有导出", file=str(path), reason=fault, remedy="换一个文件名或文件夹再试。"
        )


def _keep_apart(path: Path, source: Path | None) -> None:
    """Results never take the place of what they come from."""
    if source is not None and path.exists() and source.exists() and path.samefile(source):
        raise KnownError(
            "没有导出",
            file=str(path),
            reason="输出就是输入文件，写了就没有原来的内容了",
            remedy="换一个输出文件名。",
        )


def _fault_of(path: Path) -> str:
    """Why nothing can be written to ``path``, as far as that shows beforehand."""
    try:
        if not path.resolve().parent.is_dir():
            return "文件夹不存在"
        return "这是一个文件夹" if path.is_dir() else ""
    except OSError as error:
        return reason_of(error)


def make_folder(folder: Path) -> None:
    """Make a folder for results unless it is there; KnownError if that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(
            "没有建立文件夹",
            file=str(folder),
            reason=reason_of(error),
            remedy="换一个位置，或请管理员开通写入权限。",
        ) from error
