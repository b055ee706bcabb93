"""Shapes for places whose real outline is not public. Everything is in metres of EPSG:4548."""

import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import rotate, scale, translate

_SQUARENESS = 3.2  # exponent of the superellipse: 2 is an ellipse, large a rectangle


def random_for(*key: int) -> np.random.Generator:
    """Random numbers that depend on the key alone."""
    return np.random.default_rng([2020, *key])


def block(
    rng: np.random.Generator, *, corners: int = 15, aspect: float = 1.2, turn: float = 8.0
) -> shapely.Polygon:
    """An irregular town-like outline around (0, 0) with an area of 1 m².

    Args:
        rng: Source of the irregularity.
        corners: Number of vertices.
        aspect: Width over height before turning.
        turn: Rotation in degrees.
    """
    angles = np.sort(
        np.linspace(0, 2 * np.pi, corners, endpoint=False)
        + rng.uniform(-0.5, 0.5, corners) * np.pi / corners
    )
    cosine, sine = np.abs(np.cos(angles)), np.abs(np.sin(angles))
    radius = (cosine**_SQUARENESS + sine**_SQUARENESS) ** (-1 / _SQUARENESS)
    radius *= rng.uniform(0.84, 1.1, corners)
    ring = np.column_stack([radius * np.cos(angles) * aspect, radius * np.sin(angles)])
    return sized(rotate(shapely.Polygon(ring), turn, origin=(0, 0)), 1.0)


def sized(shape: shapely.Polygon, area_m2: float) -> shapely.Polygon:
    """The shape grown or shrunk about (0, 0) to an area."""
    factor = float(np.sqrt(area_m2 / shape.area))
    return scale(shape, factor, factor, origin=(0, 0))


def fitted(
    shape: shapely.Polygon, centre: tuple[float, float], area_m2: float, allowed: shapely.Geometry
) -> shapely.Polygon:
    """The shape about ``centre``, cut to ``allowed``, grown until what remains has the area."""
    low, high = np.sqrt(area_m2 / shape.area), 6 * np.sqrt(area_m2 / shape.area)
    cut: shapely.Geometry = shape
    for _ in range(60):
        factor = (low + high) / 2
        placed = translate(scale(shape, factor, factor, origin=(0, 0)), *centre)
        cut = shapely.intersection(placed, allowed)
        if cut.area < area_m2:
            low = factor
        else:
            high = factor
    if not isinstance(cut, shapely.Polygon):
        message = f"the shape at {centre} falls apart"
        raise TypeError(message)
    return cut


def corridor(
    rng: np.random.Generator,
    stops: npt.NDArray[np.float64],
    radii: npt.NDArray[np.float64],
    allowed: shapely.Geometry,
) -> shapely.Polygon:
    """A soft outline along places: discs joined by bands, made uneven, rounded, cut to ``allowed``."""
    discs = [shapely.Point(stop).buffer(radius) for stop, radius in zip(stops, radii, strict=True)]
    bands = [
        shapely.LineString(stops[index : index + 2]).buffer(radii[index : index + 2].mean() * 0.75)
        for index in range(len(stops) - 1)
    ]
    joined = shapely.union_all([*discs, *bands])
    smooth = largest(joined.buffer(3000).buffer(-4200).buffer(1200))
    uneven = _rounded(_uneven(rng, smooth))
    return largest(shapely.intersection(uneven, allowed).simplify(50))


def _uneven(rng: np.random.Generator, shape: shapely.Polygon) -> shapely.Polygon:
    """Corners every 2.5 km, each pushed up to 900 m in or out."""
    count = max(int(shape.length / 2500), 8)
    steps = np.linspace(0, shape.length, count, endpoint=False)
    ring = shapely.get_coordinates(shapely.line_interpolate_point(shape.exterior, steps))
    tangent = np.roll(ring, -1, axis=0) - np.roll(ring, 1, axis=0)
    normal = np.column_stack([tangent[:, 1], -tangent[:, 0]])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    return shapely.Polygon(ring + normal * rng.uniform(-900, 900, (count, 1)))


def _rounded(shape: shapely.Polygon) -> shapely.Polygon:
    """Corners cut three times (Chaikin)."""
    ring = shapely.get_coordinates(shape.exterior)[:-1]
    for _ in range(3):
        following = np.roll(ring, -1, axis=0)
        ring = np.stack([ring * 0.75 + following * 0.25, ring * 0.25 + following * 0.75], axis=1)
        ring = ring.reshape(-1, 2)
    return largest(shapely.make_valid(shapely.Polygon(ring)))


def largest(geometry: shapely.Geometry) -> shapely.Polygon:
    """The largest polygon of a geometry."""
    parts = shapely.get_parts(geometry)
    chosen: shapely.Polygon = parts[np.argmax(shapely.area(parts))]
    return chosen


def fields(rng: np.random.Generator, size_m: float) -> shapely.Polygon:
    """A block of fields with stepped right-angled borders around (0, 0)."""
    width, height = size_m * rng.uniform(0.8, 1.3), size_m * rng.uniform(0.7, 1.1)
    boxes = [shapely.box(-width / 2, -height / 2, width / 2, height / 2)]
    for side in rng.permutation(4)[:2]:
        across, along = rng.uniform(0.25, 0.45), rng.uniform(0.3, 0.6)
        x, y = ((1, 1), (-1, 1), (-1, -1), (1, -1))[side]
        corner = (x * width / 2, y * height / 2)
        bite = (corner[0] - x * width * across, corner[1] - y * height * along * 0.5)
        boxes.append(
            shapely.box(
                min(corner[0], bite[0]),
                min(corner[1], bite[1]),
                max(corner[0], bite[0]),
                max(corner[1], bite[1]),
            )
        )
    whole = shapely.difference(boxes[0], shapely.union_all(boxes[1:]))
    return rotate(largest(whole), rng.uniform(-7, 7), origin=(0, 0))


def meander(rng: np.random.Generator, length_m: float, width_m: float) -> shapely.Polygon:
    """A winding strip around (0, 0), such as a stream with its banks."""
    along = np.linspace(-length_m / 2, length_m / 2, 9)
    aside = np.cumsum(rng.normal(0, length_m / 22, along.size))
    line = shapely.LineString(np.column_stack([along, aside - aside.mean()]))
    strip = rotate(line, rng.uniform(20, 70), origin=(0, 0)).buffer(width_m / 2, quad_segs=3)
    return largest(strip.simplify(15))


def plot(rng: np.random.Generator, area_m2: float) -> shapely.Polygon:
    """A nearly rectangular land plot around (0, 0)."""
    ratio = rng.uniform(1.1, 2.1)
    height = float(np.sqrt(area_m2 / ratio))
    width = height * ratio
    ring = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2]
    ring = ring + rng.uniform(-0.05, 0.05, ring.shape) * [width, height]
    return rotate(sized(shapely.Polygon(ring), area_m2), rng.uniform(-9, 9), origin=(0, 0))
