import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.mapping import messages
from dzmap.mapping.messages import Click, Cursor, Hit, MessageError, Painted, View, parse, write

PLACE = {"longitude": 116.5, "latitude": 37.0}
HIT = {"layer": "zones", "revision": 3, "position": 12}
BOX = {"west": 116.0, "south": 36.0, "east": 117.0, "north": 38.0}


def text(kind: str, **content: Any) -> str:
    return json.dumps({"type": kind, **content})


def test_that_messages_become_objects() -> None:
    assert parse(text("ready")) == messages.Ready()
    assert parse(text("cursor", **PLACE)) == Cursor(116.5, 37.0)
    click = parse(text("click", **PLACE, hits=[HIT], add=True))
    assert click == Click(116.5, 37.0, (Hit("zones", 3, 12),), add=True)
    view = parse(text("view", **BOX, **PLACE, zoom=9.5, scale=1e6))
    assert view == View((116.0, 36.0, 117.0, 38.0), (116.5, 37.0), 9.5, 1e6)
    assert parse(text("painted", layer="zones", revision=1)) == Painted("zones", 1)
    assert parse(text("loading", layers=["zones"])) == messages.Loading(("zones",))
    assert parse(text("choice", hit=HIT)) == messages.Choice(Hit("zones", 3, 12))
    assert parse(text("context", **PLACE, hits=[])) == messages.Context(116.5, 37.0, ())
    assert parse(text("tool", name="pan")) == messages.Tool("pan")
    assert parse(text("fault", text="x")) == messages.Fault("x")
    assert parse(text("escape")) == messages.Escape()
    assert parse(text("bare")) == messages.Bare()
    assert parse(text("browse", depth=2)) == messages.BrowseStep(2)
    assert parse(text("toggle", hit=HIT)) == messages.Toggle(Hit("zones", 3, 12))
    assert parse(text("details")) == messages.DetailsAsked()
    assert parse(text("described", text="地图")) == messages.Described("地图")
    assert parse(text("inset", shown=False)) == messages.InsetSwitch(False)
    assert parse(text("cursorLeft")) == messages.CursorLeft()


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "[]",
        "null",
        '"ready"',
        "{",
        "{}",
        text("unknown"),
        '{"type": ["ready"]}',
        text("cursor", longitude="116", latitude=37),
        text("cursor", longitude=True, latitude=37),
        text("cursor", longitude=116),
        text("cursor", longitude=116, latitude=91),
        '{"type": "cursor", "longitude": NaN, "latitude": 37}',
        '{"type": "cursor", "longitude": 1e999, "latitude": 37}',
        text("inset", shown=0),
        text("toggle"),
        text("described", text="x" * 201),
        text("browse", depth=-1),
        text("click", **PLACE, hits=[], add=1),
        text("click", **PLACE, hits={}, add=True),
        text("click", **PLACE, hits=[HIT] * 201, add=True),
        text("click", **PLACE, hits=["zones"], add=True),
        text("click", **PLACE, hits=[{**HIT, "position": -1}], add=True),
        text("click", **PLACE, hits=[{**HIT, "position": 1.5}], add=True),
        text("click", **PLACE, hits=[{**HIT, "layer": "x" * 81}], add=True),
        text("choice"),
        text("view", **{**BOX, "west": 118.0}, **PLACE, zoom=9, scale=1e6),
        text("view", **BOX, **PLACE, zoom=9, scale=0),
        text("painted", layer=None, revision=1),
        text("loading", layers="zones"),
        text("loading", layers=["x" * 81]),
        text("loading", layers=["zones"] * 1001),
        text("tool", name="x" * 21),
        text("fault", text="x" * 4001),
        text("fault", text="x" * 1_000_001),
        "[" * 100_000,
        text("cursor", longitude=10**400, latitude=37),
        '{"type": "browse", "depth": ' + "9" * 5000 + "}",
    ],
)
def test_that_anything_malformed_is_refused(wrong: str) -> None:
    with pytest.raises(MessageError):
        parse(wrong)


_SCALARS = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 1e308, "116", "\u202e", "\ud800", "changed", "move"])
    | st.text(max_size=10)
)
_PARTS = st.sampled_from(
    [
        "hits",
        "hit",
        "layer",
        "revision",
        "position",
        "longitude",
        "latitude",
        "add",
        "west",
        "south",
        "east",
        "north",
        "zoom",
        "scale",
        "name",
        "text",
        "depth",
        "shown",
        "tool",
        "phase",
        "vertices",
        "cursor",
        "shift",
        "ctrl",
        "alt",
        "snap",
        "vertex",
        "edge",
        "action",
        "place",
        "layers",
    ]
)
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_PARTS, inner, max_size=8),
    max_leaves=12,
)
_KINDS = st.sampled_from(sorted(messages._READERS))
_RIGHT = {
    "hits": [HIT],
    "layers": ["zones"],
    "hit": HIT,
    **HIT,
    **BOX,
    **PLACE,
    "add": True,
    "zoom": 9,
    "scale": 1e6,
    "name": "pan",
    "text": "x",
    "depth": 1,
    "shown": True,
    "tool": "move",
    "phase": "changed",
    "vertices": [{**PLACE, "snap": {**HIT, "vertex": 1, "edge": False}}],
    "cursor": PLACE,
    "shift": False,
    "ctrl": False,
    "alt": False,
    "action": "move",
    "vertex": 1,
    "place": PLACE,
}


@given(_KINDS, st.dictionaries(_PARTS, _JSON, max_size=3))
def test_that_whatever_the_page_sends_is_read_or_refused(kind: str, wrong: dict[str, Any]) -> None:
    # All fields but a few are right, so that every reader is reached.
    content = {**_RIGHT, "type": kind}
    assert parse(json.dumps(content))
    try:
        parse(json.dumps({**content, **wrong}))
    except MessageError:
        return


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_that_any_text_is_read_or_refused(sent: str) -> None:
    with pytest.raises(MessageError):
        parse(sent)


def test_that_numbers_which_are_none_are_not_sent() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        write("zoomScale", scale=float("nan"))
    assert json.loads(write("hint", text="还没有业务图层")) == {
        "type": "hint",
        "text": "还没有业务图层",
    }
