"""One mapping of an authoring file, read field by field with every problem noted."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from dzmap.core.catalogs import TRUE, Condition
from dzmap.core.metrics import Metric
from dzmap.readers.catalogs.amounts import AmountError, parse_amount, plain
from dzmap.readers.catalogs.codes import CodeFormError, parse_code, parse_number_code
from dzmap.readers.catalogs.condition_nodes import read_condition
from dzmap.readers.catalogs.condition_parser import ConditionTextError, parse_list
from dzmap.readers.catalogs.source import Findings, ListNode, MapNode, Node, Place, TextNode
from dzmap.readers.catalogs.words import FLAGS, suggestion

T = TypeVar("T")

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?: 00:00:00)?")
_TITLE = re.compile(r"《([^《》]+)》")
_TITLES = re.compile(r"(?:《[^《》]+》)+")
_ID = re.compile(r"[\w.\-]+")


def day_of(text: str) -> date | None:
    """The day of a text such as 2021-01-01, 2021年1月1日, 20210101; None if it is none."""
    match = _DATE.fullmatch(plain(text))
    if match is None:
        return None
    year, month, day, packed_month, packed_day = match.groups()
    try:
        return date(int(year), int(month or packed_month), int(day or packed_day))
    except ValueError:
        return None


class Record:
    """Reads the entries of one mapping; what was not asked for is reported by ``close``."""

    def __init__(self, node: MapNode, findings: Findings, title: str) -> None:
        self._node = node
        self._findings = findings
        self._title = title
        self._read: set[str] = set()

    def error(self, key: str, message: str, remedy: str = "") -> None:
        """Note a problem at the entry ``key``, or at the record if there is no such entry."""
        node = self._node.entries.get(key)
        value = node.text if isinstance(node, TextNode) else ""
        self._findings.error(self._place(key), message, remedy, value=value)

    def _place(self, key: str) -> Place:
        node = self._node.entries.get(key)
        if node is not None:
            return node.place
        here = self._node.place
        return Place(here.row, f"{here.label} › {key}" if here.label else key, here.sheet)

    def node(self, key: str) -> Node | None:
        """The entry itself; None if it is absent or blank."""
        self._read.add(key)
        node = self._node.entries.get(key)
        return None if isinstance(node, TextNode) and not node.text.strip() else node

    def close(self, known: Mapping[str, object], hint: str = "") -> None:
        """Report entries that nobody asked for; ``hint`` says why a known one does not belong."""
        for key, node in self._node.entries.items():
            if key in self._read or (isinstance(node, TextNode) and not node.text.strip()):
                continue
            place = self._node.key_places.get(key, node.place)
            if key in known:
                self._findings.error(place, f"{self._title}不能写“{key}”", hint)
            else:
                self._findings.error(place, f"没有名为“{key}”的项", suggestion(key, known))

    def text(self, key: str, *, required: bool = False) -> str:
        """A text, stripped, with plain line ends."""
        node = self.node(key)
        if node is None:
            if required:
                self.error(key, f"{self._title}没有写“{key}”", "补上这一项。")
            return ""
        if not isinstance(node, TextNode):
            self.error(key, f"“{key}”应是一段文字", "不要写成列表或分组。")
            return ""
        written = node.text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if any(
            unicodedata.category(sign) in {"Cc", "Cn"} and sign not in "\n\t" for sign in written
        ):
            self.error(key, f"“{key}”里有不可见的控制字符", "删掉后重新输入。")
            return ""
        return written

    def name(self, key: str, *, required: bool = False) -> str:
        """An identifier: letters, digits, Chinese, - . _ ."""
        written = plain(self.text(key, required=required))
        written = re.sub(r"^(\d+)\.0+$", r"\1", written) if self._is_number(key) else written
        if written and not _ID.fullmatch(written):
            self.error(key, f"编号“{written}”里有空格或符号", "只用汉字、字母、数字和 - . _ 。")
        return written

    def _is_number(self, key: str) -> bool:
        node = self._node.entries.get(key)
        return isinstance(node, TextNode) and node.number

    def choice(self, key: str, table: Mapping[str, T], *, default: T) -> T:
        """The meaning of one word of ``table``; ``default`` if absent or unknown (then noted)."""
        written = plain(self.text(key)).replace(",", "，").replace(" ", "")
        if not written:
            return default
        for word, meaning in table.items():
            if written == word:
                return meaning
        self.error(key, f"“{key}”不能写“{written}”", suggestion(written, table))
        return default

    def required_choice(self, key: str, table: Mapping[str, T]) -> T | None:
        """Like ``choice``, but absence is a problem; None if there is nothing usable."""
        if self.node(key) is None:
            self.error(key, f"{self._title}没有写“{key}”", suggestion("", table))
            return None
        return self.choice(key, {**table}, default=None)

    def flag(self, key: str, *, default: bool) -> bool:
        """是 or 否."""
        return self.choice(key, FLAGS, default=default)

    def day(self, key: str) -> date | None:
        """A date such as 2021-01-01, 2021年1月1日, 20210101."""
        written = plain(self.text(key))
        if not written:
            return None
        day = day_of(written)
        if day is not None:
            return day
        self.error(key, f"“{written}”不是日期", "写成 2021-01-01 这样的形式。")
        return None

    def words(self, key: str, table: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """Several words; through ``table`` if one is given (an unknown word is then a problem)."""
        return self._each(key, lambda word: self._word(word, table))

    def _word(self, word: str, table: Mapping[str, str] | None) -> str:
        if table is None or word in table:
            return word if table is None else table[word]
        raise ConditionTextError(f"没有“{word}”这一项", suggestion(word, table))

    def texts(self, key: str) -> tuple[str, ...]:
        """The items of a list as written, or one text that is not taken apart."""
        node = self.node(key)
        if isinstance(node, TextNode):
            return (node.text.strip(),)
        return tuple(text for text, _ in self._items(key))

    def titles(self, key: str) -> tuple[str, ...]:
        """Names of reference lists; 《》 around them are no part of the name."""
        titles: list[str] = []
        for word in self.words(key):
            named = _TITLES.fullmatch(word)
            titles.extend(_TITLE.findall(word) if named else [word])
        return tuple(titles)

    def codes(self, key: str) -> tuple[str, ...]:
        """Industry codes as stored."""
        return self._each(key, parse_number_code if self._is_number(key) else parse_code)

    def _each(self, key: str, read: Callable[[str], str]) -> tuple[str, ...]:
        found = []
        for text, place in self._items(key):
            try:
                found.append(read(text))
            except (CodeFormError, ConditionTextError) as error:
                self._findings.error(place, f"“{key}”：{error.message}", error.remedy, value=text)
        return tuple(found)

    def _items(self, key: str) -> list[tuple[str, Place]]:
        node = self.node(key)
        if node is None:
            return []
        if isinstance(node, MapNode):
            self.error(key, f"“{key}”应是一项或几项", "几项之间用“、”隔开，或写成列表。")
            return []
        parts = node.items if isinstance(node, ListNode) else (node,)
        found: list[tuple[str, Place]] = []
        for part in parts:
            if not isinstance(part, TextNode):
                self._findings.error(part.place, f"“{key}”的列表里只能是文字")
            elif isinstance(node, ListNode):
                found.append((part.text.strip(), part.place))
            else:
                found.extend((item, part.place) for item in self._split(key, part))
        return found

    def _split(self, key: str, node: TextNode) -> tuple[str, ...]:
        if node.number:
            return (re.sub(r"\.0+$", "", node.text),)
        try:
            return parse_list(node.text)
        except ConditionTextError as error:
            self.error(key, error.message.removeprefix("条件看不懂："), error.remedy)
            return ()

    def amount(self, key: str, metric: Metric) -> float | None:
        """A number with its unit (beside it or under 单位) in the metric's own unit."""
        written, unit = self.text(key), self.text("单位")
        if not written:
            if unit:
                self.error("单位", f"写了单位，没有写“{key}”", "补上数值。")
            return None
        try:
            return parse_amount(written, metric, unit=unit)
        except AmountError as error:
            self.error(key, error.message, error.remedy)
            return None

    def condition(self, key: str) -> Condition | None:
        """A condition tree, as nested entries or as one line of text; None if absent."""
        node = self.node(key)
        return None if node is None else read_condition(node, self._findings)

    def scope_condition(self, key: str) -> Condition:
        """Like ``condition``; nothing written means no narrowing."""
        condition = self.condition(key)
        return TRUE if condition is None else condition
