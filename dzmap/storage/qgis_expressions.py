"""QGIS expressions: comparisons, and the filters that users put together."""

from collections.abc import Sequence

import pandas as pd

from dzmap.core.attribute_filter import AttributeFilter, Comparison, FilterRow
from dzmap.core.quantities import QuantityError, parse_quantity
from dzmap.core.tables import Column, Table


def equals(column: str, value: str) -> str:
    """The QGIS expression that compares a text column with a value."""
    return f'"{column}" = {quoted(value)}'


def one_of(column: str, values: Sequence[str]) -> str:
    """The QGIS expression that looks for a text column's value in a list."""
    return f'"{column}" IN ({", ".join(map(quoted, values))})'


def first_of(columns: Sequence[str]) -> str:
    """The QGIS expression that takes the first text column with a value."""
    tried = ", ".join(f"nullif(\"{name}\", '')" for name in columns)
    return f"coalesce({tried})"


def quoted(value: str) -> str:
    """A text as a literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def filter_expression(condition: AttributeFilter, table: Table) -> str:
    """The expression that keeps the same rows as ``AttributeFilter.keep``; "" keeps all.

    Raises:
        ValueError: a column is not in the table, or a value is no number; QGIS cannot tell either.
    """
    parts = [f"({_comparison(row, table)})" for row in condition.rows]
    return (" OR " if condition.any_of else " AND ").join(parts)


_OPERATORS = {
    Comparison.EQUAL: "=",
    Comparison.UNEQUAL: "<>",
    Comparison.AT_LEAST: ">=",
    Comparison.AT_MOST: "<=",
    Comparison.ABOVE: ">",
    Comparison.BELOW: "<",
}


def _comparison(row: FilterRow, table: Table) -> str:
    try:
        column = table.column(row.column)
    except KeyError as error:
        raise ValueError(f"no column {row.column}") from error
    name = f'"{column.name}"'
    if row.comparison is Comparison.MISSING:
        return f"{name} IS NULL"
    if row.comparison is Comparison.GIVEN:
        return f"{name} IS NOT NULL"
    if row.comparison is Comparison.CONTAINS:
        return f"strpos(lower(to_string({name})), lower({quoted(row.value.strip())})) > 0"
    if row.comparison is Comparison.ONE_OF:
        values = [part.strip() for part in _parted(row.value) if part.strip()]
        return f"{name} IN ({', '.join(literal(column, value) for value in values)})"
    return f"{name} {_OPERATORS[row.comparison]} {literal(column, row.value.strip())}"


def literal(column: Column, value: str) -> str:
    """What a user typed, as a literal of the column's kind; ValueError if it is none."""
    if column.kind in ("int", "real"):
        try:
            number = parse_quantity(value)
        except QuantityError as error:
            raise ValueError(f"{value} is no number") from error
        if number is None:
            raise ValueError("no number given")
        return repr(float(number))
    if column.kind == "date":
        return f"to_date({quoted(pd.Timestamp(value).date().isoformat())})"
    if column.kind == "bool":
        return "true" if value == "是" else "false"
    return quoted(value)


def _parted(text: str) -> list[str]:
    for mark in "，,；;":
        text = text.replace(mark, "、")
    return text.split("、")
