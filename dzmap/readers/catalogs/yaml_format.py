"""Catalogs as YAML with Chinese keys; every scalar is taken as written (no octal, no yes/no)."""

from collections.abc import Sequence
from datetime import date

import yaml
from typing_extensions import override

from dzmap.core.catalogs import Catalog
from dzmap.core.problems import BadInputError
from dzmap.readers.catalogs.condition_nodes import condition_entries
from dzmap.readers.catalogs.decode import decode_catalogs
from dzmap.readers.catalogs.encode import catalog_entries
from dzmap.readers.catalogs.entries import Amount, Entries, Value
from dzmap.readers.catalogs.opened import OpenedCatalogs
from dzmap.readers.catalogs.source import Findings, ListNode, MapNode, Node, Place, TextNode


def read_yaml(text: str, file: str) -> tuple[Catalog, ...]:
    """The catalogs of ``open_yaml``."""
    return open_yaml(text, file).catalogs


def open_yaml(text: str, file: str) -> OpenedCatalogs:
    """All catalogs of a YAML text, one mapping or a list of them, with their lines.

    Raises:
        BadInputError: with every problem and its line.
    """
    findings = Findings(file)
    root = _nodes(text, file, findings)
    if isinstance(root, MapNode):
        root = ListNode((root,), root.place)
    catalogs: list[MapNode] = []
    for item in root.items if isinstance(root, ListNode) else (root,):
        if isinstance(item, MapNode):
            catalogs.append(item)
        else:
            findings.error(item.place, "这里应是一个目录", "以“编号: …”开头写目录的各项。")
    decoded = decode_catalogs(tuple(catalogs), findings)
    findings.raise_if_any()
    return OpenedCatalogs(file, decoded, tuple(catalogs))


# --- reading --------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """Composes nodes only; aliases are refused (they could nest without end)."""

    @override
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "found an alias", mark)
        return super().compose_node(parent, index)


def _nodes(text: str, file: str, findings: Findings) -> Node:
    try:
        root = yaml.compose(text, Loader=_Loader)
        return ListNode((), Place()) if root is None else _node(root, Place(1), findings)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, file) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BadInputError(
            "看不懂这个 YAML 文件",
            file=file,
            reason="有不允许的字符，或嵌套太深",
            remedy="用纯文本编辑器另存为 UTF-8 后再读入。",
        ) from error


def _syntax_error(error: yaml.MarkedYAMLError, file: str) -> BadInputError:
    mark = error.problem_mark or error.context_mark
    line = f"第 {mark.line + 1} 行第 {mark.column + 1} 列附近" if mark else ""
    reasons = (
        ("alias", "不能用 & 和 * 引用"),
        ("expected a single document", "一个文件只能有一段，多个目录写成列表"),
        ("tab", "行首用了制表符，改用空格"),
        ("\\t", "行首用了制表符，改用空格"),
    )
    problem = f"{error.problem} {error.context}"
    reason = next((said for sign, said in reasons if sign in problem), "缩进、冒号或引号不对")
    return BadInputError(
        "看不懂这个 YAML 文件",
        file=file,
        reason=f"{line}：{reason}" if line else reason,
        remedy="同级的项左边对齐；冒号后面空一格；含“: ”“#”的文字加引号。",
    )


def _node(node: yaml.Node, place: Place, findings: Findings) -> Node:
    if isinstance(node, yaml.ScalarNode):
        blank = node.style is None and node.value in {"~", "null"}
        return TextNode("" if blank else node.value, place)
    if isinstance(node, yaml.SequenceNode):
        return ListNode(
            tuple(
                _node(item, _item_place(item, position, place), findings)
                for position, item in enumerate(node.value, 1)
            ),
            place,
        )
    return _mapping(node, place, findings)


def _mapping(node: yaml.Node, place: Place, findings: Findings) -> MapNode:
    entries: dict[str, Node] = {}
    key_places: dict[str, Place] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            findings.error(_at(key_node, place.label), "项的名称应是文字")
            continue
        key = key_node.value.strip()
        label = f"{place.label} › {key}" if place.label else key
        if key in entries:
            findings.error(_at(key_node, label), f"“{key}”写了两次", "只留一处。")
        key_places[key] = _at(key_node, label)
        entries[key] = _node(value_node, _at(value_node, label), findings)
    return MapNode(entries, place, key_places)


def _at(node: yaml.Node, label: str) -> Place:
    return Place(node.start_mark.line + 1, label)


def _item_place(node: yaml.Node, position: int, place: Place) -> Place:
    """Items are labelled by the 编号 or 名称 that they begin with: 条款 C07."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in {"编号", "名称"} and isinstance(value, yaml.ScalarNode):
                return _at(node, f"{place.label} {value.value}".strip())
    return _at(node, f"{place.label} {position}".strip())


# --- writing --------------------------------------------------------------------------------


_LINE = 70


class _Dumper(yaml.SafeDumper):
    """Block style, but lists of words on one line and texts of several lines as they are."""

    @override
    def ignore_aliases(self, data: object) -> bool:
        return True

    @override
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def _represent_list(dumper: yaml.SafeDumper, data: list[object]) -> yaml.Node:
    short = sum(map(len, map(str, data))) < _LINE
    words = short and all(isinstance(item, str | float) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=words)


def _represent_text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    style = "|" if "\n" in data else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(str, _represent_text)


def write_yaml(catalogs: Sequence[Catalog]) -> str:
    """The text that ``read_yaml`` reads back to equal catalogs."""
    documents = [_plain_entries(catalog_entries(catalog)) for catalog in catalogs]
    data = documents[0] if len(documents) == 1 else documents
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def _plain_entries(entries: Entries) -> dict[str, object]:
    return {key: _plain(value) for key, value in entries.items()}


def _plain(value: Value) -> object:
    match value:
        case bool():
            return "是" if value else "否"
        case Amount(number, unit):
            return f"{number} {unit}".strip()
        case list():
            return [_plain_entries(item) if isinstance(item, dict) else item for item in value]
        case dict():
            return _plain_entries(value)
        case str() | date():
            return value
        case _:
            return condition_entries(value)
