"""Places as people write them: degrees, degrees with minutes and seconds, or a plane pair."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dzmap.core.boundary_points import Place, PointsError, coordinates_of, described
from dzmap.core.crs import Floats, detect_each, lonlat_from
from dzmap.core.quantities import half_width

_DECIMAL_DEGREES = re.compile(r"(\d+\.\d+)\s*[°º度]")
_CAPTIONS = re.compile(r"[A-Za-z=:]|东经|北纬|经度|纬度")
_DIGIT = re.compile(r"\d")
_NO_COORDINATES = "没有坐标。例如 116.7853, 36.8421"
_CHECK = "。核对坐标系、带号和单位。"
_UNKNOWN = "认不出坐标系" + _CHECK
_NO_PAIR = "要两个数。例如 116.7853, 36.8421"


@dataclass(frozen=True)
class PlaceText:
    """A place in degrees of EPSG:4490, and what the numbers were taken for."""

    place: Place
    description: str


@dataclass(frozen=True)
class PlaceTexts:
    """Many places: degrees of EPSG:4490 (NaN where there is none) and what the numbers were taken for.

    ``faults`` says why there is no place, "" where there is one; ``descriptions`` the other way round.
    """

    lon: Floats
    lat: Floats
    descriptions: tuple[str, ...]
    faults: tuple[str, ...]


def parse_place(text: str) -> PlaceText:
    """Read one place in Dezhou, in any notation and order: ``116.7853°E 36.8421°N``, ``X=… Y=…``.

    Raises:
        PointsError: it holds no pair of coordinates, or does not lie in Dezhou; says which.
    """
    found = parse_places([" ".join(text.split())])
    if found.faults[0]:
        raise PointsError(found.faults[0])
    return PlaceText((float(found.lon[0]), float(found.lat[0])), found.descriptions[0])


def parse_places(texts: Sequence[str]) -> PlaceTexts:
    """Read one place from each text; every one may be in another notation.

    Beside the two coordinates a text may hold a point number, a name or a height: the last two
    neighbouring numbers that lie in Dezhou are taken.
    """
    numbers = [coordinates_of(_plain(text)) for text in texts]
    count = len(texts)
    lon, lat = np.full(count, np.nan), np.full(count, np.nan)
    descriptions, faults = (
        [""] * count,
        [_fault(*pair) for pair in zip(texts, numbers, strict=True)],
    )
    waiting = [row for row in range(count) if len(numbers[row]) > 1]
    behind = 0  # numbers that stand behind the pair
    while waiting:
        rows = np.array(waiting)
        first, second = (
            np.array([numbers[row][-place - behind] for row in waiting]) for place in (2, 1)
        )
        waiting = []
        for guess, mask in detect_each(first, second):
            if guess.epsg is not None:
                lon[rows[mask]], lat[rows[mask]] = lonlat_from(first[mask], second[mask], guess)
            for row in rows[mask].tolist():
                if guess.epsg is not None:
                    descriptions[row], faults[row] = described(guess), ""
                    continue
                if behind == 0:
                    faults[row] = guess.description + _CHECK
                if len(numbers[row]) > behind + 2:
                    waiting.append(row)
        behind += 1
    return PlaceTexts(lon, lat, tuple(descriptions), tuple(faults))


def _plain(text: str) -> str:
    return _DECIMAL_DEGREES.sub(r"\1 ", _CAPTIONS.sub(" ", half_width(text)))


def _fault(text: str, numbers: Sequence[float]) -> str:
    """Why a text gives no place, as long as none of its pairs of numbers is recognised."""
    if len(numbers) > 1:
        return _UNKNOWN
    return _NO_PAIR if _DIGIT.search(text) else _NO_COORDINATES
