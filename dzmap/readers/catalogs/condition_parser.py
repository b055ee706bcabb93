"""Reads the one-line conditions of ``condition_text``: what an official typed into a cell."""

import re
from collections.abc import Callable

from dzmap.core.catalogs import (
    All,
    Any,
    Case,
    Compare,
    Condition,
    InIndustry,
    InList,
    Member,
    Not,
    Relation,
    SpatialTest,
)
from dzmap.core.metrics import Metric
from dzmap.readers.catalogs.amounts import METRE, NUMBER, TO_ONE, AmountError, parse_amount
from dzmap.readers.catalogs.codes import CodeFormError, parse_code
from dzmap.readers.catalogs.condition_text import CELL_ITEM_STOP, ITEM_STOP
from dzmap.readers.catalogs.words import (
    LAYERS,
    METRIC_WORDS,
    OPERATOR_SPELLINGS,
    suggestion,
)

DEPTH = 40
"""How deep conditions may nest in a file, whichever way they are written."""

_KEYWORDS = ("且", "或", "则", "否则", "除外")
_SEPARATOR = re.compile(r"[、,，]")
_OPERATOR = re.compile(
    "|".join(re.escape(sign) for sign in sorted(OPERATOR_SPELLINGS, key=len, reverse=True))
)
_SIGNS = str.maketrans("＞＜＝！", "><=!")
_METRIC_NAME = re.compile(
    "|".join(re.escape(word) for word in sorted(METRIC_WORDS, key=len, reverse=True))
)


class ConditionTextError(ValueError):
    """The text is not a condition; carries message and remedy in Chinese."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def parse_condition(text: str) -> Condition:
    """The tree that the text stands for.

    Raises:
        ConditionTextError: with the reason and the part of the text where it stands.
    """
    parser = _Parser(text)
    condition = parser.joined(0)
    parser.finish()
    return condition


def parse_list(text: str) -> tuple[str, ...]:
    """Items of a cell that holds several, separated by 、 or , (quotes as in conditions).

    Raises:
        ConditionTextError: a quote is not closed or a separator has no item.
    """
    if not text.strip():
        return ()
    parser = _Parser(text)
    items = parser.items(loose=True)
    parser.finish()
    return items


class _Parser:
    """Recursive descent over one line of text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    # -- scanning

    def finish(self) -> None:
        self._skip()
        if self._at < len(self._text):
            self._fail("多出了内容", "检查括号，以及是否漏了“且”或“或”。")

    def _skip(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _fail(self, message: str, remedy: str = "") -> None:
        rest = self._text[self._at : self._at + 12].strip()
        place = f"（在“{rest}”处）" if rest else "（在末尾）"
        raise ConditionTextError(f"条件看不懂：{message}{place}", remedy)

    def _take(self, *words: str) -> str:
        """The first of ``words`` that stands here, consumed; "" if none does."""
        self._skip()
        for word in words:
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return word
        return ""

    def _expect(self, *words: str) -> None:
        if not self._take(*words):
            self._fail(f"缺少“{words[0]}”")

    # -- structure

    def joined(self, depth: int) -> Condition:
        if depth > DEPTH:
            self._fail(f"括号套了超过 {DEPTH} 层", "拆成几条条款。")
        operands = [self._operand(depth)]
        word = ""
        while found := self._take("且", "或"):
            if word and found != word:
                self._fail("“且”和“或”混在一起，先后不清", "用括号分组，如 (甲 且 乙) 或 丙。")
            word = found
            operands.append(self._operand(depth))
        if not word:
            return operands[0]
        return All(tuple(operands)) if word == "且" else Any(tuple(operands))

    def _operand(self, depth: int) -> Condition:
        if self._take("(", "（"):
            inside = self.joined(depth + 1)
            self._expect(")", "）")
            return inside
        if self._take("非"):
            if depth > DEPTH:
                self._fail(f"“非”套了超过 {DEPTH} 层")
            return Not(self._operand(depth + 1))
        for name, build in self._calls(depth):
            start = self._at
            if self._take(name):
                if self._take("(", "（"):
                    return build()
                self._at = start
        return self._leaf()

    def _calls(self, depth: int) -> tuple[tuple[str, Callable[[], Condition]], ...]:
        return (
            ("全部", lambda: All(self._operands(depth))),
            ("任一", lambda: Any(self._operands(depth))),
            ("分档", lambda: self._case(depth)),
        )

    def _operands(self, depth: int) -> tuple[Condition, ...]:
        operands: list[Condition] = []
        if self._take(")", "）"):
            return ()
        while True:
            operands.append(self.joined(depth + 1))
            if self._take(")", "）"):
                return tuple(operands)
            self._expect("；", ";")

    def _case(self, depth: int) -> Case:
        branches: list[tuple[Condition, Condition]] = []
        while self._take("如果"):
            guard = self.joined(depth + 1)
            self._expect("则")
            branches.append((guard, self.joined(depth + 1)))
            self._expect("；", ";")
        self._expect("否则")
        otherwise = self.joined(depth + 1)
        self._expect(")", "）")
        return Case(tuple(branches), otherwise)

    # -- leaves

    def _leaf(self) -> Condition:
        self._skip()
        start = self._at
        word = self._take("不在名录", "在名录")
        if word:
            listed = InList(self._titles())
            return Not(listed) if word == "不在名录" else listed
        for subject, build in (("行业", self._industry), ("位置", self._place)):
            if self._take(subject):
                condition = build()
                if condition is not None:
                    return condition
                self._at = start
        return self._metric_test()

    def _industry(self) -> Condition | None:
        negated = self._membership()
        if negated is None:
            return None
        include = tuple(map(self._code, self.items()))
        exclude = tuple(map(self._code, self.items())) if self._take("除外") else ()
        condition = InIndustry(include, exclude)
        return Not(condition) if negated else condition

    def _code(self, text: str) -> str:
        try:
            return parse_code(text)
        except CodeFormError as error:
            raise ConditionTextError(f"条件看不懂：{error.message}", error.remedy) from error

    def _place(self) -> Condition | None:
        relation = self._take("不占", "不相交", "距离", "距", "在")
        if not relation:
            return None
        layers = tuple(LAYERS.get(item, item) for item in self.items(inside=relation == "在"))
        if relation == "在":
            self._expect("内")
            return SpatialTest(Relation.WITHIN, layers)
        if relation.startswith("不"):
            return SpatialTest(Relation.DISJOINT, layers)
        if self._operator() != ">=":
            self._fail("距离只能写“≥”")
        return SpatialTest(Relation.DISTANCE_GE, layers, self._amount(METRE))

    def _titles(self) -> tuple[str, ...]:
        """Names of reference lists, each in 《》; a 》 inside a name is written twice."""
        found: list[str] = []
        while not found or self._take("、", ",", "，") or self._stands("《"):
            self._skip()
            if not self._stands("《"):
                self._fail("这里应是名录的名称", "写成“在名录《两高项目名录》”，几个接着写。")
            found.append(self._quotation("》"))
        return tuple(found)

    def _stands(self, sign: str) -> bool:
        self._skip()
        return self._text.startswith(sign, self._at)

    def _metric_test(self) -> Condition:
        metric = self._metric()
        negated = self._membership()
        if negated is None:
            op = self._operator()
            if metric.kind in {"text", "set"}:
                negated = self._equality(metric, op)
            else:
                return Compare(metric.name, op, self._amount(metric))
        elif metric.kind not in {"text", "set"}:
            self._fail(f"“{metric.zh}”是数，不能用“属于”", "用 ≥、≤、= 等比较。")
        values = self.items()
        self._check_choices(metric, values)
        condition = Member(metric.name, values)
        return Not(condition) if negated else condition

    def _metric(self) -> Metric:
        match = _METRIC_NAME.match(self._text, self._at)
        if match is None:
            stop = ITEM_STOP.search(self._text, self._at)
            word = self._text[self._at : stop.start() if stop else None]
            if not word:
                self._fail("这里应是一个指标")
            raise ConditionTextError(
                f"条件看不懂：没有名为“{word}”的指标", suggestion(word, METRIC_WORDS)
            )
        self._at = match.end()
        return METRIC_WORDS[match.group()]

    def _membership(self) -> bool | None:
        """False after 属于, True after 不属于, None if neither stands here."""
        word = self._take("不属于", "属于")
        return None if not word else word == "不属于"

    def _equality(self, metric: Metric, op: str) -> bool:
        if op not in {"=", "!="}:
            self._fail(f"“{metric.zh}”是文字，不能比大小", "用“属于”。")
        return op == "!="

    def _check_choices(self, metric: Metric, values: tuple[str, ...]) -> None:
        for value in values:
            if metric.choices and value not in metric.choices:
                raise ConditionTextError(
                    f"条件看不懂：“{metric.zh}”没有“{value}”这一类",
                    suggestion(value, dict.fromkeys(metric.choices)),
                )

    def _operator(self) -> str:
        self._skip()
        match = _OPERATOR.match(self._text.translate(_SIGNS), self._at)
        if match is None:
            self._fail("这里应是比较符号", "用 ≥、≤、>、<、=、≠ 或“属于”。")
            raise AssertionError  # pragma: no cover - _fail raises
        self._at = match.end()
        return OPERATOR_SPELLINGS[match.group()]

    def _amount(self, metric: Metric) -> float:
        self._skip()
        end = self._at
        narrow = self._text.translate(_WIDE_DIGITS)
        match = NUMBER.match(narrow, end)
        if match is not None:
            unit = TO_ONE.match(narrow, match.end()) or _UNIT.match(narrow, match.end())
            end = unit.end() if unit else match.end()
        try:
            value = parse_amount(self._text[self._at : end], metric)
        except AmountError as error:
            if match is None:
                self._fail(f"这里应是“{metric.zh}”的数值", error.remedy)
            raise ConditionTextError(f"条件看不懂：{error.message}", error.remedy) from error
        self._at = end
        return value

    # -- lists

    def items(self, *, inside: bool = False, loose: bool = False) -> tuple[str, ...]:
        """Words with separators; ``inside`` leaves a closing 内, ``loose`` takes keywords as text."""
        found = [self._item(inside=inside, loose=loose)]
        while True:
            self._skip()
            if self._at < len(self._text) and _SEPARATOR.match(self._text, self._at):
                self._at += 1
            elif not (loose and self._at < len(self._text)):
                return tuple(found)
            elif self._text[self._at] in ";；":
                self._at += 1
            found.append(self._item(inside=inside, loose=loose))

    def _item(self, *, inside: bool, loose: bool) -> str:
        self._skip()
        for opening, closing in (('"', '"'), ("“", "”")):
            if self._text.startswith(opening, self._at):
                return self._quotation(closing)
        stop = (CELL_ITEM_STOP if loose else ITEM_STOP).search(self._text, self._at)
        end = stop.start() if stop else len(self._text)
        if inside and self._text[self._at : end].endswith("内"):
            end -= 1
        word = self._text[self._at : end]
        if not word:
            self._fail("这里缺一项", "多项之间用“、”隔开；含特殊符号的项加引号。")
        self._at = end
        return word

    def _quotation(self, closing: str) -> str:
        start = self._at + 1
        text = ""
        while True:
            end = self._text.find(closing, start)
            if end < 0:
                self._fail("引号没有结束")
            text += self._text[start:end]
            self._at = end + 1
            if closing in '"》' and self._text.startswith(closing, self._at):
                text += closing
                start = self._at + 1
                continue
            return text


_WIDE_DIGITS = str.maketrans("０１２３４５６７８９．，＋－％", "0123456789.,+-%")
_UNIT = re.compile(
    r"\s*(?!且|或|则|否则)(?:[^\W\d_]|[%‰㎡²³/·2])+?(?=[\s()（）;；、,，]|且|或|则|否则|$)"
)
