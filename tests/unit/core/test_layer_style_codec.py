import json
import math

import pytest
from hypothesis import given, settings

from dzmap.core.attribute_filter import AttributeFilter, Comparison, FilterRow
from dzmap.core.layer_style import Labelling, LayerStyle, LayerTree, Look, Rendering
from dzmap.core.layer_style_codec import StyleError, decode_style, encode_style
from dzmap.core.symbols import Symbol
from tests.helpers.style_strategies import layer_styles, layer_trees

RICH = LayerStyle(
    id="enterprises",
    coarsest=math.inf,
    filter=AttributeFilter((FilterRow("name", Comparison.CONTAINS, "<b>化工</b>"),)),
    look=Look(rendering=Rendering.GRADUATED, symbol=Symbol(fill="#FF0000"), breaks=(1.5, 3.0)),
    labelling=Labelling(coarsest=50_000.0),
)


@settings(deadline=None)
@given(layer_styles | layer_trees)
def test_that_every_style_and_tree_survives_exactly(record: LayerStyle | LayerTree) -> None:
    text = encode_style(record)
    assert decode_style(text) == record
    assert encode_style(decode_style(text)) == text
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


def test_that_defaults_take_no_room() -> None:
    assert encode_style(LayerStyle(id="zones")) == '{"id":"zones","is":"LayerStyle"}'
    assert decode_style('{"is":"LayerTree"}') == LayerTree()


def test_that_fields_of_a_later_version_are_passed_over() -> None:
    document = json.loads(encode_style(RICH))
    document["glow"] = {"radius": 3}
    document["look"]["symbol"]["shadow"] = [1, 2]
    assert decode_style(json.dumps(document)) == RICH


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "neither"),
        ('{"is":"Catalog","id":"x"}', "neither"),
        ('{"is":["LayerStyle"],"id":"x"}', "neither"),
        ('{"is":"LayerStyle"}', "id"),
        ('{"is":"LayerStyle","id":""}', "id"),
        ('{"is":"LayerStyle","id":3}', r"LayerStyle\.id"),
        ('{"is":"LayerStyle","id":"x","opacity":true}', "opacity"),
        ('{"is":"LayerStyle","id":"x","opacity":NaN}', "opacity"),
        ('{"is":"LayerStyle","id":"x","opacity":"1"}', "opacity"),
        ('{"is":"LayerStyle","id":"x","look":[]}', "look"),
        ('{"is":"LayerStyle","id":"x","look":{"rendering":"glitter"}}', r"look\.rendering"),
        ('{"is":"LayerStyle","id":"x","look":{"class_count":2.5}}', "class_count"),
        ('{"is":"LayerStyle","id":"x","look":{"breaks":7}}', "breaks"),
        ('{"is":"LayerStyle","id":"x","look":{"categories":[{"value":"a"}]}}', r"categories\[0\]"),
        ('{"is":"LayerTree","order":["a",null]}', r"order\[1\]"),
    ],
)
def test_that_anything_else_is_refused_naming_the_place(text: str, place: str) -> None:
    with pytest.raises(StyleError, match=place):
        decode_style(text)
