"""One fact of an applicant in a form: a number with its unit, a choice, or words."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.metrics import APPLICANT_METRICS
from dzmap.core.quantities import (
    QuantityError,
    format_number,
    half_width,
    is_missing,
    metric_decimals,
    metric_shown,
    metric_stored,
    parse_quantity,
)
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label


class FactField(QWidget):
    """``changed`` tells of every edit by the user.

    Amounts may be written as people write them (“1.2亿”, “３０亩”, “2公顷”); the line below says how
    such a text was read, or why it was not.
    """

    changed = Signal()

    def __init__(self, fact: str) -> None:
        super().__init__()
        self.fact = fact
        facts = APPLICANT_METRICS[fact]
        self._number = facts.kind in {"number", "ratio"}
        self.edit: QLineEdit | QComboBox
        if facts.choices and facts.kind == "text":
            self.edit = QComboBox()
            self.edit.addItems(["", *facts.choices])
            self.edit.setItemText(0, tr("未填"))
            self.edit.activated.connect(lambda _: self.changed.emit())
        else:
            self.edit = QLineEdit()
            self.edit.textEdited.connect(lambda _: self._take())
            if self._number:
                self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
            elif facts.kind == "set":
                some = "、".join(facts.choices[:2]) or tr("多项用分号隔开")
                self.edit.setPlaceholderText(some)
        self.edit.setAccessibleName(f"{tr(facts.zh)} {facts.unit}".strip())
        unit = plain_label(facts.unit)
        unit.setProperty("role", "secondary")
        unit.setMinimumWidth(52)
        self.note = plain_label()
        self.note.setProperty("role", "secondary")
        self.note.setWordWrap(True)
        self.note.hide()
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.edit, 1)
        if self._number:
            line.addWidget(unit)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addLayout(line)
        box.addWidget(self.note)
        self.setFocusProxy(self.edit)

    def value(self) -> float | str | None:
        """The fact in the metric's stored unit; None if it is not given or cannot be read."""
        text = self._text()
        if not text:
            return None
        return self._read(text)[0] if self._number else text

    @property
    def filled(self) -> bool:
        """Whether something stands in the field, readable or not."""
        return bool(self._text())

    def fault(self) -> str:
        """Why what stands in the field cannot be used; "" if it can."""
        text = self._text()
        return self._read(text)[1] if text and self._number else ""

    def show_value(self, value: object) -> None:
        """Show a fact in its stored unit without telling."""
        if isinstance(self.edit, QComboBox):
            text = "" if is_missing(value) else str(value)
            if text and self.edit.findText(text) < 0:
                self.edit.addItem(text)
            self.edit.setCurrentIndex(self.edit.findText(text) if text else 0)
            return
        self.edit.setText(self._written(value))
        self._show_note()

    def _written(self, value: object) -> str:
        if is_missing(value):
            return ""
        if not self._number:
            return str(value)
        decimals = max(metric_decimals(self.fact), 2)
        text = f"{metric_shown(self.fact, float(str(value))):,.{decimals}f}"
        return text.rstrip("0").rstrip(".")

    def _text(self) -> str:
        if isinstance(self.edit, QComboBox):
            return "" if self.edit.currentIndex() <= 0 else self.edit.currentText()
        return self.edit.text().strip()

    def _take(self) -> None:
        self._show_note()
        self.changed.emit()

    def _read(self, text: str) -> tuple[float | None, str]:
        """The number in stored unit, and what is wrong with it."""
        facts = APPLICANT_METRICS[self.fact]
        try:
            shown = parse_quantity(text, facts.unit)
        except QuantityError as error:
            return None, str(error)
        if shown is None:
            return None, ""
        stored = metric_stored(self.fact, shown)
        if not math.isfinite(stored) or not facts.lowest <= stored <= facts.highest:
            return None, tr("不会是这个数。")
        return stored, ""

    def _show_note(self) -> None:
        text = self._text()
        value, fault = self._read(text) if text and self._number else (None, "")
        note = fault
        if not note and value is not None:
            note = self._reading(text, metric_shown(self.fact, value))
        self.edit.setProperty("invalid", bool(fault))
        self.edit.style().polish(self.edit)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _reading(self, text: str, shown: float) -> str:
        """How an unusual text was read; "" for a plain number."""
        facts = APPLICANT_METRICS[self.fact]
        plain = half_width(text).replace(",", "").strip()
        number = format_number(shown, max(metric_decimals(self.fact), 2)).rstrip("0").rstrip(".")
        if facts.kind == "ratio" and 0 < shown <= 1 and "%" not in plain:
            return tr("按 {number} % 读取；小数请乘以 100。").format(number=number)
        if plain == text.replace(",", "").strip() and _is_number(plain):
            return ""
        return tr("按 {number} {unit}读取").format(number=number, unit=facts.unit)


def fact_rows() -> QFormLayout:
    """Rows for captions and their fields."""
    rows = QFormLayout()
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setHorizontalSpacing(8)
    rows.setVerticalSpacing(5)
    rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    return rows


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
