import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dzmap.mapping.addresses import ORIGIN, PAGE_URL
from dzmap.mapping.kept_maps import keep
from dzmap.mapping.payloads import pack
from dzmap.mapping.server import MapServer, Refusal, Response
from tests.helpers.map_models import NASTY, classes, model, points, squares


def served(*layers: object) -> tuple[MapServer, dict[str, int]]:
    server = MapServer({"extra.js": b"1"}, page=lambda: "<html>页面</html>")
    scene = server.show(model(*layers))  # type: ignore[arg-type]
    return server, {entry["id"]: entry["revision"] for entry in scene["layers"]}


def body(server: MapServer, path: str) -> bytes:
    response = server.respond(ORIGIN + path)
    assert isinstance(response, Response), response
    return response.body


def test_that_the_page_its_scripts_and_its_layers_are_served() -> None:
    server, revisions = served(squares())
    assert body(server, "/").decode() == "<html>页面</html>"
    assert body(server, "/extra.js") == b"1"
    script = server.respond(f"{ORIGIN}/map_page.js")
    assert isinstance(script, Response)
    assert script.mime == "text/javascript"
    assert b"class MapPage" in script.body
    assert body(server, f"/layers/squares/{revisions['squares']}") == pack(squares())


@pytest.mark.parametrize(
    "url",
    [
        "https://app/",
        "file:///etc/passwd",
        "dzmap://other/",
        "dzmap://app:80/",
        "dzmap://user@app/",
        f"{ORIGIN}/../pyproject.toml",
        f"{ORIGIN}/vendor/../../tokens.json",
        f"{ORIGIN}/%2e%2e/tokens.json",
        f"{ORIGIN}/vendor/LICENSE",
        f"{ORIGIN}/package.json",
        f"{ORIGIN}//etc/passwd",
        f"{ORIGIN}/vendor",
        f"{ORIGIN}/layers/squares",
        f"{ORIGIN}/layers/squares/0",
        f"{ORIGIN}/layers/squares/１",
        f"{ORIGIN}/layers/squares/-1",
        f"{ORIGIN}/layers/none/1",
        f"{ORIGIN}/facts/squares/1/99999999999999999999",
        f"{ORIGIN}/selection/1",
    ],
)
def test_that_anything_else_is_refused(url: str) -> None:
    server, _ = served(squares())
    assert isinstance(server.respond(url), Refusal)


@settings(deadline=None)  # one of the files is a font of 8 MB
@given(st.text(st.characters(codec="utf-8"), max_size=60))
@example("\n")
def test_that_no_path_reaches_what_is_not_listed(path: str) -> None:
    server, _ = served()
    response = server.respond(f"{ORIGIN}/{path}")
    if isinstance(response, Response):
        assert path.partition("?")[0].partition("#")[0] in (
            "",
            "extra.js",
            *server._files,
        )


def test_that_only_get_is_answered() -> None:
    server, _ = served()
    assert isinstance(server.respond(PAGE_URL, "POST"), Refusal)
    assert isinstance(server.respond(PAGE_URL, "get"), Response)


def test_that_a_change_of_colours_needs_no_new_payload() -> None:
    squares_layer = squares()
    server, before = served(squares_layer)
    recoloured = replace(squares_layer, classes=classes("a", "b", fill="#FFFFFF"), opacity=0.5)
    server.show(model(recoloured))
    assert server.revision("squares") == before["squares"]
    assert server.layer("squares", before["squares"]) is recoloured


def test_that_other_rows_or_classes_get_a_new_revision_and_the_old_one_is_gone() -> None:
    squares_layer = squares()
    server, before = served(squares_layer)
    for changed in (
        replace(squares_layer, features=squares_layer.features.copy()),
        replace(squares_layer, classes=classes("b", "a")),
    ):
        server.show(model(changed))
        assert server.revision("squares") != before["squares"]
        assert server.layer("squares", before["squares"]) is None
        old = server.respond(f"{ORIGIN}/layers/squares/{before['squares']}")
        assert isinstance(old, Refusal)
        server.show(model(squares_layer))


def test_that_a_dashed_outline_asks_for_its_seams() -> None:
    squares_layer = squares()
    server, before = served(squares_layer)
    server.show(model(replace(squares_layer, classes=classes("a", "b", dash=(4.0, 2.0)))))
    assert server.revision("squares") != before["squares"]


def test_that_facts_and_labels_come_as_json_texts() -> None:
    server, revisions = served(squares())
    revision = revisions["squares"]
    told = json.loads(body(server, f"/facts/squares/{revision}/1"))
    assert told == {"name": NASTY, "facts": [["类别", "a"]]}
    labels = json.loads(body(server, f"/labels/squares/{revision}/0,2,7"))
    assert labels == ["大", "斜线", ""]
    many = ",".join(["0"] * 501)
    assert isinstance(server.respond(f"{ORIGIN}/labels/squares/{revision}/{many}"), Refusal)


def test_that_only_the_newest_selection_is_kept() -> None:
    server, _ = served()
    first = server.offer_selection(np.array([1], dtype=np.uint32))
    second = server.offer_selection(np.array([3, 70_000], dtype=np.uint32))
    assert isinstance(server.respond(f"{ORIGIN}/selection/{first}"), Refusal)
    assert np.frombuffer(body(server, f"/selection/{second}"), "<u4").tolist() == [3, 70_000]


def test_that_packing_counts_as_heavy_and_the_rest_does_not() -> None:
    server, _ = served(points())
    assert server.is_heavy(f"{ORIGIN}/layers/points/1")
    body(server, "/layers/points/1")
    assert not server.is_heavy(f"{ORIGIN}/layers/points/1")
    assert not server.is_heavy(f"{ORIGIN}/layers/gone/1")
    assert not server.is_heavy(f"{ORIGIN}/map_page.js")


def test_that_a_kept_map_is_served_until_a_model_comes() -> None:
    server, _ = served()
    kept = keep(model(squares(), replace(points(), visible=False)))
    scene = server.show_kept(kept)
    revision = {layer["id"]: layer["revision"] for layer in scene["layers"]}["squares"]
    address = f"squares/{revision}"
    assert body(server, f"/layers/{address}") == pack(squares())
    assert json.loads(body(server, f"/labels/{address}/0,9"))[1] == ""
    assert isinstance(server.respond(f"{ORIGIN}/facts/{address}/0"), Refusal)
    assert server.layer("squares", revision) is None
    assert server.revision("points") is None
    server.show(model(squares()))
    assert isinstance(server.respond(f"{ORIGIN}/layers/{address}"), Refusal)


def test_that_a_layer_id_must_fit_into_an_address() -> None:
    with pytest.raises(ValueError, match="a/b"):
        served(replace(squares(), id="a/b"))
