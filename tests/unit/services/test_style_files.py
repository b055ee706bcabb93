import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dzmap.core.layer_style import LayerStyle, LayerTree
from dzmap.core.problems import BadInputError
from dzmap.services.style_files import read_styles, styles_text, take_styles
from dzmap.services.styling import set_style
from tests.helpers.memory_stores import memory_session
from tests.helpers.style_strategies import layer_styles, layer_trees


@settings(deadline=None, max_examples=40)
@given(st.lists(layer_styles, max_size=3, unique_by=lambda style: style.id), layer_trees)
def test_that_styles_survive_the_way_through_a_file(
    styles: list[LayerStyle], tree: LayerTree
) -> None:
    read, read_tree = read_styles(styles_text(styles, tree))
    assert read == tuple(styles)
    assert (read_tree or LayerTree()) == tree


def test_that_a_file_replaces_the_styles_it_names_in_one_edit() -> None:
    session = memory_session()
    kept = LayerStyle(id="waters", opacity=0.1)
    old, new = LayerStyle(id="zones", opacity=0.2), LayerStyle(id="zones", title="区")
    set_style(session, kept)
    set_style(session, old)
    tree = LayerTree(order=("zones", "waters"))
    take_styles(session, (new, LayerStyle(id="parks")), tree)
    assert (session.layer_styles(), session.layer_tree()) == ((kept, new), tree)
    take_styles(session, (replace(new, title="开发区"),), None)
    assert session.layer_tree() == tree
    session.undo()
    session.undo()
    assert (session.layer_styles(), session.layer_tree()) == ((kept, old), LayerTree())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "JSON"),
        ("[]", "kind"),
        ('{"kind": "dzmap-layer-styles"}', "列表"),
        (
            json.dumps(
                {
                    "kind": "dzmap-layer-styles",
                    "styles": [
                        {"is": "LayerStyle", "id": "a"},
                        {"is": "LayerStyle", "id": "b", "opacity": "halb"},
                    ],
                }
            ),
            "第 2 个.*opacity",
        ),
    ],
)
def test_that_other_files_are_refused(text: str, reason: str) -> None:
    with pytest.raises(BadInputError, match=reason):
        read_styles(text)
