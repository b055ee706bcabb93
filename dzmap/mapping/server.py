"""Answers the page's requests: a pure function from a ``dzmap://`` URL to bytes.

Nothing here knows Qt. The page, its scripts and styles come from the program's own files by exact
name, so no path can lead out of them; layers come from the model that is shown. Everything is read
only, and safe to call from any thread.
"""

import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dzmap.mapping.addresses import HOST, SCHEME
from dzmap.mapping.kept_maps import KeptMap
from dzmap.mapping.tiles import TileShelf
from dzmap.resources import resource_path

if TYPE_CHECKING:  # the page starts before numpy and geopandas are loaded
    import numpy as np
    import numpy.typing as npt

    from dzmap.services.map_model import MapLayer, MapModel

_MIMES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".otf": "font/otf",
}
_POSITIONS_AT_ONCE = 500
_SEGMENT = re.compile(r"[\w.-]{1,80}", re.ASCII)


@dataclass(frozen=True)
class Response:
    """A body and what it is."""

    mime: str
    body: bytes


@dataclass(frozen=True)
class Refusal:
    """A request that gets nothing; ``reason`` is for the log."""

    reason: str


@dataclass(frozen=True, eq=False)
class _KeptLayer:
    """A layer of a kept map: bytes to draw and labels, but no rows behind them."""

    revision: int
    packed: bytes
    labels: tuple[str, ...]
    layer: None = None

    def payload(self) -> bytes:
        return self.packed

    def facts(self, position: int) -> dict[str, Any]:
        raise IndexError(position)

    def label_texts(self, positions: list[int]) -> list[str]:
        texts = self.labels
        return [texts[place] if 0 <= place < len(texts) else "" for place in positions]


@dataclass(eq=False)
class _ServedLayer:
    """A layer under the number by which the page asks for it; packed once, when first asked."""

    layer: "MapLayer"
    revision: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    packed: bytes | None = None

    def payload(self) -> bytes:
        with self.lock:
            if self.packed is None:
                from dzmap.mapping.payloads import pack

                self.packed = pack(self.layer)
            return self.packed

    def facts(self, position: int) -> dict[str, Any]:
        from dzmap.mapping.scene import facts

        return facts(self.layer, position)

    def label_texts(self, positions: list[int]) -> list[str]:
        from dzmap.mapping.scene import label_texts

        return label_texts(self.layer, positions)

    def draws_same_as(self, layer: "MapLayer") -> bool:
        """Whether the packed bytes would be the same."""
        from dzmap.mapping.payloads import packs_alike

        return packs_alike(self.layer, layer)


def window_page() -> str:
    """The page of the window, as folium made it (``packaging/build_page.py``)."""
    return resource_path("web", "shell.html").read_text(encoding="utf-8")


class MapServer:
    """Serves one page and the layers of the model that was shown last."""

    def __init__(
        self,
        scripts: Mapping[str, bytes] | None = None,
        page: Callable[[], str] = window_page,
    ) -> None:
        """``scripts`` adds files by name; ``page`` gives the HTML when it is first asked for."""
        self._page = page
        self._html: bytes | None = None
        self._files = _own_files()
        self._scripts = dict(scripts or {})
        self._layers: Mapping[str, _ServedLayer | _KeptLayer] = {}
        self._selections: dict[int, bytes] = {}
        self._next = 1
        self.tiles = TileShelf()

    def show(self, model: "MapModel") -> dict[str, Any]:
        """Serve the layers of ``model`` from now on; returns the scene message for the page.

        A layer whose rows and classes are the same objects as before keeps its revision, so that
        the page needs no new payload for a change of colours.
        """
        layers = {}
        for layer in model.layers:
            if not _SEGMENT.fullmatch(layer.id):
                raise ValueError(f"layer id not usable in an address: {layer.id!r}")
            known = self._layers.get(layer.id)
            if isinstance(known, _ServedLayer) and known.draws_same_as(layer):
                served = _ServedLayer(layer, known.revision, known.lock, known.packed)
            else:
                served = _ServedLayer(layer, self._number())
            layers[layer.id] = served
        self._layers = layers
        from dzmap.mapping.scene import describe

        return describe(model, {key: served.revision for key, served in layers.items()})

    def show_kept(self, kept: KeptMap) -> dict[str, Any]:
        """Serve a kept map until a model takes its place; returns the scene message for the page."""
        layers, told = {}, []
        for described in kept.scene["layers"]:
            key, number = described["id"], self._number()
            told.append({**described, "revision": number})
            if key in kept.payloads:
                labels = kept.labels.get(key, ())
                layers[key] = _KeptLayer(number, kept.payloads[key], labels)
        self._layers = layers
        return {**kept.scene, "layers": told}

    def layer(self, layer_id: str, revision: int) -> "MapLayer | None":
        """The layer that the page knows under this revision; None if it is not shown any more."""
        served = self._layers.get(layer_id)
        return served.layer if served is not None and served.revision == revision else None

    def revision(self, layer_id: str) -> int | None:
        """The revision of a shown layer."""
        served = self._layers.get(layer_id)
        return None if served is None else served.revision

    def offer_selection(self, positions: "npt.NDArray[np.uint32]") -> int:
        """Serve a list of feature positions under a new number; the one before is forgotten."""
        number = self._number()
        self._selections = {number: positions.astype("<u4").tobytes()}
        return number

    def is_heavy(self, url: str) -> bool:
        """Whether answering may take long enough to deserve a thread of its own."""
        kind, *place = urlsplit(url).path.removeprefix("/").split("/")
        if kind == "layers":
            served = self._layers.get(place[0]) if place else None
            return served is not None and served.packed is None
        return kind in ("selection", "tiles")

    def is_tile(self, url: str) -> bool:
        """Whether a tile of a base map is asked for."""
        return urlsplit(url).path.startswith("/tiles/")

    def respond(self, url: str, method: str = "GET") -> Response | Refusal:
        """Answer one request.

        Args:
            url: the address asked for; only ``dzmap://app/…`` is served.
            method: the HTTP method; only GET is answered.
        """
        if method.upper() != "GET":
            return Refusal(f"method {method}")
        parts = urlsplit(url)
        # urlsplit would silently drop some control characters.
        if parts.scheme != SCHEME or parts.netloc != HOST or not url.isprintable():
            return Refusal("foreign address")
        if parts.path in ("", "/"):
            return self._page_html()
        segments = parts.path.removeprefix("/").split("/")
        if parts.path.removeprefix("/") in self._files:
            return _file(self._files[parts.path.removeprefix("/")])
        if segments[0] in self._scripts and len(segments) == 1:
            return Response(_MIMES[".js"], self._scripts[segments[0]])
        return self._data(segments)

    def _page_html(self) -> Response:
        if self._html is None:
            self._html = self._page().encode()
        return Response(_MIMES[".html"], self._html)

    def _data(self, segments: list[str]) -> Response | Refusal:
        match segments:
            case ["selection", number]:
                body = self._selections.get(_integer(number))
                return Response("application/octet-stream", body) if body is not None else _GONE
            case ["layers", layer_id, revision]:
                served = self._served(layer_id, revision)
                return Response("application/octet-stream", served.payload()) if served else _GONE
            case ["facts", layer_id, revision, position]:
                served = self._served(layer_id, revision)
                return _facts(served, _integer(position)) if served else _GONE
            case ["labels", layer_id, revision, positions]:
                served = self._served(layer_id, revision)
                return _labels(served, positions) if served else _GONE
            case ["tiles", base, *place]:
                return self._tile(base, [_integer(number) for number in place])
            case _:
                return _GONE

    def _tile(self, base: str, place: list[int]) -> Response | Refusal:
        tile = self.tiles.tile(base, *place) if len(place) == 3 else None
        return Response(tile.mime, tile.body) if tile is not None else _GONE

    def _served(self, layer_id: str, revision: str) -> _ServedLayer | _KeptLayer | None:
        served = self._layers.get(layer_id)
        return served if served is not None and served.revision == _integer(revision) else None

    def _number(self) -> int:
        number = self._next
        self._next += 1
        return number


_GONE = Refusal("not found")


def _own_files() -> dict[str, Path]:
    """Every file that may be asked for, by its path below the origin."""
    web = resource_path("web")
    found: Iterable[Path] = (
        path
        for folder in (web, web / "vendor")
        for path in sorted(folder.glob("*"))
        if path.suffix in (".js", ".css")
    )
    files = {path.relative_to(web).as_posix(): path for path in found}
    files["fallback.otf"] = _fallback_font()
    return files


def _fallback_font() -> Path:
    """A Chinese font for machines that have none; browsers fetch it only if they need it."""
    from pylopdf_fonts_zh_cn import sans_path

    return Path(sans_path())


def _file(path: Path) -> Response | Refusal:
    try:
        return Response(_MIMES[path.suffix], path.read_bytes())
    except OSError as error:
        return Refusal(f"{path.name}: {error}")


def _facts(served: _ServedLayer | _KeptLayer, position: int) -> Response | Refusal:
    try:
        return _json(served.facts(position))
    except IndexError:
        return _GONE


def _labels(served: _ServedLayer | _KeptLayer, positions: str) -> Response | Refusal:
    wanted = [_integer(text) for text in positions.split(",", _POSITIONS_AT_ONCE)]
    if len(wanted) > _POSITIONS_AT_ONCE:
        return Refusal("too many positions")
    return _json(served.label_texts(wanted))


def _json(content: object) -> Response:
    return Response("application/json", json.dumps(content, ensure_ascii=False).encode())


def _integer(text: str) -> int:
    """A plain whole number; −1, which names nothing, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else -1
