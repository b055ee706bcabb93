"""The attributes of one row: lists, references by name, units, and what is wrong beside its field."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.field_rules import REFERENCES, FieldError, FieldProblem, parsed, row_problems
from dzmap.core.quantities import is_missing
from dzmap.core.tables import TABLES, Column
from dzmap.services.attributes import OWN_COLUMNS, entries
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label

if TYPE_CHECKING:
    from dzmap.core.industries import IndustryTree
    from dzmap.services.ports import Tables

_BY_PLACE = frozenset({"county_id", "zone_id", "park_id"})
LONGEST_LIST = 2_000
"""Rows that a reference may offer; beyond, the id is typed."""


class AttributeForm(QWidget):
    """Asks for the attributes of a new row, or shows those of one that exists.

    ``changed`` tells that something was typed; ``errors`` says what stands against storing it.
    """

    changed = Signal()

    def __init__(
        self,
        table: str,
        row: Mapping[str, object] | None,
        tables: "Tables",
        industries: "IndustryTree | None" = None,
    ) -> None:
        """Make the form.

        Args:
            table: A table of ``core.tables``.
            row: The stored values by column; None for a new row, whose place may still say where
                it belongs.
            tables: The rows that references point to.
            industries: The classification that codes must be of; None leaves them unchecked.
        """
        super().__init__()
        self._table = table
        self._row = dict(row) if row is not None else None
        self._tables = tables
        self._industries = industries
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self._notes: dict[str, QLabel] = {}
        self._problems: list[FieldProblem] = []
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 12, 0)  # room for a scroll bar
        layout.setHorizontalSpacing(16)
        layout.setVerticalSpacing(8)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for column in self._columns():
            layout.addRow(f"{tr(column.zh)}{' *' if column.required else ''}", self._line(column))
        self._check()

    def field(self, name: str) -> QLineEdit | QComboBox:
        """The field of a column."""
        return self._fields[name]

    def note(self, name: str) -> str:
        """What is said beside the field of a column; "" if nothing is wrong."""
        return self._notes[name].text()

    def values(self) -> dict[str, object]:
        """What the fields hold, in the types and units of the table; None for what is empty.

        A text that is no value of its column is left out: ``errors`` names it.
        """
        return self._read()[0]

    def changes(self) -> dict[str, object]:
        """The values that differ from the stored ones."""
        before = self._row or {}
        return {
            name: value
            for name, value in self.values().items()
            if not (is_missing(value) and is_missing(before.get(name)))
            and value != before.get(name)
        }

    def errors(self) -> list[FieldProblem]:
        """What must be put right before the row can be stored.

        A fault that the row had before and that was not touched does not keep the rest back.
        """
        errors = [one for one in self._problems if one.severity == "error"]
        if self._row is None:
            return errors
        touched = self.changes().keys() | self._unread()
        return [one for one in errors if one.field in touched or not touched]

    # ---- inside

    def _columns(self) -> list[Column]:
        return [column for column in TABLES[self._table].columns if column.name not in OWN_COLUMNS]

    def _line(self, column: Column) -> QWidget:
        field = self._field(column)
        field.setAccessibleName(f"{tr(column.zh)} {tr(column.unit) if column.unit else ''}".strip())
        self._fields[column.name] = field
        note = self._notes[column.name] = plain_label()
        note.setWordWrap(True)
        note.hide()
        beside = QHBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(8)
        beside.addWidget(field, 1)
        if column.unit:
            unit = plain_label(tr(column.unit))
            unit.setProperty("role", "secondary")
            unit.setMinimumWidth(40)
            beside.addWidget(unit)
        both = QWidget()
        box = QVBoxLayout(both)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(beside)
        box.addWidget(note)
        return both

    def _field(self, column: Column) -> QLineEdit | QComboBox:
        value = (self._row or {}).get(column.name)
        entries = self._entries(column)
        if entries is None:
            line = QLineEdit(_typed(column, value))
            line.setCursorPosition(0)
            if column.kind == "date":
                line.setPlaceholderText("2026-03-01")
            line.textChanged.connect(self._edited)
            return line
        combo = QComboBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(16)
        by_place = self._row is None and column.name in _BY_PLACE
        combo.addItem(tr("按位置") if by_place else "", None)
        for stored, shown in entries:
            combo.addItem(shown, stored)
        if not is_missing(value):
            if combo.findData(value) < 0:  # what the list does not have must not get lost
                combo.addItem(str(value), value)
            combo.setCurrentIndex(combo.findData(value))
        combo.currentIndexChanged.connect(self._edited)
        return combo

    def _entries(self, column: Column) -> list[tuple[object, str]] | None:
        """Stored and shown value of every entry of a list; None for a column without one."""
        found = entries(self._tables.table, column)
        if not found or len(found) > LONGEST_LIST:
            return None
        if column.name in REFERENCES:
            return found
        return [(stored, tr(shown)) for stored, shown in found]

    def _read(self) -> tuple[dict[str, object], list[FieldProblem]]:
        values: dict[str, object] = {}
        faults = []
        for column in self._columns():
            field = self._fields[column.name]
            if isinstance(field, QComboBox):
                values[column.name] = field.currentData()
                continue
            stored = (self._row or {}).get(column.name)
            if field.text() == _typed(column, stored):  # untouched: not rounded by being shown
                values[column.name] = stored
                continue
            try:
                values[column.name] = parsed(column, field.text())
            except FieldError as error:
                faults.append(FieldProblem(column.name, str(error)))
        return values, faults

    def _unread(self) -> set[str]:
        return {fault.field for fault in self._read()[1]}

    def _edited(self) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        values, faults = self._read()
        unread = {fault.field for fault in faults}
        row = {**(self._row or {"id": "n-1"}), **values}
        found = row_problems(self._table, row, self._tables.table, self._industries)
        self._problems = faults + [one for one in found if one.field not in unread]
        first: dict[str, FieldProblem] = {}
        for problem in self._problems:
            if (
                self._row is None
                and problem.field not in unread
                and is_missing(values.get(problem.field))
            ):
                continue  # what is still empty in a new row is not wrong yet
            first.setdefault(problem.field, problem)
        for name, note in self._notes.items():
            self._say(name, note, first.get(name))

    def _say(self, name: str, note: QLabel, problem: FieldProblem | None) -> None:
        error = problem is not None and problem.severity == "error"
        text = problem.text if problem is not None else ""
        word = tr("错误") if error else tr("请核对")
        note.setText(f"{word}：{text}" if text else "")
        note.setProperty("state", "error" if error else "warn")
        note.style().polish(note)
        note.setVisible(bool(text))
        field = self._fields[name]
        field.setProperty("invalid", error)
        field.style().polish(field)


def _typed(column: Column, value: object) -> str:
    """A stored value as one would type it."""
    if is_missing(value):
        return ""
    if column.kind == "date":
        return str(value)[:10]
    if column.kind == "real":
        return f"{float(str(value)):.10g}"
    return str(value)
