"""What the page tells of places that are entered: read whole or refused."""

import json
from typing import Any

import pytest

from dzmap.mapping.messages import (
    Hit,
    MessageError,
    Sketch,
    Snap,
    ToolAction,
    Vertex,
    VertexEdit,
    parse,
)

FREE = {"longitude": 116.5, "latitude": 37.0, "snap": None}
CAUGHT: dict[str, Any] = {
    "longitude": 116.5,
    "latitude": 37.0,
    "snap": {"layer": "zones", "revision": 3, "position": 12, "vertex": 4, "edge": True},
}
KEYS = {"shift": False, "ctrl": True, "alt": False}
SKETCH = {"tool": "split", "phase": "done", "vertices": [FREE, CAUGHT], "cursor": None, **KEYS}
EDIT = {"action": "move", "vertex": 7, "place": CAUGHT}
PLACE = Vertex(116.5, 37.0, Snap(Hit("zones", 3, 12), 4, edge=True))


def text(kind: str, **content: Any) -> str:
    return json.dumps({"type": kind, **content})


def test_that_sketches_and_edits_become_objects() -> None:
    read = parse(text("sketch", **SKETCH))
    vertices = (Vertex(116.5, 37.0, None), PLACE)
    assert read == Sketch("split", "done", vertices, None, False, True, False)
    assert parse(text("vertexEdit", **EDIT)) == VertexEdit("move", 7, PLACE)
    assert parse(text("toolAction", name="coordinates")) == ToolAction("coordinates")


@pytest.mark.parametrize(
    "wrong",
    [
        text("sketch", **{**SKETCH, "phase": "begun"}),
        text("sketch", **{**SKETCH, "tool": "x" * 21}),
        text("sketch", **{**SKETCH, "vertices": None}),
        text("sketch", **{**SKETCH, "vertices": [FREE] * 5001}),
        text("sketch", **{**SKETCH, "vertices": [[116.5, 37.0]]}),
        text("sketch", **{**SKETCH, "vertices": [{**FREE, "latitude": 91}]}),
        text("sketch", **{**SKETCH, "vertices": [{**FREE, "snap": "zones"}]}),
        text(
            "sketch", **{**SKETCH, "cursor": {**CAUGHT, "snap": {**CAUGHT["snap"], "vertex": -1}}}
        ),
        text("sketch", **{**SKETCH, "cursor": {**CAUGHT, "snap": {**CAUGHT["snap"], "edge": 1}}}),
        text("sketch", **{**SKETCH, "shift": 0}),
        text("vertexEdit", **{**EDIT, "action": "explode"}),
        text("vertexEdit", **{**EDIT, "vertex": 1.5}),
        text("vertexEdit", **{**EDIT, "place": None}),
        text("toolAction"),
        text("toolAction", name="x" * 21),
    ],
)
def test_that_malformed_sketches_are_refused(wrong: str) -> None:
    with pytest.raises(MessageError):
        parse(wrong)
