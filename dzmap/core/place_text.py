"""One place as people write it: degrees, degrees with minutes and seconds, or a plane pair."""

import re
from dataclasses import dataclass

from dzmap.core.boundary_points import Place, PointsError, parse_boundary
from dzmap.core.quantities import half_width

_DECIMAL_DEGREES = re.compile(r"(\d+\.\d+)\s*[°º度]")
_CAPTIONS = re.compile(r"[A-Za-z=:]|东经|北纬|经度|纬度")


@dataclass(frozen=True)
class PlaceText:
    """A place in degrees of EPSG:4490, and what the numbers were taken for."""

    place: Place
    description: str


def parse_place(text: str) -> PlaceText:
    """Read one place in Dezhou, in any notation and order: ``116.7853°E 36.8421°N``, ``X=… Y=…``.

    Raises:
        PointsError: it is not one pair of coordinates, or does not lie in Dezhou; says which.
    """
    plain = _DECIMAL_DEGREES.sub(r"\1 ", _CAPTIONS.sub(" ", half_width(text)))
    if not re.search(r"\d", plain):
        raise PointsError("没有坐标。例如 116.7853, 36.8421")
    try:
        found = parse_boundary(" ".join(plain.split()))
    except PointsError as error:
        reason = str(error)
        raise PointsError(
            "要两个数。例如 116.7853, 36.8421" if reason.startswith("第") else reason
        ) from error
    return PlaceText(found.rings[0][0], found.description)
