"""The strip of key figures above the map; 未落图 is always the fourth."""

from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dzmap.core.quantities import (
    NOT_REPORTED,
    WAN_YUAN_PER_YI_YUAN,
    format_change,
    format_number,
    format_percent,
    format_points,
    is_missing,
)
from dzmap.core.summary import Summary
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One key figure as text."""

    caption: str
    value: str
    unit: str
    note: str
    warn: bool = False


def yi(wan_yuan: object) -> str:
    """万元 as 亿元 with two decimals, 未填报 where nothing was reported."""
    if is_missing(wan_yuan):
        return NOT_REPORTED
    return format_number(float(str(wan_yuan)) / WAN_YUAN_PER_YI_YUAN, 2)


def signed(change: object) -> str:
    """A change with its sign, such as +11.80 %; — if it is not known."""
    return "—" if is_missing(change) else format_change(float(str(change)))


def share(rate: object) -> str:
    """A share with one decimal, such as 65.5 %; — if it is not known."""
    return "—" if is_missing(rate) else format_percent(float(str(rate)))


def tiles(summary: Summary, rate_before: float | None = None) -> tuple[Tile, ...]:
    """Plan, completed, rate, 未落图 of a summary.

    ``rate_before`` is the completion rate of the year before, None if it is not known.
    """
    total = summary.total.iloc[0]
    unplaced = summary.rest[summary.rest["id"] == "__unplaced__"]
    count = int(unplaced["projects"].sum())
    amount = unplaced["completed_wan_yuan"].sum(min_count=1)
    year = summary.year
    rate = share(total["rate"])
    return (
        Tile(
            caption=tr("计划投资 {year}").format(year=year),
            value=yi(total["planned_wan_yuan"]),
            unit=tr("亿元"),
            note=tr("{count} 个项目").format(count=f"{int(total['projects']):,}"),
        ),
        Tile(
            caption=tr("完成投资 {year}").format(year=year),
            value=yi(total["completed_wan_yuan"]),
            unit=tr("亿元"),
            note=tr("同比 {change}").format(change=signed(total["change"])),
        ),
        Tile(
            caption=tr("完成率"),
            value=rate.removesuffix(" %"),
            unit="%" if rate != "—" else "",
            note=_rate_note(total["rate"], rate_before),
        ),
        Tile(
            caption=tr("未落图"),
            value=yi(amount) if count else "0.00",
            unit=tr("亿元"),
            note=tr("{count} 个项目没有位置").format(count=count),
            warn=count > 0,
        ),
    )


def _rate_note(rate: object, before: float | None) -> str:
    if is_missing(rate) or before is None:
        return tr("完成 ÷ 计划")
    return tr("较上年 {points}").format(points=format_points(float(str(rate)) - before, 1))


class KeyFigures(QWidget):
    """Four tiles side by side."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("keyFigures")
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._shown: tuple[Tile, ...] = ()
        theme.changed.connect(lambda: self.show_tiles(self._shown))

    def show_tiles(self, shown: tuple[Tile, ...]) -> None:
        """Replace the tiles."""
        self._shown = shown
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for tile in shown:
            self._row.addWidget(self._frame(tile), 1)

    def _frame(self, tile: Tile) -> QFrame:
        frame = QFrame()
        frame.setProperty("tile", "warn" if tile.warn else "plain")
        frame.setAccessibleName(f"{tile.caption} {tile.value} {tile.unit}，{tile.note}")
        box = QVBoxLayout(frame)
        box.setContentsMargins(16, 8, 12, 8)
        box.setSpacing(0)
        caption, note = plain_label(tile.caption), plain_label(tile.note)
        caption.setProperty("role", "secondary")
        note.setProperty("role", "secondary")
        value, unit = plain_label(tile.value), plain_label(tile.unit)
        value.setFont(self._theme.font(18, bold=True))
        value.setProperty("tone", "warn" if tile.warn else "")
        unit.setProperty("role", "secondary")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(value)
        line.addWidget(unit)
        line.addStretch(1)
        box.addWidget(caption)
        box.addLayout(line)
        box.addWidget(note)
        return frame
