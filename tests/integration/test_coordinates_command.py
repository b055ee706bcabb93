import json
from pathlib import Path

import pytest

from dzmap.commands.coordinates import tell_coordinates
from dzmap.core.problems import BadInputError


def test_that_a_messy_gbk_file_is_converted_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "界址点 一.csv"
    file.write_bytes("点号,X,Y\nJ1,4079009.353,39480849.737\nJ2,待测,\n,,\n".encode("gbk"))
    out = tmp_path / "换算.csv"
    tell_coordinates(file, ("lonlat",), out, as_json=False)
    lines = out.read_text("utf-8-sig").splitlines()
    assert lines[0] == "行,原文,读作,经度（°）,纬度（°）,没有读出的原因"
    assert "116.7853,36.8421" in lines[1]
    assert lines[2].startswith("3,J2 待测,,,,")
    assert "2 行，读出 1 行，没有读出 1 行" in capsys.readouterr().out


def test_that_sheets_are_told_apart_and_json_has_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.worksheets[0].append(["甲", 116.7853, 36.8421])
    book.create_sheet("第二").append([480849.737, 4079009.353])
    file = tmp_path / "点.xlsx"
    book.save(file)
    tell_coordinates(file, ("gk",), None, as_json=True)
    rows = json.loads(capsys.readouterr().out)["lines"]
    assert [row["line"] for row in rows] == ["Sheet!1", "第二!1"]
    assert rows[0]["easting"] == pytest.approx(480849.737)
    assert rows[1]["northing"] == pytest.approx(4079009.353)


def test_that_an_unknown_notation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="gk40"):
        tell_coordinates(tmp_path / "无.csv", ("gk40",), None, as_json=False)
