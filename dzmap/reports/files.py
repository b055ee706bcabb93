"""Writing a report file so that a crash or a full disk never leaves half of one."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from dzmap.core.problems import KnownError
from dzmap.core.system_errors import reason_of


@contextmanager
def written_atomically(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path`` and rename it when the block ends well.

    Raises:
        KnownError: the folder is missing or read-only, the disk is full, or another program (Excel,
            a PDF reader) holds the file open.
    """
    # The name says nothing of the target's: that may be as long as the system allows.
    temporary = path.with_name(f".{uuid4().hex}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    except PermissionError as error:
        raise KnownError(
            "没有写入文件",
            file=str(path),
            reason="文件正被其他程序打开，或文件夹不允许写入",
            remedy="关闭打开它的程序，或换一个文件夹。原有文件没有改动。",
        ) from error
    except OSError as error:
        raise KnownError(
            "没有写入文件",
            file=str(path),
            reason=reason_of(error),
            remedy="检查文件夹是否存在、磁盘是否已满，或换一个文件夹。原有文件没有改动。",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
