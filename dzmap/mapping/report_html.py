"""The text and tables of a report as HTML. Every text is escaped here, nowhere later."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Protocol

from dzmap.core.verdicts import Verdict
from dzmap.services.report_model import (
    KeyFigure,
    MapSheet,
    Report,
    ReportTable,
    Section,
    TableColumn,
)

_NUMERIC = frozenset({"int", "number", "percent", "change"})
_VERDICT_TOKENS = {verdict.zh: verdict.token for verdict in Verdict}
_ROUNDED = "因四舍五入，部分末位数字作了调整，使各项之和等于合计。"


class TableText(Protocol):
    """A table's cells as texts."""

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The rows that are shown."""

    @property
    def pinned(self) -> Sequence[Sequence[str]]:
        """The rows that stand at the end, such as 未落图 and 合计."""

    @property
    def adjusted(self) -> bool:
        """Whether rounded parts were nudged to add up."""

    @property
    def hidden(self) -> int:
        """How many rows are not shown."""


class PrintTable(Protocol):
    """Turns a report table into texts."""

    def __call__(self, table: ReportTable, /) -> TableText:
        """The texts of ``table``."""


def before_map(report: Report) -> str:
    """What stands above the map, up to the opening tag of its frame."""
    lines = [
        ("编制单位", report.organisation),
        ("编制日期", report.date),
        ("资料截止", report.data_date),
    ]
    facts = "".join(
        f"<span>{escape(caption)}：{escape(value)}</span>" for caption, value in lines if value
    )
    return _join(
        '<div class="report">',
        '<header class="report-head">',
        f'<p class="classification">{escape(report.classification)}</p>',
        f"<h1>{escape(report.title)}</h1>",
        f'<p class="subtitle">{escape(report.subtitle)}</p>' if report.subtitle else "",
        f'<p class="meta">{facts}{_badges(report)}</p>',
        "</header>",
        _figures(_leading_figures(report)),
        '<nav class="sheets" id="sheet-tabs" aria-label="图幅"></nav>' if report.sheets else "",
        f'<div class="map-frame"{"" if report.sheets else " hidden"}>',
    )


def after_map(report: Report, print_table: PrintTable) -> str:
    """What stands below the map, from the closing tag of its frame on."""
    leading = _leading_figures(report)
    return _join(
        "</div>",
        _explanations(report.sheets, print_table),
        *(_section(section, leading, print_table) for section in report.sections),
        _sources(report),
        "</div>",
    )


def _badges(report: Report) -> str:
    badges = (
        ("示例数据", "含示例数据，不作依据", report.sample),
        ("示意边界", "含示意图形，不是公布的边界", report.schematic),
    )
    return "".join(
        f'<span class="badge" title="{escape(title)}">{escape(text)}</span>'
        for text, title, wanted in badges
        if wanted
    )


def _leading_figures(report: Report) -> tuple[KeyFigure, ...]:
    """The key figures of the first section that has any: they stand above the map."""
    return next((section.figures for section in report.sections if section.figures), ())


def _figures(figures: Iterable[KeyFigure]) -> str:
    tiles = "".join(
        f'<div class="figure{" warn" if figure.warn else ""}">'
        f"<span>{escape(figure.caption)}</span>"
        f"<strong>{escape(figure.value)} <small>{escape(figure.unit)}</small></strong>"
        f"<span>{escape(figure.note)}</span></div>"
        for figure in figures
    )
    return f'<div class="figures">{tiles}</div>' if tiles else ""


def _explanations(sheets: Sequence[MapSheet], print_table: PrintTable) -> str:
    parts = []
    for sheet in sheets:
        notes = "".join(f"<li>{escape(text)}</li>" for text in sheet.explanations)
        tables = "".join(_table(table, print_table) for table in sheet.side_tables)
        if notes or tables:
            title = escape(" ".join(part for part in (sheet.number, sheet.title) if part))
            parts.append(
                f'<section class="sheet-notes"><h2>图幅说明：{title}</h2>'
                f"{f'<ol>{notes}</ol>' if notes else ''}{tables}</section>"
            )
    return _join(*parts)


def _section(section: Section, leading: tuple[KeyFigure, ...], print_table: PrintTable) -> str:
    return _join(
        f"<section><h2>{escape(section.title)}</h2>",
        *(f"<p>{escape(text)}</p>" for text in section.paragraphs),
        _figures(section.figures) if section.figures is not leading else "",
        *(_table(table, print_table) for table in section.tables),
        "</section>",
    )


def _table(table: ReportTable, print_table: PrintTable) -> str:
    text = print_table(table)
    heads = "".join(
        f'<th scope="col"{_number_class(column)}>{escape(column.heading)}</th>'
        for column in table.columns
    )
    pinned = "".join(
        f'<tr class="{"total" if _is_total(cells) else "rest"}">{_cells(cells, table.columns)}</tr>'
        for cells in text.pinned
    )
    empty = f'<tr><td colspan="{len(table.columns)}" class="none">没有符合条件的记录</td></tr>'
    rows = "".join(f"<tr>{_cells(cells, table.columns)}</tr>" for cells in text.rows)
    return _join(
        f'<figure class="table"><figcaption>{escape(table.title)}</figcaption>',
        f'<div class="scroll"><table><thead><tr>{heads}</tr></thead>',
        f"<tbody>{rows or ('' if pinned else empty)}{pinned}</tbody></table></div>",
        f'<p class="note">{escape(_note(table, text))}</p>' if _note(table, text) else "",
        "</figure>",
    )


def _cells(cells: Sequence[str], columns: Sequence[TableColumn]) -> str:
    return "".join(
        f"<td{_number_class(column)}>{_cell(cell, column)}</td>"
        for cell, column in zip(cells, columns, strict=True)
    )


def _cell(cell: str, column: TableColumn) -> str:
    token = _VERDICT_TOKENS.get(cell) if column.kind == "verdict" else None
    if token is None:
        return escape(cell)
    mark = f'<svg class="mark" aria-hidden="true"><use href="#mark-{token}"/></svg>'
    return f'<span class="chip {token}">{mark}{escape(cell)}</span>'


def _number_class(column: TableColumn) -> str:
    return ' class="number"' if column.kind in _NUMERIC else ""


def _is_total(cells: Iterable[str]) -> bool:
    return any(cell.startswith("合计") for cell in cells)


def _note(table: ReportTable, text: TableText) -> str:
    hidden = f"本页只列前 {len(text.rows):,} 行，其余 {text.hidden:,} 行见 Excel 表。"
    parts = (table.note, _ROUNDED if text.adjusted else "", hidden if text.hidden else "")
    return " ".join(part for part in parts if part)


def _sources(report: Report) -> str:
    items = "".join(f"<li>{escape(source)}</li>" for source in report.sources)
    notes = "".join(
        f"<p>{text}</p>"
        for text, wanted in (
            ("本页含示例数据，由程序生成，只供试用，不作依据。", report.sample),
            ("标“示意”的边界不是公布的边界，面积和包含关系不作依据。", report.schematic),
        )
        if wanted
    )
    sources = f"<h2>资料来源</h2><ol>{items}</ol>" if items else ""
    return (
        f'<footer class="report-foot">{sources}{notes}'
        f"<p>{escape(report.classification)}</p></footer>"
    )


def _join(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
