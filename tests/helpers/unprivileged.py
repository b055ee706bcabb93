"""Run a piece of Python as a user who may not write everywhere: CI runs as root, who may."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Linux lets root write what its permissions forbid by the capability CAP_DAC_OVERRIDE; without it
# (and CAP_DAC_READ_SEARCH) root is a user like others.
_LIKE_OTHERS = """
import ctypes, os
if os.geteuid() == 0:
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    for position in range(3):
        sets[position] &= ~0b110
    assert libc.capset(header, sets) == 0
"""


def run_unprivileged(code: str, *arguments: Path) -> str:
    """Run ``code`` with ``sys.argv[1:]`` and return what it printed; the test fails if it fails."""
    if sys.platform != "linux" and not (hasattr(os, "geteuid") and os.geteuid()):
        pytest.skip("file permissions do not bind this user")
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "error", "-c", _LIKE_OTHERS + code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
