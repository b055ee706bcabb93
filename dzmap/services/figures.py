"""The figures of a summary that can be put on the map, in total or per 亩, 公顷 or enterprise."""

from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

MIN_ENTERPRISES, MIN_LAND_MU = 5, 100
"""A group below either base is 基数过小: hatched instead of coloured when figures are per base."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What a choropleth shows: a column of ``Summary.groups``, scaled and divided."""

    column: str
    title: str
    unit: str
    scale: float = 1.0
    per: str = ""  # column to divide by: area_mu, enterprises
    ramp: str = "amount"

    def values(self, groups: pd.DataFrame) -> pd.Series:
        """The figure of each group; NaN where nothing was reported or the base is too small."""
        values = groups[self.column].astype("float64") * self.scale
        if not self.per:
            return values
        least = MIN_LAND_MU if self.per == "area_mu" else MIN_ENTERPRISES
        base = groups[self.per].astype("float64")
        return values / base.where(base >= least)


_MONEY = MappingProxyType(
    {
        "completed_wan_yuan": "完成投资",
        "planned_wan_yuan": "计划投资",
        "revenue_wan_yuan": "营业收入",
        "tax_wan_yuan": "税收",
    }
)
BASES = MappingProxyType({**_MONEY, "rate": "完成率", "enterprises": "规上企业"})
"""The figures that can be put on the map, by their column of ``Summary.groups``."""

PERS = MappingProxyType({"": "总量", "mu": "每亩", "ha": "每公顷", "enterprise": "每家"})
"""What money can be divided by."""

_DIVISORS = {"mu": ("area_mu", 1.0, "万元/亩"), "ha": ("area_mu", 15.0, "万元/公顷")}
_DIVISORS["enterprise"] = ("enterprises", 1.0, "万元/家")


def figure_of(column: str, per: str = "") -> Figure:
    """The figure of a column of ``BASES``; only money can be divided by a key of ``PERS``."""
    if column in _MONEY and per:
        base, scale, unit = _DIVISORS[per]
        title = f"{PERS[per]}{_MONEY[column]}"
        return Figure(column=column, title=title, unit=unit, scale=scale, per=base)
    if column in _MONEY:
        return Figure(column=column, title=_MONEY[column], unit="亿元", scale=1e-4)
    if column == "rate":
        return Figure(column=column, title="完成率", unit="%", scale=100)
    return Figure(column=column, title=BASES[column], unit="家")


def divisible(column: str) -> bool:
    """Whether a column of ``BASES`` can be shown per 亩, 公顷 or enterprise."""
    return column in _MONEY
