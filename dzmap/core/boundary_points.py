"""Boundary points as they are pasted from survey files, tables and messages.

Read are lines such as ``J1,1,4079009.4,480849.7`` (勘测定界: point, ring, X, Y), ``4079009.4 480849.7``,
``116.7853, 36.8421`` and ``116°47′07″ 36°50′31″``. The coordinate system and the order of the axes are
recognised from the numbers; ``description`` says what was assumed.
"""

import re
from dataclasses import dataclass

import numpy as np

from dzmap.core.crs import LONLAT, CrsGuess, detect_crs, lonlat_from
from dzmap.core.quantities import half_width

Place = tuple[float, float]

_DMS = re.compile(
    r"(\d{1,3})\s*[°º度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*[′'分]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:″|\"|''|秒))?"
)
_BETWEEN = re.compile(r"[\s,;、，；]+")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_WITH_RING = 2  # a ring number stands before the two coordinates


class PointsError(ValueError):
    """Text that gives no boundary; the sentences are Chinese and name the line."""


@dataclass(frozen=True, kw_only=True)
class BoundaryPoints:
    """Rings of places in degrees of EPSG:4490 (not closed), and what the numbers were taken for.

    Each ring of each plot of a survey file is one; rings inside others are holes.
    """

    rings: tuple[tuple[Place, ...], ...]
    description: str


def parse_boundary(text: str) -> BoundaryPoints:
    """Read boundary points; attributes (``[属性描述]``, ``名称=…``, ``…,@``) and empty lines are skipped.

    Raises:
        PointsError: a line cannot be read, or the places do not lie in Dezhou.
    """
    rows = []
    plot = 0
    for number, line in enumerate(half_width(text).splitlines(), start=1):
        content = line.strip()
        plot += content.endswith("@")  # a line of attributes begins the next plot
        if not content or content.startswith(("[", "#")) or "=" in content or content.endswith("@"):
            continue
        ring, first_number, second_number = _pair(number, content)
        rows.append((number, (plot, ring), first_number, second_number))
    if not rows:
        raise PointsError("没有坐标。每行写一个点，例如 4079009.4, 480849.7 或 116.7853, 36.8421")
    first, second = (np.array([row[place] for row in rows]) for place in (2, 3))
    guess = detect_crs(first, second)
    if guess.epsg is None:
        raise PointsError(f"{guess.description}。核对坐标系、带号和单位。")
    lon, lat = lonlat_from(first, second, guess)
    outside = [
        str(row[0]) for row, fits in zip(rows, _fitting(first, second), strict=True) if not fits
    ]
    if outside:
        raise PointsError(f"第 {'、'.join(outside[:8])} 行的点与其他点不在一起，核对是否少写了数字")
    rings: dict[tuple[int, int], list[Place]] = {}
    for row, x, y in zip(rows, lon, lat, strict=True):
        rings.setdefault(row[1], []).append((float(x), float(y)))
    return BoundaryPoints(
        rings=tuple(tuple(_opened(ring)) for ring in rings.values()), description=described(guess)
    )


def described(guess: CrsGuess) -> str:
    """The coordinate system, and which column comes first: surveyors write X (north) before Y."""
    system = guess.description.partition("，两列次序颠倒")[0]
    if guess.epsg == LONLAT:
        return f"{system}，{'纬度' if guess.swapped else '经度'}在前"
    return f"{system}，{'X（北）在前' if guess.swapped else 'Y（东）在前'}"


def _fitting(first: np.ndarray, second: np.ndarray) -> list[bool]:
    whole = detect_crs(first, second)
    each = [detect_crs(x, y) for x, y in zip(first, second, strict=True)]
    return [(one.epsg, one.swapped) == (whole.epsg, whole.swapped) for one in each]


def coordinates_of(line: str) -> list[float]:
    """The numbers of a line of half-width text that may be coordinates, angles as degrees."""
    return _angles(line) or [float(number) for number in _numbers(line)]


def _pair(number: int, line: str) -> tuple[int, float, float]:
    """Ring and the two coordinates of a line."""
    angles = _angles(line)
    if angles:
        return 1, angles[0], angles[1]
    numbers = _numbers(line)
    if len(numbers) < 2:
        raise PointsError(f"第 {number} 行读不出坐标：{line[:40]}")
    ring = int(numbers[-3]) if len(numbers) > _WITH_RING and numbers[-3].isdigit() else 1
    return ring, float(numbers[-2]), float(numbers[-1])


def _angles(line: str) -> list[float]:
    """The two angles of a line; none if there are not two."""
    found = [_degrees(angle) for angle in _DMS.findall(line) if angle[0]]
    return found if len(found) == 2 else []


def _numbers(line: str) -> list[str]:
    return [word for word in _BETWEEN.split(line) if _NUMBER.fullmatch(word)]


def _degrees(angle: tuple[str, str, str]) -> float:
    degrees, minutes, seconds = (float(part or 0) for part in angle)
    return degrees + minutes / 60 + seconds / 3600


def _opened(ring: list[Place]) -> list[Place]:
    """Without the repeated first place that closes it."""
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
