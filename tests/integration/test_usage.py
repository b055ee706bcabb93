"""Wrong usage of the command line: told in Chinese, with exit code 2."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dzmap.__main__ import app
from dzmap.commands.console import INTERRUPTED, guarded

USAGE = 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("screen",), "缺少参数 project"),
        (("screen", "x.gpkg"), "缺少 --out / -o"),
        (("import", "x", "y"), "缺少 --layer，可以写 enterprises、projects、zones"),
        (("screen", "x", "--oot", "r"), "没有选项 --oot，相近的有 --out"),
        (("scren",), "没有命令 scren，相近的有 screen"),
        (("catalog", "foo"), "没有命令 foo"),
        (("runs", "x"), "没有写要做什么"),
        (("screen", "x", "--out"), "--out 后面没有写内容"),
        (("screen", "x", "y", "--out", "r"), "多写了 y"),
        (("screen", "x", "--out", "r", "--keep=3"), "--keep 后面不要写内容"),
        (("screen", "x", "--out", "r", "--year", "去年"), "--year 应是整数"),
        (("screen", "x", "--out", "r", "--year", "3"), "--year 不能小于 1990"),
        (("industry", "汽配", "--limit", "9999"), "--limit 不能大于 2000"),
        (("here", "x", "--lon", "abc"), "--lon 应是数"),
        (("screen", "x", "--out", "r", "--as-of", "明天"), "明天 不是日期，写成 2021-12-31 的样子"),
        (("screen", "x", "--out", "r", "--source", "z"), "没有 z，可以写 enterprises、projects"),
    ],
)
def test_that_wrong_usage_is_told_in_chinese(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(lambda: app(list(arguments))) == USAGE
    told = capsys.readouterr().err
    assert said in told
    assert "看怎么写" in told or not told.count("\n") > 1
    assert not re.search(r"Error|Missing|Invalid|Usage", told)


@pytest.mark.parametrize("group", ["catalog", "runs"])
def test_that_a_group_alone_tells_its_commands(
    group: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(lambda: app([group])) == USAGE
    assert "Commands:" in capsys.readouterr().err


def test_that_an_interrupted_command_says_so(tmp_path: Path) -> None:
    out = tmp_path / "示例.gpkg"
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _INTERRUPTED, "new", out, "--sample"],
        capture_output=True,
        cwd=Path(__file__).parents[2],
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr.strip()) == (INTERRUPTED, "已中断。")
    assert list(tmp_path.iterdir()) == []


_INTERRUPTED = f"""
import signal, threading
from dzmap.__main__ import main
threading.Timer(0.4, signal.raise_signal, ({int(signal.SIGINT)},)).start()
main()
"""
