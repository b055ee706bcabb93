"""What an authoring file says, place by place, before it means anything.

YAML and Excel are both turned into these nodes, so that one decoder gives both the same meaning.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dzmap.core.catalog_findings import as_sentence
from dzmap.core.problems import BadInputError, Problem, Severity


@dataclass(frozen=True)
class Place:
    """Where something stands: the row an editor shows, and a label such as 条款 C07 › 数值."""

    row: int | None = None
    label: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class TextNode:
    """A scalar as written; ``number`` tells that Excel holds it as a number."""

    text: str
    place: Place
    number: bool = False


@dataclass(frozen=True)
class ListNode:
    """A sequence."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True)
class MapNode:
    """Named entries in their order; ``key_places`` says where the names stand."""

    entries: Mapping[str, "Node"]
    place: Place
    key_places: Mapping[str, Place] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """The stripped scalar under ``key``; "" if there is none."""
        node = self.entries.get(key)
        return node.text.strip() if isinstance(node, TextNode) else ""


Node = TextNode | ListNode | MapNode


class Findings:
    """Collects every problem of one file, so that an official sees all of them at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def error(self, place: Place, message: str, remedy: str = "", *, value: str = "") -> None:
        """Note that something at ``place`` cannot be used."""
        self.problems.append(
            Problem(
                severity=Severity.ERROR,
                message=as_sentence(message),
                remedy=as_sentence(remedy),
                file=self.file,
                sheet=place.sheet,
                row=place.row,
                column=place.label,
                value=value,
            )
        )

    def raise_if_any(self) -> None:
        """Raise everything found as one BadInputError, in the order of the file."""
        if not self.problems:
            return
        ordered = sorted(
            self.problems, key=lambda found: (_SHEET_ORDER.get(found.sheet, 0), found.row or 0)
        )
        raise BadInputError(
            f"准入目录有 {len(ordered)} 处要改",
            file=self.file,
            remedy="按下面逐条修改后再读入。原文件不会改动。",
            problems=ordered,
        )


_SHEET_ORDER = {"目录": 1, "条款": 2, "门槛": 3, "示例用例": 4}
