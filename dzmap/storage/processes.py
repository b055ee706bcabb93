"""Which processes of this computer are alive, told apart even if a number is used again."""

import os
import sys
from pathlib import Path

_BIRTH_FIELD = 19  # of /proc/PID/stat, counted after the command name (starttime, in ticks)
_QUERY_LIMITED_INFORMATION = 0x1000
_STILL_ACTIVE = 259


def birth_mark(pid: int) -> str | None:
    """A text that identifies the living process ``pid`` among all that ever had its number.

    Returns:
        None if there is no such process now; "" if it lives but the system does not say since when.
    """
    if sys.platform == "win32":
        return _windows_birth(pid)
    stat = Path(f"/proc/{pid}/stat")
    try:
        after_name = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "" if _answers(pid) else None
    return None if after_name[0] in "ZX" else f"{boot}/{after_name[_BIRTH_FIELD]}"


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _windows_birth(pid: int) -> str | None:
    if sys.platform != "win32":  # tells mypy that the rest is for Windows
        return None
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
    if not handle:
        denied = 5
        return "" if ctypes.get_last_error() == denied else None
    try:
        code = wintypes.DWORD()
        kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code))
        if code.value != _STILL_ACTIVE:
            return None
        times = [wintypes.FILETIME() for _ in range(4)]
        kernel.GetProcessTimes(wintypes.HANDLE(handle), *(ctypes.byref(time) for time in times))
        return f"{times[0].dwHighDateTime}/{times[0].dwLowDateTime}"
    finally:
        kernel.CloseHandle(wintypes.HANDLE(handle))
