import json
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from dzmap.mapping.scene import describe, facts, label_texts, value_text
from dzmap.services.map_model import Label
from tests.helpers.map_models import frame, layer, model, points, squares


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1,234,567"),
        (np.int64(5), "5"),
        (1234.5, "1,234.50"),
        (True, "是"),
        (np.bool_(False), "否"),
        (None, "未填报"),
        (float("nan"), "未填报"),
        (pd.NA, "未填报"),
        (pd.NaT, "未填报"),
        (pd.Timestamp(datetime(2021, 12, 31)), "2021-12-31"),  # noqa: DTZ001 - a date
        ("C2614", "C2614"),
        ("", ""),
    ],
)
def test_that_values_read_as_the_interface_writes_them(value: object, text: str) -> None:
    assert value_text(value) == text


def test_that_a_scene_is_json_without_geometry() -> None:
    content = describe(model(squares(), points(), sample=True), {"squares": 3, "points": 4})
    again = json.loads(json.dumps(content, allow_nan=False))
    assert [entry["revision"] for entry in again["layers"]] == [3, 4]
    assert again["sample"] is True
    assert len(json.dumps(content)) < 6000


def test_that_a_scene_gives_symbols_and_labels() -> None:
    content = describe(model(squares()), {"squares": 1})["layers"][0]
    assert content["classes"][1]["symbol"]["hatch"] == "diagonal"
    assert content["label"]["sizePt"] == 10
    assert describe(model(points()), {"points": 1})["layers"][0]["label"] is None


def test_that_facts_are_name_and_named_figures() -> None:
    features = frame([None, None], revenue=[362_000.0, None], name=["甲", None])
    told = layer("point", features, tooltip=(("revenue", "营收 万元"), ("missing", "没有的列")))
    assert facts(told, 0) == {"name": "甲", "facts": [["营收 万元", "362,000.00"]]}
    assert facts(told, 1) == {"name": "", "facts": [["营收 万元", "未填报"]]}
    for position in (-1, 2):
        with pytest.raises(IndexError):
            facts(told, position)


def test_that_labels_of_unknown_rows_are_empty() -> None:
    labelled = layer("point", frame([None]), label=Label(column="name", size_pt=9, color="#000000"))
    assert label_texts(labelled, [0, 1, -1]) == ["名称0", "", ""]
    assert label_texts(layer("point", frame([None])), [0]) == [""]
