"""Which writer a file name asks for."""

from pathlib import Path

from dzmap.core.problems import KnownError
from dzmap.services.application import Application
from dzmap.services.ports import ReportWriter


def writer_for(application: Application, path: Path, endings: tuple[str, ...]) -> ReportWriter:
    """The writer for the ending of ``path``; KnownError before any work if it is not offered."""
    ending = path.suffix[1:].lower()
    if ending not in endings:
        raise KnownError(
            "没有导出",
            file=str(path),
            reason=f"不支持 .{ending} 格式" if ending else "文件名没有扩展名",
            remedy=f"文件名请以 {'、'.join(f'.{known}' for known in endings)} 结尾。",
        )
    if not path.resolve().parent.is_dir():
        raise KnownError(
            "没有导出", file=str(path), reason="文件夹不存在", remedy="先建好文件夹，或换一个位置。"
        )
    return application.writers[ending]
