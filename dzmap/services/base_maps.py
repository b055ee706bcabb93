"""Base maps under all layers: a file is opened by its content, and areas make way for it."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dzmap.core.problems import BadInputError

if TYPE_CHECKING:  # the window needs the suffixes before geopandas is loaded
    from dzmap.services.map_model import MapModel
    from dzmap.services.ports import BaseMap, BaseMapReader

BASE_MAP_SUFFIXES = (".mbtiles", ".pmtiles", ".tif", ".tiff")
ONLINE_STYLES = ("vec", "img")  # 矢量, 影像
_TAG = re.compile(r"<[^>]*>")
_LONGEST_CREDIT = 200
GROUND = "底图"  # the group of the layers that a base map takes the place of
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\0", "mbtiles"),
    (b"PMTiles", "pmtiles"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
)


def open_base_map(readers: Mapping[str, "BaseMapReader"], path: Path) -> "BaseMap":
    """Open a file as a base map; what it is follows from its content, not from its name.

    Args:
        readers: by kind of content: mbtiles, pmtiles, tiff.
        path: the file.

    Raises:
        BadInputError: the file is missing, empty, of another kind, or damaged.
    """
    what = "不能用作底图"
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise BadInputError(
            what,
            file=str(path),
            reason="文件不在了，或没有权限读取",
            remedy="检查文件是否被移动或改名、移动硬盘是否接上，再重新选择。",
        ) from error
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    if kind not in readers:
        raise BadInputError(
            what,
            file=str(path),
            reason="文件内容不是 MBTiles、PMTiles 或 GeoTIFF" if head else "文件是空的",
            remedy="换一个文件；其他格式可先在 QGIS 里导出为 MBTiles 或 GeoTIFF。",
        )
    return readers[kind].open(path)


def plain_credit(text: str) -> str:
    """An attribution as plain text of one line; many files give it as HTML."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())[:_LONGEST_CREDIT]


def over_base_map(model: "MapModel") -> "MapModel":
    """The same model for drawing over a base map: areas of the ground lose their fill."""
    layers = tuple(
        replace(
            layer,
            classes=tuple(
                replace(entry, symbol=replace(entry.symbol, fill="")) for entry in layer.classes
            ),
        )
        if layer.group == GROUND and layer.kind == "polygon"
        else layer
        for layer in model.layers
    )
    return replace(model, layers=layers)
