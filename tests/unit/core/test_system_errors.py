import errno

import pytest

from dzmap.core.system_errors import reason_of


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EACCES, "没有访问权限"),
        (errno.ENAMETOOLONG, "文件名太长"),
        (errno.EISDIR, "这是一个文件夹"),
    ],
)
def test_that_known_refusals_are_told_in_chinese(code: int, reason: str) -> None:
    assert reason_of(OSError(code, "as the system puts it")) == reason


def test_that_a_file_open_elsewhere_on_windows_is_recognised() -> None:
    error = OSError(errno.EACCES, "as the system puts it")
    error.winerror = 32  # type: ignore[attr-defined]
    assert reason_of(error) == "正被其他程序占用"


def test_that_other_refusals_are_quoted() -> None:
    assert reason_of(OSError(errno.ECHILD, "No child processes")) == "No child processes"
    assert reason_of(OSError("网络驱动器没有响应")) == "网络驱动器没有响应"
