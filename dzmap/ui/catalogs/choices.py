"""Choices in a form: one of a few as segments, some of a few as toggles, words as chips."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.problems import KnownError
from dzmap.ui.catalogs.fields import Described, ReadField
from dzmap.ui.i18n import tr
from dzmap.ui.overlay.tags import FlowLayout
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.theme.theme import Theme


class Segments(QWidget):
    """One of a few: buttons side by side; ``chosen`` carries the key."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Mapping[Any, str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._keys = list(choices)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, text in enumerate(choices.values()):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}：{text}")
            last = place == len(choices) - 1
            button.setProperty("segment", "last" if last else "true")
            button.setMinimumWidth(52)
            self._group.addButton(button, place)
            row.addWidget(button)
        row.addStretch(1)
        self._group.idClicked.connect(lambda place: self.chosen.emit(self._keys[place]))

    @property
    def key(self) -> Any:
        """The chosen key; None if none is."""
        place = self._group.checkedId()
        return self._keys[place] if place >= 0 else None

    def choose(self, key: Any) -> None:
        """Check a button without telling."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def button(self, key: Any) -> QToolButton:
        """The button of a key."""
        button = self._group.button(self._keys.index(key))
        if not isinstance(button, QToolButton):
            raise KeyError(key)
        return button

    def dress(self, icons: Mapping[Any, QIcon]) -> None:
        """Put marks in front of the words."""
        for key, icon in icons.items():
            button = self.button(key)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(16, 16))
            button.setIcon(icon)
            button.setProperty("mark", True)


class Toggles(QWidget):
    """Any of a few; ``changed`` carries all that are on. What is not offered is kept."""

    changed = Signal(object)

    def __init__(self, name: str, choices: Mapping[str, str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._others: tuple[str, ...] = ()
        self._buttons: dict[str, QToolButton] = {}
        flow = FlowLayout(self)
        self.setSizePolicy(_wrapping())
        for key, text in choices.items():
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setProperty("filter", "choice")
            button.setAccessibleName(f"{name}：{text}")
            button.clicked.connect(lambda _=False: self.changed.emit(self.values))
            self._buttons[key] = button
            flow.addWidget(button)

    @property
    def values(self) -> tuple[str, ...]:
        """What is on, in the order offered."""
        on = (key for key, button in self._buttons.items() if button.isChecked())
        return (*on, *self._others)

    def show_values(self, values: Sequence[str]) -> None:
        """Switch without telling."""
        if set(values) == set(self.values):
            return
        self._others = tuple(value for value in values if value not in self._buttons)
        for key, button in self._buttons.items():
            button.setChecked(key in values)

    def button(self, key: str) -> QToolButton:
        """The button of a key."""
        return self._buttons[key]


class MenuPick(QToolButton):
    """Any of a few, behind one button; ``changed`` carries all that are on.

    What is on but not offered is kept and shown.
    """

    changed = Signal(object)

    def __init__(self, name: str, choices: Mapping[str, str]) -> None:
        super().__init__()
        self._name = name
        self._words: dict[str, str] = {}
        self._values: tuple[str, ...] = ()
        self.setProperty("pick", True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMenu(QMenu(self))
        self.offer(choices)

    def offer(self, choices: Mapping[str, str]) -> None:
        """Other choices; what is on stays on."""
        self._words = dict(choices)
        menu = self.menu()
        menu.clear()
        for key, text in {**self._words, **{one: one for one in self._left_over()}}.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setData(key)
            action.setChecked(key in self._values)
            action.toggled.connect(lambda on, key=key: self._switch(key, on=on))
        self._name_choice()

    @property
    def values(self) -> tuple[str, ...]:
        """What is on."""
        return self._values

    def show_values(self, values: Sequence[str]) -> None:
        """Switch without telling."""
        if tuple(values) != self._values:
            self._values = tuple(values)
            self.offer(self._words)

    def _left_over(self) -> tuple[str, ...]:
        return tuple(one for one in self._values if one not in self._words)

    def _switch(self, key: str, *, on: bool) -> None:
        rest = tuple(one for one in self._values if one != key)
        self._values = (*rest, key) if on else rest
        self._name_choice()
        self.changed.emit(self._values)

    def _name_choice(self) -> None:
        text = "、".join(self._words.get(one, one) for one in self._values) or tr("选择…")
        self.setText(text)
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(f"{self._name}：{text}")


class Chips(QWidget):
    """A list of words: chips with a cross, and a field that adds; ``changed`` carries all of them.

    Args:
        theme: For icons.
        name: Spoken, and shown in the field.
        read: What a typed text adds; KnownError says why it cannot be.
        title: How a word is shown.
    """

    changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        read: Callable[[str], Sequence[str]] | None = None,
        title: Callable[[str], str] = str,
        placeholder: str = "",
    ) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._title = title
        self._values: tuple[str, ...] = ()
        self._locked = False
        self.field = ReadField(name, read or words_of, placeholder or tr("输入后回车"))
        self.field.read.connect(self._add)
        self._box = QWidget()
        self._flow = FlowLayout(self._box)
        self._box.setSizePolicy(_wrapping())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self._box)
        box.addWidget(Described(self.field))
        self._draw()

    @property
    def values(self) -> tuple[str, ...]:
        """The words."""
        return self._values

    def show_values(self, values: Sequence[str]) -> None:
        """Show other words without telling."""
        if tuple(values) != self._values:
            self._values = tuple(values)
            self._draw()

    def propose(self, words: Sequence[str]) -> None:
        """What the field completes."""
        completer = QCompleter(list(words), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)

    def _add(self, words: Sequence[str]) -> None:
        self.field.show_text("")
        fresh = [word for word in words if word not in self._values]
        if fresh:
            self._tell((*self._values, *fresh))

    def _remove(self, word: str) -> None:
        self._tell(tuple(one for one in self._values if one != word))
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, values: tuple[str, ...]) -> None:
        self._values = values
        self._draw()
        self.changed.emit(values)

    def _draw(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for word in self._values:
            chip = QToolButton()
            chip.setProperty("chip", True)
            chip.setText(self._title(word))
            what = tr("去掉 {word}").format(word=self._title(word))
            chip.setToolTip(plain_tip(what))
            chip.setAccessibleName(what)
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setIconSize(QSize(14, 14))
            self._theme.dress(chip, "dismiss", "accent")
            chip.clicked.connect(lambda _=False, word=word: self._remove(word))
            self._flow.addWidget(chip)
        self._box.setVisible(bool(self._values))
        self._flow.invalidate()


def _wrapping() -> QSizePolicy:
    """As wide as there is room, as high as the lines that result."""
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    return policy


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, divided by 、 ， ; or spaces between them."""
    for sign in "，,；;":
        text = text.replace(sign, "、")
    return tuple(dict.fromkeys(word.strip() for word in text.split("、") if word.strip()))


def among(known: Callable[[], Sequence[str]], message: str) -> Callable[[str], tuple[str, ...]]:
    """A reader of words that must be known ones; ``message`` has a place for {word}."""

    def read(text: str) -> tuple[str, ...]:
        words = words_of(text)
        for word in words:
            if word not in known():
                raise KnownError(message.format(word=word))
        return words

    return read


class _Combo(QComboBox):
    """The wheel scrolls the form; it never changes what a clause says."""

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def combo(name: str, choices: Mapping[Any, str]) -> QComboBox:
    """A combo box whose items carry their keys."""
    box = _Combo()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(2)
    for key, text in choices.items():
        box.addItem(text, key)
    return box


def choose(box: QComboBox, key: object) -> None:
    """Show the item of a key without telling."""
    place = next((row for row in range(box.count()) if box.itemData(row) == key), -1)
    if place != box.currentIndex():
        box.blockSignals(True)
        box.setCurrentIndex(place)
        box.blockSignals(False)
