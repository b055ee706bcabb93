"""Bookmarks: views of the map that are kept under a name in the project."""

import json
import math
from dataclasses import asdict, dataclass, fields
from typing import Any


class BookmarkError(ValueError):
    """A text that is no bookmark; says what stands there."""


@dataclass(frozen=True, kw_only=True)
class Bookmark:
    """Centre in degrees of EPSG:4490 and scale denominator; ``layers`` are the ids that were visible.

    ``year`` is the year of the figures; ``rank`` orders the list.
    """

    id: str
    name: str
    longitude: float
    latitude: float
    scale: float
    layers: tuple[str, ...] = ()
    year: int = 0
    note: str = ""
    rank: int = 0


def encode_bookmark(bookmark: Bookmark) -> str:
    """Canonical JSON: the same bookmark always gives the same text."""
    return json.dumps(asdict(bookmark), ensure_ascii=False, sort_keys=True, allow_nan=False)


def decode_bookmark(text: str) -> Bookmark:
    """The bookmark that ``encode_bookmark`` was given; fields of later versions are passed over.

    Raises:
        BookmarkError: the text is something else.
    """
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BookmarkError("not JSON") from error
    if not isinstance(content, dict):
        raise BookmarkError("not an object")
    given = {field.name: content[field.name] for field in fields(Bookmark) if field.name in content}
    layers = given.get("layers", [])
    if not isinstance(layers, list) or not all(isinstance(layer, str) for layer in layers):
        raise BookmarkError(f"layers: {str(layers)[:60]}")
    for name, kinds in _KINDS.items():
        value = given.get(name)
        if name in given and (isinstance(value, bool) or not isinstance(value, kinds)):
            raise BookmarkError(f"{name}: {str(value)[:60]}")
    try:
        found = Bookmark(**{**given, "layers": tuple(layers)})
    except TypeError as error:
        raise BookmarkError(str(error)) from error
    if not _possible(found):
        raise BookmarkError(f"no view of the map: {text[:120]}")
    return found


_KINDS: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "name": (str,),
    "note": (str,),
    "longitude": (int, float),
    "latitude": (int, float),
    "scale": (int, float),
    "year": (int,),
    "rank": (int,),
}


def _possible(bookmark: Bookmark) -> bool:
    return (
        bool(bookmark.id)
        and abs(bookmark.longitude) <= 180
        and abs(bookmark.latitude) <= 90
        and math.isfinite(bookmark.scale)
        and bookmark.scale >= 1
    )
