"""Numbers with units as people write them in catalogs: 300 万元/亩, 20万元/公顷, ７％.

Conversion is that of ``core.quantities``; a number in the metric's own unit comes back exactly.
"""

import re
import unicodedata
from decimal import Decimal
from types import MappingProxyType

from dzmap.core.metrics import METRICS, Metric
from dzmap.core.quantities import WAN_YUAN_PER_YI_YUAN, QuantityError, convert, half_width

METRE = Metric(name="distance_m", zh="距离", unit="m")

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")

TO_ONE = re.compile(r"\s*[:：∶]\s*1(?![\d.])")
"""What follows the number in 1.25:1."""

_FRACTION, _TIMES = "比值", "倍"
_COMMON_UNITS = MappingProxyType(
    {
        "万元": ("万元", "亿元", "元"),
        "亩": ("亩", "公顷", "平方米"),
        "万元/亩": ("万元/亩", "万元/公顷", "元/平方米", "亿元/平方公里"),
        "吨标煤": ("吨标煤", "万吨标煤"),
        "吨标煤/万元": ("吨标煤/万元", "千克标煤/万元", "吨标煤/亿元"),
        "月": ("月", "年"),
        "%": ("%", "‰", _FRACTION),
        "m": ("m", "km"),
    }
)


class AmountError(ValueError):
    """A number that cannot be understood; carries the message and the remedy in Chinese."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def plain(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones; invisible characters dropped."""
    narrow = half_width(text)
    return "".join(sign for sign in narrow if unicodedata.category(sign) != "Cf").strip()


def parse_amount(text: str, metric: Metric, *, unit: str = "") -> float:
    """The value in the metric's own unit (万元, 亩, 万元/亩 …; ratios as fractions).

    ``unit`` is the unit from a column of its own; one written beside the number must agree with it.

    Raises:
        AmountError: no number, no unit where one is needed, or a unit of another kind.
    """
    written = plain(text)
    match = NUMBER.match(written)
    if match is None:
        raise AmountError(f"“{text}”不是数", f"写成“{_example(metric)}”这样的形式。")
    rest = written[match.end() :]
    if metric.unit == _TIMES and TO_ONE.fullmatch(rest):
        rest = _TIMES
    beside, apart = _unit_name(rest), _unit_name(plain(unit))
    if beside and apart and beside != apart:
        raise AmountError(f"数值里写的是“{beside}”，单位栏写的是“{apart}”", "两处只留一个。")
    return _converted(Decimal(match.group().replace(",", "")), beside or apart, metric)


def _converted(number: Decimal, unit: str, metric: Metric) -> float:
    if unit == metric.unit:
        return float(number.scaleb(-2) if metric.kind == "ratio" else number)
    if not unit:
        raise AmountError(
            f"“{metric.zh}”没有写单位",
            f"写成“{_example(metric)}”；小数形式的比例写“0.07 {_FRACTION}”。"
            if metric.kind == "ratio"
            else f"写成“{_example(metric)}”，也可以用能换算的单位。",
        )
    if not metric.unit:
        raise AmountError(f"“{metric.zh}”没有单位，却写了“{unit}”", "只写数。")
    try:
        if metric.kind == "ratio":
            return convert(float(number), "" if unit == _FRACTION else unit, "")
        return convert(float(number), unit, metric.unit)
    except QuantityError as error:
        raise AmountError(
            f"单位“{unit}”不能用于“{metric.zh}”",
            f"改用{'、'.join(units_for(metric)[:4])}。",
        ) from error


def format_amount(value: float, metric: Metric) -> tuple[str, str]:
    """Number and unit as written to a file; reading them gives ``value`` back exactly.

    Money from 1 亿元 on is written in 亿元 where that stays short and exact.
    """
    number = Decimal(repr(value))
    if metric.kind == "ratio":
        number = number.scaleb(2)
    elif metric.unit == "万元" and value >= WAN_YUAN_PER_YI_YUAN and value % 1000 == 0:
        large = number.scaleb(-4)
        if convert(float(large), "亿元", "万元") == value:
            return decimal_text(large), "亿元"
    return decimal_text(number), metric.unit


def decimal_text(number: Decimal) -> str:
    """All digits, without exponent and without zeros that say nothing."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def amount_text(value: float, metric: Metric) -> str:
    """Number and unit in one text, such as 300 万元/亩."""
    return " ".join(part for part in format_amount(value, metric) if part)


def units_for(metric: Metric) -> tuple[str, ...]:
    """Common units in which the metric may be written, its own first."""
    return _COMMON_UNITS.get(metric.unit, (metric.unit,) if metric.unit else ())


ALL_UNITS = tuple(dict.fromkeys(unit for metric in METRICS.values() for unit in units_for(metric)))
"""Every unit that a drop-down offers."""


def _example(metric: Metric) -> str:
    number = "7" if metric.kind == "ratio" else "300"
    return f"{number} {metric.unit}".strip()


def _unit_name(unit: str) -> str:
    """A unit without spaces and without the “a year” that some documents append."""
    compact = re.sub(r"\s+", "", unit)
    return re.sub(r"[·/.]年$", "", compact) if "/" in compact else compact
