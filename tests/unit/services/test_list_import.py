from datetime import datetime
from typing import Any

import pandas as pd

from dzmap.services.importing import apply_import, plan_import
from dzmap.services.list_import import ITEMS, LISTS
from dzmap.services.ports import ImportedRows
from tests.helpers.memory_project import MemoryProject


def _rows(*codes: str, **head: Any) -> ImportedRows:
    stated = {"name": "两高", "version": "1", "complete": True, "source": None, **head}
    items = pd.DataFrame(
        {
            "source_row": range(2, 2 + len(codes)),
            "industry_code": list(codes),
            "products": [None] * len(codes),
        }
    )
    return ImportedRows(tables={LISTS: pd.DataFrame([stated]), ITEMS: items}, source="两高.xlsx")


def _imported(project: MemoryProject, rows: ImportedRows) -> str:
    plan = plan_import(project, rows, LISTS)
    apply_import(project, plan)
    return plan.replaces


def _codes(project: MemoryProject) -> dict[str, list[str]]:
    lists, items = project.table(LISTS), project.table(ITEMS)
    return {
        f"{name} v{version}": items.loc[items["list_id"] == list_id, "industry_code"].tolist()
        for list_id, name, version in lists[["id", "name", "version"]].to_numpy().tolist()
    }


def test_that_a_list_enters_as_a_whole_and_undo_takes_it_back() -> None:
    project = MemoryProject({})
    plan = plan_import(project, _rows("26", "2521", effective_from=datetime(2024, 1, 1)), LISTS)  # noqa: DTZ001
    assert (plan.summary, plan.replaces) == ("新增 2 · 变更 0 · 未导入 0", "")
    assert plan.title == "导入引用名录（两高.xlsx）"
    apply_import(project, plan)
    assert _codes(project) == {"两高 v1": ["26", "2521"]}
    assert project.table(LISTS)["source"].tolist() == ["两高.xlsx"]
    project.undo()
    assert _codes(project) == {}


def test_that_the_same_list_again_changes_nothing() -> None:
    project = MemoryProject({})
    _imported(project, _rows("26", "2521"))
    plan = plan_import(project, _rows("26", "2521"), LISTS)
    assert (plan.changes, plan.replaces, plan.unchanged) == ((), "", 2)


def test_that_the_same_version_is_replaced_as_a_whole() -> None:
    project = MemoryProject({})
    _imported(project, _rows("26", "2521"))
    plan = plan_import(project, _rows("27"), LISTS)
    assert plan.replaces == "《两高》v1"
    assert (plan.added, plan.removed) == (1, 2)
    assert any("2 条将被替换" in one.message for one in plan.problems)
    apply_import(project, plan)
    assert _codes(project) == {"两高 v1": ["27"]}


def test_that_another_version_stands_beside() -> None:
    project = MemoryProject({})
    _imported(project, _rows("26"))
    assert _imported(project, _rows("27", version="2")) == ""
    assert _codes(project) == {"两高 v1": ["26"], "两高 v2": ["27"]}


def test_that_an_unfinished_list_says_what_that_means() -> None:
    plan = plan_import(MemoryProject({}), _rows("26", complete=False), LISTS)
    assert [one.message for one in plan.problems] == [
        "名录没有录全：不在其中的，审查时仍按“资料不足”。"
    ]
