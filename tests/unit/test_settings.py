import json
from datetime import date
from pathlib import Path

import pytest

from dzmap.settings import RecentProject, Settings, TableColumns


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "用户 配置" / "settings.json"


def test_that_a_missing_file_means_the_defaults(path: Path) -> None:
    settings = Settings(path)
    assert (settings.language, settings.theme, settings.data_year) == ("zh", "system", 2021)
    assert settings.recent_projects == ()


def test_that_everything_set_comes_back(path: Path) -> None:
    settings = Settings(path)
    settings.language = "en"
    settings.as_of = date(2021, 12, 31)
    settings.recent_projects = (RecentProject("D:/规划/德州.gpkg", "2021-12-01T10:32:00", "示例"),)
    settings.layouts = {"overlay/standard": "AAAA"}
    arranged = TableColumns(("name", "tax_wan_yuan"), ("uscc",))
    settings.table_columns = {"enterprises": arranged}
    settings.software_rendering = True
    settings.save()

    again = Settings(path)
    assert again.language == "en"
    assert again.as_of == date(2021, 12, 31)
    assert again.recent_projects == settings.recent_projects
    assert again.layouts == {"overlay/standard": "AAAA"}
    assert again.table_columns == {"enterprises": arranged}
    assert again.software_rendering is True


@pytest.mark.parametrize("text", ["{ 半截", "[]", '{"version": 1}', "\x00\x01", "null"])
def test_that_a_corrupt_file_is_kept_aside(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    settings = Settings(path)
    assert settings.language == "zh"
    assert settings.damaged == path.with_name("settings.json.bak")
    assert settings.damaged.read_text(encoding="utf-8") == text
    settings.save()
    assert Settings(path).damaged is None


def test_that_a_file_that_is_not_utf8_is_kept_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes('{"values": {"author": "张三"}}'.encode("gbk"))
    assert Settings(path).damaged is not None


def test_that_one_bad_value_does_not_take_the_others_along(path: Path) -> None:
    path.parent.mkdir()
    values = {"theme": "pink", "author": "张三", "data_year": "2021", "as_of": "2021-13-01"}
    values["recent_projects"] = "nothing"
    path.write_text(json.dumps({"version": 1, "values": values}), encoding="utf-8")
    settings = Settings(path)
    assert settings.author == "张三"
    assert (settings.theme, settings.data_year, settings.as_of) == ("system", 2021, None)
    assert settings.recent_projects == ()


def test_that_names_of_a_newer_version_survive(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"version": 9, "values": {"hologram": [1]}}), encoding="utf-8")
    settings = Settings(path)
    settings.author = "李四"
    settings.save()
    assert json.loads(path.read_text(encoding="utf-8"))["values"]["hologram"] == [1]


def test_that_a_value_outside_its_choices_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="pink"):
        Settings(path).theme = "pink"


def test_that_a_default_is_not_written(path: Path) -> None:
    settings = Settings(path)
    settings.theme = "dark"
    settings.theme = "system"
    settings.save()
    assert json.loads(path.read_text(encoding="utf-8"))["values"] == {}
