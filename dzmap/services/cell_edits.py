"""Cells of a table changed where they are shown: typed, pasted or filled in, as one edit.

A listed column may be stored elsewhere: names stand for ids, figures of a year in their own table.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.changes import TableChange
from dzmap.core.field_rules import UNIQUE_TOGETHER, FieldError, parsed, row_problems
from dzmap.core.industries import IndustryTree
from dzmap.core.quantities import NOT_REPORTED
from dzmap.core.tables import TABLES, Column
from dzmap.services.attributes import OWN_COLUMNS, entries
from dzmap.services.jobs import Progress, Silent
from dzmap.services.listing import STORED_UNDER, YEARLY
from dzmap.services.ports import Tables
from dzmap.services.session import Session
from dzmap.services.unique_cells import clashes

_EMPTY = frozenset({"", "—", NOT_REPORTED})
Wanted = Mapping[str, Mapping[str, str]]
"""Texts by id of the row and name of the listed column."""
TableOf = Callable[[str], pd.DataFrame]


@dataclass(frozen=True)
class CellNote:
    """What is to be said of a cell: the name of its row, its column in Chinese, and why."""

    row: str
    column: str
    text: str


@dataclass(frozen=True, kw_only=True)
class CellEdits:
    """Values that can be stored, and what was refused or wants a second look.

    ``rows`` has them by table, id and column; ids that are not there yet are new rows in
    ``added``. ``cells`` counts the listed cells that will change.
    """

    table: str
    rows: Mapping[str, Mapping[str, Mapping[str, object]]]
    added: Mapping[str, Mapping[str, Mapping[str, object]]]
    refused: tuple[CellNote, ...] = ()
    doubtful: tuple[CellNote, ...] = ()

    @property
    def cells(self) -> int:
        """How many cells are stored."""
        return sum(len(row) for rows in self.rows.values() for row in rows.values())


def stored_column(table: str, shown: str) -> tuple[str, Column] | None:
    """Where a listed column is stored: table and column; None if it is not changed by hand.

    Ids, what is worked out from the shape, and what the program says about a row's origin are not.
    """
    name = STORED_UNDER.get(shown, shown)
    yearly, key = YEARLY.get(table, ("", ""))
    if name in OWN_COLUMNS:
        return None
    # A figure of the year stands before a standing one of the same name, as it is listed.
    for source in (yearly, table) if yearly and name not in (key, "year") else (table,):
        for column in TABLES[source].columns:
            if column.name == name:
                return source, column
    return None


def checked(
    tables: Tables,
    table: str,
    wanted: Wanted,
    *,
    year: int,
    industries: IndustryTree | None = None,
    progress: Progress | None = None,
) -> CellEdits:
    """Read and check texts for cells; nothing is stored yet.

    A text may be the name or the id of what a reference points to, an entry of a list as it is
    shown or stored, an amount with its unit; “未填报” and nothing make a value missing.

    Args:
        tables: The project.
        table: The table that is listed.
        wanted: Texts by id and listed column.
        year: The year whose figures are listed.
        industries: The classification that codes must be of; None leaves them unchecked.
        progress: Told of the rows that are done.
    """
    return _Check(tables, table, year, industries).run(wanted, progress or Silent())


def store(session: Session, edits: CellEdits, title: str) -> None:
    """Make the edit, which undo takes back as a whole; nothing to change records nothing.

    Raises:
        KnownError: the recovery journal cannot be written; nothing is done.
    """
    changes = []
    for table, rows in edits.rows.items():
        frame = session.table(table)
        before = frame[frame["id"].isin(list(rows))]
        added = edits.added.get(table, {})
        changes.append(TableChange(table, before, _changed(before, rows, added)))
    if changes:
        session.edit(title, *changes)


def _changed(
    before: pd.DataFrame,
    rows: Mapping[str, Mapping[str, object]],
    added: Mapping[str, Mapping[str, object]],
) -> pd.DataFrame:
    after = before.copy()
    if added:
        fresh = pd.DataFrame(list(added.values()), columns=list(before.columns), dtype=object)
        after = pd.concat([before.astype(object), fresh], ignore_index=True)
    ids = [str(key) for key in after["id"]]
    for column in sorted({name for values in rows.values() for name in values}):
        cells = _cells(after[column])
        for place, key in enumerate(ids):
            cells[place] = rows.get(key, {}).get(column, cells[place])
        after[column] = cells
    return after


def _cells(column: "pd.Series[Any]") -> npt.NDArray[np.object_]:
    """A column as objects of its own; None for what is missing."""
    cells = np.array(column, dtype=np.object_)
    cells[column.isna().to_numpy(dtype=bool)] = None
    return cells


class _Check:
    """Checks row by row; rows of a year that are missing are made up as they are needed."""

    def __init__(
        self, tables: Tables, table: str, year: int, industries: IndustryTree | None
    ) -> None:
        self._tables = tables
        self._table = table
        self._year = year
        self._industries = industries
        self._table_of: TableOf = cache(tables.table)
        self._near: dict[str, TableOf] = {}  # by table: what its rows are checked against
        self._taken: set[str] = set()  # ids of figures
        self._names: dict[str, dict[str, list[object]]] = {}
        self._values: dict[str, dict[str, dict[str, object]]] = {}
        self._added: dict[str, dict[str, dict[str, object]]] = {}
        self._refused: list[CellNote] = []
        self._doubtful: list[CellNote] = []

    def run(self, wanted: Wanted, progress: Progress) -> CellEdits:
        rows = dict(self._rows(self._table, "id", wanted))
        yearly, key = YEARLY.get(self._table, ("", ""))
        figures = dict(self._rows(yearly, key, wanted)) if yearly else {}
        if yearly:
            self._taken = set(self._table_of(yearly)["id"])
            self._near[yearly] = self._only(wanted, yearly)
        self._near[self._table] = self._only(wanted, self._table)
        for place, (identifier, texts) in enumerate(wanted.items()):
            progress.step("检查要写入的值", place, len(wanted))
            if identifier not in rows:
                self._refused.append(CellNote(identifier, "", "这一行已经不在项目里。"))
                continue
            name = str(rows[identifier].get("name") or identifier)
            for source, values in self._read(name, texts).items():
                if source == self._table:
                    self._take(source, rows[identifier], values, name)
                else:
                    row = figures.get(identifier) or self._fresh(source, key, identifier)
                    self._take(source, row, values, name)
        self._refuse_clashes()
        return CellEdits(
            table=self._table,
            rows=self._values,
            added={
                table: {key: row for key, row in rows.items() if key in self._values.get(table, {})}
                for table, rows in self._added.items()
            },
            refused=tuple(self._refused),
            doubtful=tuple(self._doubtful),
        )

    def _only(self, wanted: Wanted, own: str) -> TableOf:
        """Tables for rows of ``own``: looking through all owners takes minutes.

        Rows of the own table are not there at all, they are compared when all have been read.
        """
        owners = self._table_of(self._table)
        near = {self._table: owners[owners["id"].isin(list(wanted))]}
        near[own] = self._table_of(own).iloc[:0]
        return lambda table: near[table] if table in near else self._table_of(table)

    def _rows(
        self, table: str, key: str, wanted: Wanted
    ) -> Iterator[tuple[str, Mapping[str, object]]]:
        """The stored rows that are meant, by id of the listed row; missing values are None."""
        frame = self._table_of(table)
        found = frame[frame[key].isin(list(wanted))]
        if key != "id":
            found = found[found["year"] == self._year].drop_duplicates(key)
        names = [column.name for column in TABLES[table].columns]
        cells = [_cells(found[name]) for name in names]
        for values in zip(*cells, strict=True):
            row = dict(zip(names, values, strict=True))
            yield str(row[key]), row

    def _fresh(self, table: str, key: str, owner: str) -> Mapping[str, object]:
        """A row of the year for an owner that has none."""
        identifier = f"{owner}-{self._year}"
        while identifier in self._taken:
            identifier += "-1"
        row: dict[str, object] = dict.fromkeys(column.name for column in TABLES[table].columns)
        row |= {"id": identifier, key: owner, "year": self._year}
        self._added.setdefault(table, {})[identifier] = row
        return row

    def _read(self, name: str, texts: Mapping[str, str]) -> dict[str, dict[str, object]]:
        """The texts of a row as values, by table and column."""
        values: dict[str, dict[str, object]] = {}
        for shown, text in texts.items():
            found = stored_column(self._table, shown)
            if found is None:
                self._refused.append(CellNote(name, shown, "这一列不能直接修改。"))
                continue
            source, column = found
            try:
                values.setdefault(source, {})[column.name] = self._value(
                    column, text.strip().removeprefix("'")
                )
            except FieldError as error:
                why = str(error).removeprefix(f"{column.zh}：")  # said by the column
                self._refused.append(CellNote(name, column.zh, why))
        return values

    def _value(self, column: Column, text: str) -> object:
        if text in _EMPTY:
            return None
        if column.name == "industry_code":
            text = text.split(maxsplit=1)[0]  # a cell shows the code and its name
        named = self._named(column).get(text)
        if named is None:
            return parsed(column, text)
        if len(named) > 1:
            raise FieldError(f"{column.zh}：有 {len(named)} 个“{text}”，请填编号。")
        return named[0]

    def _named(self, column: Column) -> dict[str, list[object]]:
        """What entries of a list or a reference are called: ids and stored words go first."""
        if column.name not in self._names:
            listed = entries(self._table_of, column)
            called: dict[str, list[object]] = {}
            for stored, shown in listed:
                called.setdefault(shown, []).append(stored)
            called |= {str(stored): [stored] for stored, _ in listed}
            self._names[column.name] = called
        return self._names[column.name]

    def _take(
        self, table: str, row: Mapping[str, object], values: dict[str, object], name: str
    ) -> None:
        """Keep the values that the row may have; what is refused must not hold the others back."""
        values = {
            column: value
            for column, value in values.items()
            if value != row[column] and not (value is None and row[column] is None)
        }
        table_of = self._near.get(table, self._table_of)
        stood: set[tuple[str, str]] = set()  # faults that the row had before
        while values:
            found = row_problems(table, {**row, **values}, table_of, self._industries)
            if not stood and any(one.field not in values for one in found):
                before = row_problems(table, row, table_of, self._industries)
                stood = {(one.field, one.text) for one in before}
            new = [
                one for one in found if one.field in values or (one.field, one.text) not in stood
            ]
            errors = [one for one in new if one.severity == "error"]
            if not errors:
                self._note(self._doubtful, table, name, {one.field: one.text for one in new})
                self._values.setdefault(table, {})[str(row["id"])] = values
                return
            why = {one.field: one.text for one in errors if one.field in values}
            # A fault of several fields together is one of all that was written.
            why = why or dict.fromkeys(values, errors[0].text)
            self._note(self._refused, table, name, why)
            values = {column: value for column, value in values.items() if column not in why}

    def _refuse_clashes(self) -> None:
        """Take back what would make two rows alike; who keeps its value may clash with others then."""
        for table, keys in UNIQUE_TOGETHER.items():
            values = self._values.get(table, {})
            while found := clashes(table, self._table_of(table), values) if values else []:
                for clash in found:
                    row = values.pop(clash.id)
                    why = {column: clash.text for column in row if column in keys}
                    self._note(self._refused, table, clash.name, why)
                    rest = {column: value for column, value in row.items() if column not in keys}
                    if rest:
                        values[clash.id] = rest
            if not values:
                self._values.pop(table, None)

    @staticmethod
    def _note(notes: list[CellNote], table: str, name: str, why: Mapping[str, str]) -> None:
        notes += [CellNote(name, TABLES[table].column(one).zh, text) for one, text in why.items()]
