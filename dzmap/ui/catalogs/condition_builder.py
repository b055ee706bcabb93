"""A condition as nested rows: 且 / 或 groups by indent, 取反, 分档, and its sentence above."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.catalogs import TRUE, All, Any, Case, Condition, Not
from dzmap.ui.buttons import tool_button
from dzmap.ui.catalogs.choices import Segments, choose, combo
from dzmap.ui.catalogs.condition_rows import (
    Leaf,
    LeafBody,
    body_for,
    says_nothing,
    subject_of,
    subjects,
)
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label

_FIRST = "total_invest_wan_yuan"


class Node(QFrame):
    """A part of the tree. ``changed``: it says something else; ``gone``: its cross was clicked."""

    changed = Signal()
    gone = Signal()

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self._words = words
        self._negations = 0
        self.negate = QToolButton()
        self.negate.setText(tr("非"))
        self.negate.setCheckable(True)
        self.negate.setProperty("filter", "choice")
        self.negate.setToolTip(tr("取反：不满足这一项才算"))
        self.negate.setAccessibleName(tr("取反"))
        self.negate.clicked.connect(self._toggle)
        self.remove = tool_button(words.theme, "dismiss", tr("去掉这一项"))
        self.remove.clicked.connect(lambda _=False: self.gone.emit())

    def plain(self) -> Condition | None:
        """What it says without its negation; None while it is not filled in."""
        raise NotImplementedError

    def value(self) -> Condition | None:
        """What it says."""
        said = self.plain()
        for _ in range(self._negations if said is not None else 0):
            said = Not(said)  # type: ignore[arg-type]
        return said

    def deny(self, times: int) -> None:
        """Show how often it is negated."""
        self._negations = times
        self.negate.setChecked(times % 2 == 1)

    def _toggle(self) -> None:
        self._negations = 1 if self.negate.isChecked() else 0
        if self.plain() is not None:
            self.changed.emit()


class LeafNode(Node):
    """Subject and fields; told once the fields are filled in."""

    def __init__(self, words: Vocabulary, leaf: Leaf | None = None) -> None:
        super().__init__(words)
        self._fresh = leaf is None
        subject = _FIRST if leaf is None else subject_of(leaf)
        choices = dict(subjects())
        choices.setdefault(subject, subject)
        self.subject = combo(tr("指标"), dict(choices))
        self.subject.setMaxVisibleItems(24)
        choose(self.subject, subject)
        self.subject.activated.connect(lambda _: self._other())
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.subject, 1)
        head.addWidget(self.negate)
        head.addWidget(self.remove)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)
        self._box.addLayout(head)
        self.body = body_for(subject, words, leaf)
        if leaf is not None:
            self.body.show_leaf(leaf)
        self._put(self.body)

    @override
    def plain(self) -> Condition | None:
        leaf = self.body.value()
        return None if self._fresh and says_nothing(leaf) else leaf

    def _other(self) -> None:
        """Another subject: its fields wait to be filled in, until then nothing is told."""
        self._fresh = True
        old, self.body = self.body, body_for(str(self.subject.currentData()), self._words)
        old.hide()
        old.deleteLater()
        self._put(self.body)

    def _put(self, body: LeafBody) -> None:
        self._box.addWidget(body)
        body.changed.connect(self._tell)

    def _tell(self) -> None:
        if self.plain() is not None:
            self.changed.emit()


class GroupNode(Node):
    """Parts joined by 且 or 或."""

    def __init__(self, words: Vocabulary, group: All | Any) -> None:
        super().__init__(words)
        self.parts: list[Node] = []
        self.joint = Segments(tr("各项之间"), {"all": tr("且"), "any": tr("或")})
        self.joint.choose("all" if isinstance(group, All) else "any")
        self.joint.chosen.connect(lambda _: self.changed.emit())
        self.more = tool_button(words.theme, "add", tr("组内加一项"))
        self.more.clicked.connect(lambda _=False: self.add(LeafNode(words)))
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.joint)
        head.addStretch(1)
        for button in (self.more, self.negate, self.remove):
            head.addWidget(button)
        self.head = QWidget()
        self.head.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        self._inner = QFrame()
        self._inner.setProperty("panel", "nest")
        self._rows = QVBoxLayout(self._inner)
        self._rows.setContentsMargins(10, 2, 0, 2)
        self._rows.setSpacing(8)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.head)
        box.addWidget(self._inner)
        for operand in group.operands:
            self.add(node_for(operand, words))
        self._inner.setVisible(bool(self.parts))

    @override
    def plain(self) -> Condition | None:
        said = tuple(one for part in self.parts if (one := part.value()) is not None)
        return All(said) if self.joint.key == "all" else Any(said)

    def add(self, part: Node) -> None:
        """One more part; it counts once it is filled in."""
        self.parts.append(part)
        self._rows.addWidget(part)
        self._inner.show()
        part.changed.connect(self.changed)
        part.gone.connect(partial(self._drop, part))

    def _drop(self, part: Node) -> None:
        said = part.value() is not None
        self.parts.remove(part)
        _discard(part)
        self._inner.setVisible(bool(self.parts))
        if not self.parts and self.remove.isVisibleTo(self):
            self.gone.emit()
        elif said:
            self.changed.emit()


class CaseNode(Node):
    """分档: the consequent of the first branch whose guard holds, else the last."""

    def __init__(self, words: Vocabulary, case: Case) -> None:
        super().__init__(words)
        self._branches = [(Slot(words, guard), Slot(words, then)) for guard, then in case.branches]
        self._otherwise = Slot(words, case.otherwise)
        head = QHBoxLayout()
        head.addWidget(plain_label(tr("分档")))
        head.addStretch(1)
        for button in (self.negate, self.remove):
            head.addWidget(button)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        for guard, then in self._branches:
            self._show(guard, then)
        more = QPushButton(tr("加一档"))
        more.setFlat(True)
        more.setProperty("small", True)
        more.clicked.connect(lambda _=False: self._add())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(head)
        box.addLayout(self._rows)
        box.addWidget(more)
        box.addWidget(plain_label(tr("否则须")))
        box.addWidget(self._otherwise)
        self._otherwise.changed.connect(self.changed)

    @override
    def plain(self) -> Condition | None:
        pairs = tuple((guard.value(), then.value()) for guard, then in self._branches)
        return Case(pairs, self._otherwise.value())

    def _add(self) -> None:
        pair = Slot(self._words, TRUE), Slot(self._words, TRUE)
        self._branches.append(pair)
        self._show(*pair)
        self.changed.emit()

    def _show(self, guard: "Slot", then: "Slot") -> None:
        for word, slot in ((tr("如果"), guard), (tr("则须"), then)):
            self._rows.addWidget(plain_label(word))
            self._rows.addWidget(slot)
            slot.changed.connect(self.changed)


class Slot(QFrame):
    """Holds one condition, which may be empty, and the buttons that add to it."""

    changed = Signal()

    def __init__(self, words: Vocabulary, condition: Condition = TRUE) -> None:
        super().__init__()
        self._words = words
        self.node = self._made(condition)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(6)
        self._box.addWidget(self.node)
        line = QHBoxLayout()
        line.setSpacing(4)
        for text, act in (
            (tr("加条件"), self.add_row),
            (tr("加一组"), self.add_group),
            (tr("加分档"), self.add_case),
        ):
            button = QPushButton(text)
            button.setFlat(True)
            button.setProperty("small", True)
            words.theme.dress(button, "add", "accent")
            button.clicked.connect(lambda _=False, act=act: act())
            line.addWidget(button)
        line.addStretch(1)
        self._box.addLayout(line)

    def value(self) -> Condition:
        """What it says; TRUE where nothing is filled in."""
        said = self.node.value()
        return TRUE if said is None else said

    def show_condition(self, condition: Condition) -> None:
        """Show another condition without telling."""
        if condition != self.value():
            self._exchange(self._made(condition))

    def add_row(self) -> None:
        """One more row, joined to what is there."""
        self._add(LeafNode(self._words))

    def add_group(self) -> None:
        """A nested group of the other kind with one row."""
        outer = self.node.plain() if isinstance(self.node, GroupNode) else TRUE
        group = GroupNode(self._words, Any(()) if isinstance(outer, All) else All(()))
        group.add(LeafNode(self._words))
        self._add(group)

    def add_case(self) -> None:
        """A nested 分档."""
        self._add(CaseNode(self._words, Case(((TRUE, TRUE),), TRUE)))

    def _add(self, part: Node) -> None:
        if not isinstance(self.node, GroupNode) or self.node.negate.isChecked():
            said = self.node.value()
            self._exchange(self._made(All(() if said is None else (said,))))
        if isinstance(self.node, GroupNode):
            self.node.add(part)
            self._fit()

    def _made(self, condition: Condition) -> Node:
        node = node_for(condition, self._words)
        node.changed.connect(self._tell)
        node.gone.connect(self._clear)
        if isinstance(node, GroupNode):
            node.remove.hide()
        self._trim(node)
        return node

    def _exchange(self, node: Node) -> None:
        old, self.node = self.node, node
        self._box.replaceWidget(old, node)
        _discard(old)

    def _clear(self) -> None:
        self._exchange(self._made(TRUE))
        self.changed.emit()

    def _tell(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        self._trim(self.node)

    @staticmethod
    def _trim(node: Node) -> None:
        """An outer group needs its head only where there is something to join or to deny."""
        if isinstance(node, GroupNode):
            node.head.setVisible(len(node.parts) > 1 or node.negate.isChecked())


class ConditionBuilder(QFrame):
    """``changed`` carries the condition after each edit."""

    changed = Signal(object)

    def __init__(self, words: Vocabulary, *, empty: str = "") -> None:
        super().__init__()
        self._words = words
        self._empty = empty
        self._sentence = plain_label()
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("role", "secondary")
        self._slot = Slot(words)
        self._slot.changed.connect(self._tell)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self._sentence)
        box.addWidget(self._slot)
        self._say()

    @property
    def slot(self) -> Slot:
        """The outermost part."""
        return self._slot

    def value(self) -> Condition:
        """The condition as the rows say it; TRUE without rows."""
        return self._slot.value()

    def show_condition(self, condition: Condition) -> None:
        """Show a condition without telling."""
        self._slot.show_condition(condition)
        self._say()

    @property
    def sentence(self) -> str:
        """The same condition in words."""
        return self._sentence.text()

    def _tell(self) -> None:
        self._say()
        self.changed.emit(self.value())

    def _say(self) -> None:
        condition = self.value()
        blank = condition == TRUE
        self._sentence.setText(self._empty if blank else self._words.wording.condition(condition))
        self._sentence.setVisible(bool(self._sentence.text()))


def node_for(condition: Condition, words: Vocabulary) -> Node:
    """The part that shows a condition."""
    times = 0
    while isinstance(condition, Not):
        condition, times = condition.operand, times + 1
    node: Node
    match condition:
        case All() | Any():
            node = GroupNode(words, condition)
        case Case():
            node = CaseNode(words, condition)
        case _:
            node = LeafNode(words, condition)
    node.deny(times)
    return node


def _discard(widget: QWidget) -> None:
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
