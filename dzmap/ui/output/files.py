"""The files of an export: named so that nothing is replaced, written all or none."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from dzmap.core.problems import KnownError
from dzmap.services.file_names import file_stem, free_stem
from dzmap.services.jobs import Progress
from dzmap.services.ports import ReportWriter
from dzmap.services.report_model import Report
from dzmap.ui.i18n import tr


def report_stem(report: Report) -> str:
    """The title of a report as the name of its files."""
    return file_stem(report.title, tr("图件"))


def write_files(
    report: Report,
    writers: Mapping[str, ReportWriter],
    folder: Path,
    endings: Sequence[str],
    progress: Progress,
) -> list[Path]:
    """Write the report in every format into ``folder``; files that are there stay as they are.

    Everything is written aside first: a failure or 取消 leaves the folder as it was.

    Raises:
        KnownError: the folder is not there, is not writable, or the disk is full.
        Cancelled: the user cancelled.
    """
    if not folder.is_dir():
        raise KnownError(
            tr("没有导出"),
            file=str(folder),
            reason=tr("没有这个文件夹"),
            remedy=tr("改一下“存到”的路径，或用它右边的按钮选一个文件夹。"),
        )
    try:
        with TemporaryDirectory(prefix=".dzmap-", dir=folder, ignore_cleanup_errors=True) as aside:
            drafts = _write_aside(report, writers, Path(aside), endings, progress)
            # The last moment at which 取消 can be heard.
            progress.step(tr("存到文件夹"), len(endings), len(endings))
            stem = free_stem(folder, report_stem(report), endings)
            return [
                draft.rename(folder / f"{stem}.{ending}")
                for draft, ending in zip(drafts, endings, strict=True)
            ]
    except OSError as error:
        raise KnownError(
            tr("没有导出"),
            file=str(folder),
            reason=error.strerror or str(error),
            remedy=tr("检查文件夹能否写入、磁盘是否已满，或换一个文件夹。"),
        ) from error


def _write_aside(
    report: Report,
    writers: Mapping[str, ReportWriter],
    aside: Path,
    endings: Sequence[str],
    progress: Progress,
) -> list[Path]:
    drafts = []
    for number, ending in enumerate(endings):
        path = aside / f"{report_stem(report)}.{ending}"
        progress.step(tr("正在写 {name}").format(name=path.name), number, len(endings))
        writers[ending].write(report, path, progress=progress)
        drafts.append(path)
    return drafts
