import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dzmap.core.changes import (
    CATALOG_TABLE,
    LAYER_STYLE_TABLE,
    ChangeSet,
    TableChange,
    catalog_rows,
    record_rows,
)
from dzmap.core.frames import empty
from dzmap.core.layer_style import LayerStyle, LayerTree
from dzmap.core.tables import TABLES
from dzmap.storage.payload import decode_change, encode_change
from tests.helpers.project_tables import PLAIN, differences, enterprises, project_years, with_values

AT = datetime(2021, 12, 31, 8, 0, 0, 123, tzinfo=UTC)


def _change(*tables: TableChange) -> ChangeSet:
    return ChangeSet(title="导入 117 家企业", tables=tables, author="张三", at=AT)


def test_that_a_change_set_survives_with_every_row() -> None:
    before, after = enterprises(5), with_values(enterprises(5), name="<img src=x>")
    years = TableChange("project_years", empty(TABLES["project_years"]), project_years(9))
    change = _change(TableChange("enterprises", before, after), years)
    again = decode_change(encode_change(change))
    assert (again.id, again.title, again.author, again.at) == (
        change.id,
        change.title,
        "张三",
        AT,
    )
    for one, other in zip(change.tables, again.tables, strict=True):
        assert one.table == other.table
        assert differences(one.before, other.before) == []
        assert differences(one.after, other.after) == []


@settings(deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=False), st.none() | st.text(max_size=20))
def test_that_numbers_and_texts_survive_exactly(number: float, text: str | None) -> None:
    rows = with_values(project_years(2), planned_wan_yuan=[number, 1.0])
    targets = with_values(empty(TABLES["chains"]))
    targets.loc[0, "id"] = "c"
    targets.loc[0, "name"] = text
    change = _change(
        TableChange("project_years", rows, rows.iloc[:0]),
        TableChange("chains", targets, targets),
    )
    again = decode_change(encode_change(change))
    assert differences(again.tables[0].before, rows) == []
    assert again.tables[1].after["name"].isna().tolist() == [text is None]
    if text is not None:
        assert again.tables[1].after["name"].tolist() == [text]


def test_that_catalogs_travel_in_change_sets() -> None:
    change = _change(TableChange(CATALOG_TABLE, catalog_rows(()), catalog_rows((PLAIN,))))
    again = decode_change(encode_change(change))
    assert again.tables[0].after["catalog"].tolist() == [PLAIN]
    assert len(again.tables[0].before) == 0


def test_that_layer_styles_and_the_tree_travel_in_change_sets() -> None:
    records = (LayerStyle(id="zones", opacity=0.5), LayerTree(order=("zones",)))
    before, after = record_rows(LAYER_STYLE_TABLE, ()), record_rows(LAYER_STYLE_TABLE, records)
    again = decode_change(encode_change(_change(TableChange(LAYER_STYLE_TABLE, before, after))))
    assert again.tables[0].after["style"].tolist() == list(records)
    assert again.tables[0].after["id"].tolist() == ["zones", "tree"]


def test_that_damaged_bytes_are_refused() -> None:
    data = encode_change(_change(TableChange("enterprises", enterprises(1), enterprises(1))))
    for damaged in (b"", data[:-4], b"\x00" + data, zlib.compress(b"{}"), zlib.compress(b"[1")):
        with pytest.raises(ValueError, match=r".*"):
            decode_change(damaged)


def test_that_columns_of_another_version_do_not_matter() -> None:
    import json

    document = json.loads(
        zlib.decompress(
            encode_change(_change(TableChange("enterprises", enterprises(0), enterprises(2))))
        )
    )
    rows = document["tables"][0]["after"]
    rows["column_that_is_gone"] = [1, 2]
    del rows["address"]
    again = decode_change(zlib.compress(json.dumps(document).encode("utf-8")))
    assert differences(again.tables[0].after, enterprises(2)) == []
