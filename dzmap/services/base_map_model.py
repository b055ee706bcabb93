"""What a base map under all layers says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BaseMapFacts:
    """What a base map says of itself.

    Attributes:
        title: its name; the file's name if it has none.
        form: the format as people call it: MBTiles, PMTiles, GeoTIFF.
        vector: tiles are Mapbox vector tiles; otherwise PNG, JPEG or WebP.
        bounds: west, south, east, north in degrees (WGS 84, as good as EPSG:4490 here).
        coarsest: the smallest zoom level with tiles.
        finest: the largest one; above it tiles are enlarged.
        attribution: who must be named, as plain text.
        layers: names of the layers of vector tiles.
        overlay: drawn over another base map, such as place names; where a tile cannot be had it
            stays clear.
        note: a Chinese sentence on what the user should know, or "".
    """

    title: str
    form: str
    vector: bool
    bounds: tuple[float, float, float, float]
    coarsest: int
    finest: int
    attribution: str = ""
    layers: tuple[str, ...] = ()
    overlay: bool = False
    note: str = ""
