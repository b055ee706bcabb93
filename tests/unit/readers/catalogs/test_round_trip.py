from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dzmap.core.catalogs import Catalog, Condition
from dzmap.readers.catalogs import CatalogFiles
from dzmap.readers.catalogs.condition_nodes import condition_entries
from dzmap.readers.catalogs.condition_parser import parse_condition, parse_list
from dzmap.readers.catalogs.condition_text import cell_list_text, condition_text, list_text
from dzmap.readers.catalogs.yaml_format import read_yaml, write_yaml
from tests.helpers.catalog_strategies import catalogs, conditions, items

FILES = CatalogFiles()


@given(conditions)
def test_that_condition_text_reads_back_to_the_same_tree(condition: Condition) -> None:
    assert parse_condition(condition_text(condition)) == condition


@given(st.lists(items, min_size=1).map(tuple))
def test_that_a_list_in_a_cell_reads_back(words: tuple[str, ...]) -> None:
    assert parse_list(list_text(words)) == words
    assert parse_list(cell_list_text(words)) == words


@given(catalogs)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_that_yaml_reads_back_to_equal_catalogs(written: tuple[Catalog, ...]) -> None:
    assert read_yaml(write_yaml(written), "目录.yaml") == written


@given(catalogs)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_that_excel_reads_back_to_equal_catalogs(
    tmp_path: Path, written: tuple[Catalog, ...]
) -> None:
    path = tmp_path / "准入 目录.xlsx"
    FILES.write(written, path)
    assert FILES.read(path) == written


@given(catalogs)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_that_yaml_to_excel_to_yaml_loses_nothing(
    tmp_path: Path, written: tuple[Catalog, ...]
) -> None:
    text = write_yaml(written)
    FILES.write(read_yaml(text, ""), tmp_path / "a.xlsx")
    assert write_yaml(FILES.read(tmp_path / "a.xlsx")) == text


def test_that_nested_entries_and_text_mean_the_same() -> None:
    condition = parse_condition("总投资 ≥ 1 亿元 且 (用地 < 30 亩 或 非 容积率 ≥ 0.8)")
    assert condition_entries(condition) == {
        "全部": [
            "总投资 ≥ 1 亿元",
            {"任一": ["用地 < 30 亩", {"非": "容积率 ≥ 0.8"}]},
        ]
    }
