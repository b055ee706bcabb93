"""Wrong usage of the command line, told in Chinese: typer's own sentences are English."""

import re
import sys
from typing import Any

from typer.core import TyperGroup
from typer.exceptions import TyperException
from typing_extensions import override

from dzmap.commands.console import say

_SENTENCES = (
    (r"Missing argument (.+?)\..*", r"缺少参数 \1"),
    (r"Missing option (.+?)\. Choose from: (.+)", r"缺少 \1，可以写 \2"),
    (r"Missing option (.+?)\.?", r"缺少 \1"),
    (r"Missing command\.", "没有写要做什么"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"没有选项 \1，相近的有 \2"),
    (r"No such option: (\S+)", r"没有选项 \1"),
    (r"No such command (.+?)\. Did you mean (.+?)\?", r"没有命令 \1，相近的有 \2"),
    (r"No such command (.+?)\.", r"没有命令 \1"),
    (r"Option (.+) requires an argument\.", r"\1 后面没有写内容"),
    (r"Option (.+) does not take a value\.", r"\1 后面不要写内容"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", r"多写了 \1"),
    (
        r"Invalid value for (.+?): (?:Value error, )?(.+) does not match the formats .*",
        r"\1：\2 不是日期，写成 2021-12-31 的样子",
    ),
    (
        r"Invalid value for (.+?): (?:Value error, )?(.+) is not one of (.+?)\.?",
        r"\1：没有 \2，可以写 \3",
    ),
    (r"Invalid value for (.+?): Input should be a valid integer.*", r"\1 应是整数"),
    (r"Invalid value for (.+?): Input should be a valid number.*", r"\1 应是数"),
    (r"Invalid value for (.+?): Input should be greater than or equal to (.+)", r"\1 不能小于 \2"),
    (r"Invalid value for (.+?): Input should be less than or equal to (.+)", r"\1 不能大于 \2"),
    (r"Invalid value for (.+?): (.+)", r"\1：\2"),
)


class Program(TyperGroup):
    """All commands; exit code 2 for wrong usage, as typer has it."""

    @override
    def main(self, *args: Any, **options: Any) -> Any:
        options["standalone_mode"] = False
        try:
            code = super().main(*args, **options)
        except TyperException as error:
            context = getattr(error, "ctx", None)
            message = getattr(error, "format_message", error.__str__)()
            if context is not None and message == context.get_help():
                say(message)  # a group of commands without one: its help
            else:
                say(f"命令写得不对：{in_chinese(message)}。")
                if context is not None:
                    say(f"用 {context.command_path} -h 看怎么写。")
            sys.exit(getattr(error, "exit_code", 1))
        sys.exit(code if isinstance(code, int) else 0)


def in_chinese(message: str) -> str:
    """A sentence of typer in Chinese without a full stop; one that is not known stays."""
    text = " ".join(message.split())
    for pattern, said in _SENTENCES:
        found = re.fullmatch(pattern, text)
        if found is not None:
            plain = re.sub(r"'([^']*)'", r"\1", found.expand(said))
            return plain.replace(", ", "、").rstrip("。")
    return text.rstrip(".")
