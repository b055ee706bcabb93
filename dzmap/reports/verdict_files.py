"""Many 判定书 as one file each: named by number and applicant, all of them or none."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from typing_extensions import override

from dzmap.core.problems import KnownError
from dzmap.core.system_errors import reason_of
from dzmap.services.file_names import file_stem, free_stem
from dzmap.services.jobs import Progress, Silent
from dzmap.services.ports import SheetWriter
from dzmap.services.verdict_sheet import VerdictSheet


class SheetFiles(SheetWriter):
    """What the writers of both formats share; ``ending`` is that of their files."""

    ending = ""

    @override
    def write_each(
        self, sheets: Sequence[VerdictSheet], folder: Path, *, progress: Progress | None = None
    ) -> list[Path]:
        progress = progress or Silent()
        moved: list[Path] = []
        try:
            with TemporaryDirectory(
                prefix=".dzmap-", dir=folder, ignore_cleanup_errors=True
            ) as aside:
                drafts = []
                for done, sheet in enumerate(sheets):
                    progress.step(f"正在写“{sheet.name}”", done, len(sheets))
                    draft = Path(aside) / f"{done}.{self.ending}"
                    self.write([sheet], draft)
                    drafts.append(draft)
                # The last moment at which a cancellation can be heard.
                progress.step("存到文件夹", len(sheets), len(sheets))
                for sheet, draft in zip(sheets, drafts, strict=True):
                    stem = free_stem(folder, sheet_stem(sheet), [self.ending])
                    moved.append(draft.rename(folder / f"{stem}.{self.ending}"))
        except OSError as error:
            for path in moved:
                with contextlib.suppress(OSError):
                    path.unlink()
            raise KnownError(
                "没有写判定书",
                file=str(folder),
                reason=reason_of(error),
                remedy="检查文件夹能否写入、磁盘是否已满，或换一个文件夹。没有留下文件。",
            ) from error
        return moved


def sheet_stem(sheet: VerdictSheet) -> str:
    """“示例判〔2021〕017 号 示例·汽车零部件 017” as the name of its file."""
    return file_stem(" ".join(f"{sheet.number} {sheet.name}".split()), "判定书")
