"""Where a map lies on paper: CGCS2000 Gauss-Kruger metres to hundredths of a millimetre."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.crs import geometries_to_plane, to_lonlat, to_plane
from dzmap.reports.scales import choose_scale

_EDGE_POINTS = 21

UNITS_PER_MM = 100
"""Map graphics count in hundredths of a millimetre, as whole numbers."""


@dataclass(frozen=True, kw_only=True)
class MapFrame:
    """A rectangle on the ground (metres, EPSG:4548) drawn at a round scale."""

    west: float
    south: float
    scale: int
    width_mm: float
    height_mm: float

    @property
    def east(self) -> float:
        """Easting of the right edge in metres."""
        return self.west + self.width_mm * self.scale / 1000

    @property
    def north(self) -> float:
        """Northing of the upper edge in metres."""
        return self.south + self.height_mm * self.scale / 1000

    @property
    def window(self) -> tuple[float, float, float, float]:
        """West, south, east, north in EPSG:4490 degrees of a box that holds the frame."""
        across = np.linspace(self.west, self.east, _EDGE_POINTS)
        up = np.linspace(self.south, self.north, _EDGE_POINTS)
        easting, northing = np.meshgrid(across, up)
        lon, lat = to_lonlat(easting, northing)
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    @property
    def width(self) -> int:
        """Width in drawing units."""
        return round(self.width_mm * UNITS_PER_MM)

    @property
    def height(self) -> int:
        """Height in drawing units."""
        return round(self.height_mm * UNITS_PER_MM)

    @property
    def units_per_m(self) -> float:
        """Drawing units per metre on the ground."""
        return 1000 * UNITS_PER_MM / self.scale

    def units(self, metres: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """Coordinates (n, 2) in metres to drawing units, y down from the upper left corner."""
        flipped = (metres - (self.west, self.north)) * (self.units_per_m, -self.units_per_m)
        units: npt.NDArray[np.int64] = np.rint(flipped).astype(np.int64)
        return units

    def point(self, easting: float, northing: float) -> tuple[float, float]:
        """One point in metres to drawing units."""
        scale = self.units_per_m
        return (easting - self.west) * scale, (self.north - northing) * scale


def fit_frame(
    extent: tuple[float, float, float, float],
    width_mm: float,
    height_mm: float,
    *,
    scale: int | None = None,
    margin_mm: float = 2.4,
) -> MapFrame:
    """A frame of that size around ``extent`` (west, south, east, north in EPSG:4490).

    The scale is the largest round one that leaves ``margin_mm`` free, unless it is given.
    """
    west, south, east, north = project_extent(extent)
    if scale is None:
        scale = choose_scale(
            east - west, north - south, width_mm - 2 * margin_mm, height_mm - 2 * margin_mm
        )
    ground_width, ground_height = width_mm * scale / 1000, height_mm * scale / 1000
    return MapFrame(
        west=(west + east - ground_width) / 2,
        south=(south + north - ground_height) / 2,
        scale=scale,
        width_mm=width_mm,
        height_mm=height_mm,
    )


def project_extent(
    extent: tuple[float, float, float, float],
) -> tuple[float, float, float, float]:
    """Bounds in EPSG:4548 metres of an extent in EPSG:4490 degrees (its edges are curves there)."""
    west, south, east, north = extent
    across, up = np.linspace(west, east, _EDGE_POINTS), np.linspace(south, north, _EDGE_POINTS)
    lon, lat = np.meshgrid(across, up)
    easting, northing = to_plane(lon, lat)
    return (
        float(easting.min()),
        float(northing.min()),
        float(easting.max()),
        float(northing.max()),
    )


def project(places: gpd.GeoSeries) -> npt.NDArray[np.object_]:
    """Geometries of EPSG:4490 in EPSG:4548 metres; missing ones stay None."""
    projected: npt.NDArray[np.object_] = geometries_to_plane(np.asarray(places, dtype=object))
    return projected


def project_places(places: gpd.GeoSeries) -> npt.NDArray[np.float64]:
    """One point (easting, northing) per place: an area counts at a point inside it.

    A missing place gives NaN.
    """
    shapes = np.asarray(places, dtype=object)
    if not (shapely.get_type_id(shapes) <= shapely.GeometryType.POINT).all():
        shapes = shapely.point_on_surface(shapes)
    return np.column_stack(to_plane(shapely.get_x(shapes), shapely.get_y(shapes)))
