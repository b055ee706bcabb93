"""Amounts with units: conversion, reading from text, and printing as the interface prescribes.

The program keeps money in 万元, land in 亩, ratios as fractions. Everything that converts, reads
“1.2亿元” or prints “10,865.00 万元” does it here. Numbers are rounded half up, for display only.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from types import MappingProxyType

from dzmap.core.metrics import METRICS

M2_PER_MU = 2000 / 3
MU_PER_HECTARE = 15.0
MU_PER_KM2 = 1500.0
WAN_YUAN_PER_YI_YUAN = 10_000.0

NOT_REPORTED = "未填报"
NOT_APPLICABLE = "—"

# unit -> (dimension, size in the dimension's base unit)
_UNITS: MappingProxyType[str, tuple[str, float]] = MappingProxyType(
    {
        "元": ("money", 1e-4),
        "千元": ("money", 0.1),
        "万元": ("money", 1.0),
        "百万元": ("money", 100.0),
        "千万元": ("money", 1000.0),
        "亿元": ("money", WAN_YUAN_PER_YI_YUAN),
        "㎡": ("area", 1 / M2_PER_MU),
        "亩": ("area", 1.0),
        "万亩": ("area", 1e4),
        "公顷": ("area", MU_PER_HECTARE),
        "km²": ("area", MU_PER_KM2),
        "米": ("length", 1.0),
        "千米": ("length", 1000.0),
        "吨标煤": ("energy", 1.0),
        "万吨标煤": ("energy", 1e4),
        "千克标煤": ("energy", 1e-3),
        "月": ("time", 1.0),
        "年": ("time", 12.0),
        "人": ("people", 1.0),
        "万人": ("people", 1e4),
        "家": ("count", 1.0),
        "%": ("ratio", 0.01),
        "‰": ("ratio", 0.001),
        "": ("ratio", 1.0),
    }
)
_SYNONYMS = MappingProxyType(
    {
        "亿": "亿元",
        "亿元人民币": "亿元",
        "亿人民币": "亿元",
        "万": "万元",
        "万元人民币": "万元",
        "人民币万元": "万元",
        "人民币元": "元",
        "人民币亿元": "亿元",
        "平方米": "㎡",
        "平米": "㎡",
        "m²": "㎡",
        "m2": "㎡",
        "平方公里": "km²",
        "平方千米": "km²",
        "km2": "km²",
        "ha": "公顷",
        "hm²": "公顷",
        "hm2": "公顷",
        "m": "米",
        "公里": "千米",
        "km": "千米",
        "吨标准煤": "吨标煤",
        "tce": "吨标煤",
        "万吨标准煤": "万吨标煤",
        "万tce": "万吨标煤",
        "kgce": "千克标煤",
        "千克标准煤": "千克标煤",
        "个月": "月",
        "名": "人",
        "个": "家",
        "％": "%",
    }
)
_BLANK = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "未填报", "未填", "暂无", "不详", "nan", "none"}
)
_NUMBER = re.compile(
    r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[+-]?\d+)?|[+-]?\.\d+", re.IGNORECASE
)


class QuantityError(ValueError):
    """A text that is not one amount; the message is a Chinese sentence."""


def _canonical_unit(text: str) -> str:
    unit = text.strip().replace(" ", "")
    return _SYNONYMS.get(unit, unit)


def _unit_size(unit: str) -> tuple[tuple[str, str], float]:
    numerator, _, denominator = unit.partition("/")
    top, bottom = _canonical_unit(numerator), _canonical_unit(denominator)
    if top not in _UNITS or bottom not in _UNITS:
        raise QuantityError(f"不认识单位“{unit}”。")
    top_kind, top_size = _UNITS[top]
    bottom_kind, bottom_size = _UNITS[bottom]
    return (top_kind, bottom_kind), top_size / bottom_size


def convert(value: float, unit: str, to: str) -> float:
    """``value`` in ``unit`` expressed in the unit ``to``; QuantityError if they do not compare.

    Units may be compound: ``convert(4500, "万元/公顷", "万元/亩")`` is 300.
    """
    kind, size = _unit_size(unit)
    to_kind, to_size = _unit_size(to)
    if kind != to_kind:
        raise QuantityError(f"单位“{unit}”不能换算成“{to}”。")
    return value if size == to_size else value * size / to_size


def mu_from_m2(area_m2: float) -> float:
    """亩 from square metres; works on arrays as well."""
    return area_m2 / M2_PER_MU


def m2_from_mu(land_mu: float) -> float:
    """Square metres from 亩; works on arrays as well."""
    return land_mu * M2_PER_MU


# --- reading --------------------------------------------------------------------------------


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones (NFKC, but ㎡ and ² stay)."""
    return "".join(
        unicodedata.normalize("NFKC", char) if "\uff01" <= char <= "\uff5e" else char
        for char in text.replace("\u3000", " ").replace("\u2212", "-").replace("，", ",")
    )


def parse_quantity(value: object, unit: str = "") -> float | None:
    """Read an amount, such as "1.2亿元", "３０亩", "4,500 万元/公顷", "7.5 %" or a plain number.

    Args:
        value: A cell value. A number, or a text without a unit, is taken to be in ``unit``.
        unit: The unit of the answer, as in ``core.metrics`` (ratios: "" answers a fraction and
            "%" percent; a text with % sign is converted to either).

    Returns:
        The amount in ``unit``; None for blank cells, "无", "—", "未填报" and NaN.

    Raises:
        QuantityError: The text is not one amount, or its unit does not convert to ``unit``.
    """
    if value is None:
        return None
    if isinstance(value, int | float):
        number = float(value)
        return number if math.isfinite(number) else None
    text = half_width(str(value)).strip()
    if text.lower() in _BLANK:
        return None
    compact = text.removeprefix("约").lstrip("￥¥").strip()
    match = _NUMBER.match(compact)
    if match is None:
        raise QuantityError(f"“{value}”不是数。")
    number = float(match.group().replace(",", ""))
    given = _canonical_unit(compact[match.end() :])
    if re.match(r"[\d~\-至.,]", given):
        raise QuantityError(f"“{value}”不是一个数，请只填一个数。")
    if not given:
        return number
    return convert(number, _with_denominator(given, unit), unit)


def _with_denominator(given: str, unit: str) -> str:
    """“300万元” in a column of 万元/亩 means 300 万元/亩."""
    _, slash, denominator = unit.partition("/")
    return given if "/" in given or not slash else f"{given}/{denominator}"


# --- printing -------------------------------------------------------------------------------


def is_missing(value: object) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT, or blank text."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return bool(value != value)  # noqa: PLR0124 - NaN and NaT are the values unequal to themselves


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def format_number(value: float | None, decimals: int = 2) -> str:
    """“1,286.40”: half up, thousands separators; 未填报 for None and NaN."""
    if value is None or not math.isfinite(value):
        return NOT_REPORTED
    rounded = _decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{rounded + 0:,.{decimals}f}"


def at_least(value: float, decimals: int = 2) -> float:
    """A number rounded so that it is never below ``value``: for “how much more is needed”.

    Noise of floating point in the twelfth digit does not push the last digit up.
    """
    exact = Decimal(f"{float(value):.12g}")
    return float(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_CEILING))


def _with_unit(number: str, unit: str) -> str:
    return number if number == NOT_REPORTED or not unit else f"{number} {unit}"


def format_wan_yuan(wan_yuan: float | None) -> str:
    """Money of one project or enterprise: “10,865.00 万元”."""
    return _with_unit(format_number(wan_yuan), "万元")


def format_yi_yuan(wan_yuan: float | None) -> str:
    """Money of zones and above, given in 万元: “1,286.40 亿元”."""
    scaled = None if wan_yuan is None else wan_yuan / WAN_YUAN_PER_YI_YUAN
    return _with_unit(format_number(scaled), "亿元")


def format_mu(land_mu: float | None, decimals: int = 2) -> str:
    """“41.00 亩”; from 10,000 亩 on without decimals."""
    large = land_mu is not None and math.isfinite(land_mu) and abs(land_mu) >= 10_000
    return _with_unit(format_number(land_mu, 0 if large else decimals), "亩")


def format_hectare(land_mu: float | None) -> str:
    """Land given in 亩 as “2.733 公顷”."""
    scaled = None if land_mu is None else land_mu / MU_PER_HECTARE
    return _with_unit(format_number(scaled, 3), "公顷")


def format_m2(area_m2: float | None) -> str:
    """“27,333.33 ㎡”."""
    return _with_unit(format_number(area_m2), "㎡")


def format_km2(area_m2: float | None) -> str:
    """An area given in square metres as “78.37 km²”."""
    return _with_unit(format_number(None if area_m2 is None else area_m2 / 1e6), "km²")


def format_area(area_m2: float) -> str:
    """An area with both units an official wants: “117,561 亩（78.37 km²）”."""
    return f"{format_mu(mu_from_m2(area_m2))}（{format_km2(area_m2)}）"


def format_intensity(wan_yuan_per_mu: float | None) -> str:
    """“265.00 万元/亩”."""
    return _with_unit(format_number(wan_yuan_per_mu), "万元/亩")


def format_percent(fraction: float | None, decimals: int = 1) -> str:
    """A fraction as “76.9 %” (two decimals for land shares)."""
    return _with_unit(format_number(None if fraction is None else fraction * 100, decimals), "%")


def _signed(value: float | None, decimals: int) -> str:
    text = format_number(value, decimals)
    if text == NOT_REPORTED:
        return text
    return f"\u2212{text[1:]}" if text.startswith("-") else f"+{text}"


def format_change(fraction: float | None, decimals: int = 2) -> str:
    """A relative change as “+11.80 %”, always with its sign."""
    return _with_unit(_signed(None if fraction is None else fraction * 100, decimals), "%")


def format_points(fraction: float | None, decimals: int = 2) -> str:
    """A difference of two shares as “+1.20 个百分点”."""
    return _with_unit(_signed(None if fraction is None else fraction * 100, decimals), "个百分点")


def format_count(count: float | None, measure_word: str = "家") -> str:
    """“2,000 家”."""
    return _with_unit(format_number(count, 0), measure_word)


def format_distance(distance_m: float | None) -> str:
    """“320 m” below one kilometre, else “6.13 km”."""
    if distance_m is not None and abs(distance_m) >= 999.5:
        return _with_unit(format_number(distance_m / 1000), "km")
    return _with_unit(format_number(distance_m, 0), "m")


def format_date(day: date | None, *, document: bool = False) -> str:
    """“2021-12-31” in tables, “2021年12月31日” in documents."""
    if day is None:
        return NOT_REPORTED
    return f"{day.year}年{day.month}月{day.day}日" if document else day.isoformat()


_DECIMALS = MappingProxyType({"人": 0, "家": 0, "月": 1, "吨标煤/万元": 4})


def metric_decimals(name: str) -> int:
    """How many decimals a metric of ``core.metrics`` is shown with."""
    return _DECIMALS.get(METRICS[name].unit, 2)


def metric_shown(name: str, value: float) -> float:
    """A stored metric in the unit it is shown in: ratios become percent."""
    return round(value * 100, 10) if METRICS[name].kind == "ratio" else value


def metric_stored(name: str, shown: float) -> float:
    """The inverse of ``metric_shown``: percent become fractions."""
    return shown / 100 if METRICS[name].kind == "ratio" else shown


def format_metric(name: str, value: object) -> str:
    """A fact of ``core.metrics`` with its unit: “265.00 万元/亩”, “7.00 %”, “新建”, 未填报."""
    if is_missing(value):
        return NOT_REPORTED
    if METRICS[name].kind in {"text", "set"}:
        return "、".join(part for part in str(value).split(";") if part)
    shown = metric_shown(name, float(str(value)))
    return _with_unit(format_number(shown, metric_decimals(name)), METRICS[name].unit)


def format_list(names: Iterable[str], limit: int = 4) -> str:
    """“a、b、c” and, beyond ``limit``, “等 9 项”."""
    items = list(names)
    head = "、".join(items[:limit])
    return head if len(items) <= limit else f"{head}等 {len(items)} 项"
