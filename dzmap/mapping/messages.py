"""The messages between program and page: small JSON objects, checked field by field.

The page is not trusted: what it sends is read into these classes or refused with ``MessageError``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

_LONGEST = 1_000_000
_MOST_HITS = 200
_MOST_VERTICES = 5000
_MOST_LAYERS = 1000


class MessageError(ValueError):
    """A message that does not say what its kind must say."""


@dataclass(frozen=True)
class Hit:
    """One feature under the mouse: layer, revision of its payload, position in its rows."""

    layer: str
    revision: int
    position: int


@dataclass(frozen=True)
class Ready:
    """The page is set up and waits for a scene."""


@dataclass(frozen=True)
class Cursor:
    """The mouse is over this place (degrees)."""

    longitude: float
    latitude: float


@dataclass(frozen=True)
class CursorLeft:
    """The mouse left the map."""


@dataclass(frozen=True)
class View:
    """What is in view: west, south, east, north, centre (degrees) and the scale denominator."""

    bounds: tuple[float, float, float, float]
    centre: tuple[float, float]
    zoom: float
    scale: float


@dataclass(frozen=True)
class Click:
    """A click, with every feature under it, topmost first; ``add`` keeps what was selected."""

    longitude: float
    latitude: float
    hits: tuple[Hit, ...]
    add: bool


@dataclass(frozen=True)
class Choice:
    """Another of the features that lie over each other was chosen."""

    hit: Hit


@dataclass(frozen=True)
class Context:
    """A context menu is wanted here."""

    longitude: float
    latitude: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Escape:
    """Esc with nothing left to close in the page: the selection should go."""


@dataclass(frozen=True)
class Tool:
    """The user chose a tool on the map."""

    name: str


@dataclass(frozen=True)
class Snap:
    """What a vertex was caught by: a vertex of a feature, or its edge from that vertex on.

    ``vertex`` counts the coordinates of the feature as ``shapely.get_coordinates`` lists them.
    """

    hit: Hit
    vertex: int
    edge: bool


@dataclass(frozen=True)
class Vertex:
    """A place of a sketch in degrees."""

    longitude: float
    latitude: float
    snap: Snap | None


@dataclass(frozen=True)
class Sketch:
    """What is being drawn with a tool: ``phase`` is changed, done or cancelled.

    ``cursor`` is where the next vertex would be. ``shift``, ``ctrl`` and ``alt`` were held at the end.
    """

    tool: str
    phase: str
    vertices: tuple[Vertex, ...]
    cursor: Vertex | None
    shift: bool
    ctrl: bool
    alt: bool


@dataclass(frozen=True)
class VertexEdit:
    """A vertex of the feature that is edited: ``action`` is move, insert (behind it) or remove."""

    action: str
    vertex: int
    place: Vertex


@dataclass(frozen=True)
class ToolAction:
    """A button of the map that the program answers: coordinates, bookmarks."""

    name: str


@dataclass(frozen=True)
class Painted:
    """All visible tiles of a layer stand on the screen."""

    layer: str
    revision: int


@dataclass(frozen=True)
class Loading:
    """These layers should be seen and are not painted yet; none: all are."""

    layers: tuple[str, ...]


@dataclass(frozen=True)
class Bare:
    """The tools are hidden and the screen shows it: a picture can be taken."""


@dataclass(frozen=True)
class InsetSwitch:
    """The user closed the inset map or wants it back."""

    shown: bool


@dataclass(frozen=True)
class BrowseStep:
    """层级浏览 goes up to that many levels; 0 leaves it."""

    depth: int


@dataclass(frozen=True)
class Toggle:
    """A feature should be added to the selection or taken out."""

    hit: Hit


@dataclass(frozen=True)
class DetailsAsked:
    """The details of the selection are wanted."""


@dataclass(frozen=True)
class Described:
    """What the map shows now, in words, for screen readers."""

    text: str


@dataclass(frozen=True)
class Fault:
    """A script error in the page, for the log."""

    text: str


PageMessage: TypeAlias = (
    Ready
    | Cursor
    | CursorLeft
    | View
    | Click
    | Choice
    | Context
    | Escape
    | Tool
    | ToolAction
    | Sketch
    | VertexEdit
    | Painted
    | Loading
    | Bare
    | InsetSwitch
    | Toggle
    | DetailsAsked
    | Described
    | BrowseStep
    | Fault
)


def parse(text: str) -> PageMessage:
    """Read one message of the page.

    Raises:
        MessageError: not JSON, an unknown kind, or a field that is missing or out of range.
    """
    if len(text) > _LONGEST:
        raise MessageError("message too long")
    try:
        content = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise MessageError(f"not JSON: {error}") from error
    if not isinstance(content, dict):
        raise MessageError("not an object")
    reader = _READERS.get(str(content.get("type")))
    if reader is None:
        raise MessageError(f"unknown kind {content.get('type')!r:.40}")
    return reader(content)


def write(kind: str, **content: object) -> str:
    """One message for the page; NaN and infinity are refused with ValueError."""
    return json.dumps({"type": kind, **content}, ensure_ascii=False, allow_nan=False)


def _refuse_constant(name: str) -> float:
    raise MessageError(f"{name} is no number")


def _number(content: Mapping[str, Any], key: str, low: float, high: float) -> float:
    value = content.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MessageError(f"{key}: number expected")
    if not low <= value <= high:  # neither is NaN; a float would not hold every whole number
        raise MessageError(f"{key}: not in {low}…{high}")
    return float(value)


def _integer(content: Mapping[str, Any], key: str) -> int:
    value = content.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**32:
        raise MessageError(f"{key}: whole number expected")
    return value


def _text(content: Mapping[str, Any], key: str, longest: int = 80) -> str:
    value = content.get(key)
    if not isinstance(value, str) or len(value) > longest:
        raise MessageError(f"{key}: text of at most {longest} characters expected")
    return value


def _flag(content: Mapping[str, Any], key: str) -> bool:
    value = content.get(key)
    if not isinstance(value, bool):
        raise MessageError(f"{key}: true or false expected")
    return value


def _place(content: Mapping[str, Any]) -> tuple[float, float]:
    return _number(content, "longitude", -540, 540), _number(content, "latitude", -90, 90)


def _hit(content: object) -> Hit:
    if not isinstance(content, dict):
        raise MessageError("hit: object expected")
    return Hit(
        _text(content, "layer"), _integer(content, "revision"), _integer(content, "position")
    )


def _hits(content: Mapping[str, Any]) -> tuple[Hit, ...]:
    hits = content.get("hits")
    if not isinstance(hits, list) or len(hits) > _MOST_HITS:
        raise MessageError(f"hits: list of at most {_MOST_HITS} expected")
    return tuple(_hit(hit) for hit in hits)


def _layers(content: Mapping[str, Any]) -> tuple[str, ...]:
    layers = content.get("layers")
    if not isinstance(layers, list) or len(layers) > _MOST_LAYERS:
        raise MessageError(f"layers: list of at most {_MOST_LAYERS} expected")
    return tuple(_text({"layer": layer}, "layer") for layer in layers)


def _view(content: Mapping[str, Any]) -> View:
    west, east = _number(content, "west", -540, 540), _number(content, "east", -540, 540)
    south, north = _number(content, "south", -90, 90), _number(content, "north", -90, 90)
    if west > east or south > north:
        raise MessageError("bounds turned round")
    zoom, scale = _number(content, "zoom", 0, 30), _number(content, "scale", 1, 1e10)
    return View((west, south, east, north), _place(content), zoom, scale)


def _vertex(content: object) -> Vertex:
    if not isinstance(content, dict):
        raise MessageError("vertex: object expected")
    snap = content.get("snap")
    if snap is not None:
        hit = _hit(snap)
        snap = Snap(hit, _integer(snap, "vertex"), _flag(snap, "edge"))
    return Vertex(*_place(content), snap)


def _sketch(content: Mapping[str, Any]) -> Sketch:
    vertices = content.get("vertices")
    if not isinstance(vertices, list) or len(vertices) > _MOST_VERTICES:
        raise MessageError(f"vertices: list of at most {_MOST_VERTICES} expected")
    phase = _text(content, "phase")
    if phase not in ("changed", "done", "cancelled"):
        raise MessageError(f"phase: {phase!r:.40}")
    cursor = content.get("cursor")
    return Sketch(
        _text(content, "tool", 20),
        phase,
        tuple(_vertex(vertex) for vertex in vertices),
        None if cursor is None else _vertex(cursor),
        *(_flag(content, key) for key in ("shift", "ctrl", "alt")),
    )


def _vertex_edit(content: Mapping[str, Any]) -> VertexEdit:
    action = _text(content, "action")
    if action not in ("move", "insert", "remove"):
        raise MessageError(f"action: {action!r:.40}")
    return VertexEdit(action, _integer(content, "vertex"), _vertex(content.get("place")))


_READERS: dict[str, Callable[[Mapping[str, Any]], PageMessage]] = {
    "ready": lambda content: Ready(),
    "cursor": lambda content: Cursor(*_place(content)),
    "cursorLeft": lambda content: CursorLeft(),
    "view": _view,
    "click": lambda content: Click(*_place(content), _hits(content), _flag(content, "add")),
    "choice": lambda content: Choice(_hit(content.get("hit"))),
    "context": lambda content: Context(*_place(content), _hits(content)),
    "escape": lambda content: Escape(),
    "tool": lambda content: Tool(_text(content, "name", 20)),
    "toolAction": lambda content: ToolAction(_text(content, "name", 20)),
    "sketch": _sketch,
    "vertexEdit": _vertex_edit,
    "painted": lambda content: Painted(_text(content, "layer"), _integer(content, "revision")),
    "loading": lambda content: Loading(_layers(content)),
    "bare": lambda content: Bare(),
    "browse": lambda content: BrowseStep(_integer(content, "depth")),
    "toggle": lambda content: Toggle(_hit(content.get("hit"))),
    "details": lambda content: DetailsAsked(),
    "described": lambda content: Described(_text(content, "text", 200)),
    "inset": lambda content: InsetSwitch(_flag(content, "shown")),
    "fault": lambda content: Fault(_text(content, "text", 4000)),
}
