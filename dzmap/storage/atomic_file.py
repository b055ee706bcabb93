"""A file that appears complete or not at all."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from dzmap.core.problems import KnownError
from dzmap.core.system_errors import reason_of


@contextmanager
def appearing(target: Path, what: str, *, replace: bool) -> Iterator[Path]:
    """Yields a path beside ``target`` to write to; it takes the target's place at the end.

    Args:
        target: where the complete file shall stand.
        what: the Chinese sentence that says what failed, should it fail.
        replace: whether a file that is there already may be replaced.

    Raises:
        KnownError: a file is there already, or the folder cannot be written. The target is as it
            was before, and nothing is left beside it.
    """
    # The name says nothing of the target's: that may be as long as the system allows.
    draft = target.with_name(f".{uuid4().hex}.gpkg")
    try:
        try:
            _check_folder(target, what)
            _refuse_existing(target, what, replace=replace)
            yield draft
            _flush(draft)
            _refuse_existing(target, what, replace=replace)
            draft.replace(target)
            _flush_folder(target.parent)
        except OSError as error:
            raise KnownError(
                what,
                file=str(target),
                reason=reason_of(error),
                remedy="检查磁盘空间、文件夹的写入权限，并关闭正在使用它的程序后再试。",
            ) from error
    finally:
        for leftover in (draft, draft.with_name(f"{draft.name}-journal")):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)


def _check_folder(target: Path, what: str) -> None:
    if not target.parent.is_dir():
        raise KnownError(
            what,
            file=str(target),
            reason="文件夹不存在",
            remedy="先建好文件夹，或换一个位置。",
        )
    if not os.access(target.parent, os.W_OK):
        raise KnownError(
            what,
            file=str(target),
            reason="文件夹不允许写入",
            remedy="换一个文件夹，或请管理员开通写入权限。",
        )


def _refuse_existing(target: Path, what: str, *, replace: bool) -> None:
    if target.exists() and not replace:
        raise KnownError(
            what,
            file=str(target),
            reason="同名文件已存在",
            remedy="换一个文件名，或先移走原文件。",
        )


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut, where the system can do that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network drives cannot flush folders
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
