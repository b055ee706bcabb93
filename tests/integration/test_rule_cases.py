"""Runs the cases that planners wrote in ``tests/cases`` through the real screening."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import yaml

from dzmap.core.catalogs import Catalog
from dzmap.core.industries import IndustryTree
from dzmap.core.item_names import item_names
from dzmap.core.reference_lists import ListItem, ReferenceList
from dzmap.core.screening import Screener
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import ClauseResult, Explanation, Target
from dzmap.readers.catalogs.amounts import parse_amount
from dzmap.readers.catalogs.words import LAYERS, METRIC_WORDS, PARK_KINDS
from dzmap.readers.catalogs.yaml_format import read_yaml
from dzmap.readers.reference import BundledReference

CASES = Path(__file__).parent.parent / "cases"
CRS = "EPSG:4490"
DAY, PLACE = "2021-12-31", "37201047"
IDENTITY = {"行业代码": "industry_code", "其他行业代码": "other_industry_codes"}
KNOWN_KEYS = {
    "名称",
    "判定日",
    "去向",
    "对象",
    "位置",
    "位置精度",
    "结论",
    "已核查",
    "决定条款",
    "条款结果",
    "差距",
    "没有条款",
}


class _Words(yaml.SafeLoader):
    """Every scalar is text, as in the authoring format; << merges as usual."""


_Words.yaml_implicit_resolvers = {"<": [("tag:yaml.org,2002:merge", re.compile("^<<$"))]}


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Words)  # noqa: S506 - a SafeLoader


@cache
def _map() -> Any:
    return _load(CASES / "map.yaml")


@cache
def _industries() -> IndustryTree:
    return IndustryTree(BundledReference().industries())


@cache
def _catalogs(file: str) -> tuple[Catalog, ...]:
    catalogs = _load(CASES / file)["目录"]
    if catalogs == "示例":
        return BundledReference().sample_catalogs()
    return read_yaml(yaml.safe_dump(catalogs, allow_unicode=True), file)


def _box(numbers: list[str]) -> shapely.Geometry:
    values = [float(number) for number in numbers]
    return shapely.Point(values) if len(values) == 2 else shapely.box(*values)


def _own_facts(entry: Mapping[str, Any]) -> dict[str, float]:
    """What is known of a zone or park itself."""
    metrics = {METRIC_WORDS[word]: amount for word, amount in entry.get("自身", {}).items()}
    return {metric.name: parse_amount(amount, metric) for metric, amount in metrics.items()}


def _targets() -> tuple[list[Target], gpd.GeoSeries]:
    zones = [
        Target(
            id=z["编号"],
            name=z["名称"],
            kind="zone",
            tier=z["级别"],
            county_id=z["县"],
            facts=_own_facts(z),
        )
        for z in _map()["开发区"]
    ]
    parks = [
        Target(
            id=p["编号"],
            name=p["名称"],
            kind="park",
            park_kind=PARK_KINDS[p["类型"]],
            zone_id=p["开发区"],
            facts=_own_facts(p),
        )
        for p in _map()["园区"]
    ]
    shapes = [_box(entry["范围"]) for entry in (*_map()["开发区"], *_map()["园区"])]
    return [*zones, *parks], gpd.GeoSeries(shapes, crs=CRS)


def _layers() -> dict[str, SpatialLayer]:
    layers = {}
    for entry in _map()["管控线"]:
        start = entry.get("施行起")
        layers[entry["类型"]] = SpatialLayer(
            kind=LAYERS.get(entry["类型"], entry["类型"]),
            name=entry["类型"],
            areas=gpd.GeoSeries([_box(area) for area in entry["区域"]], crs=CRS),
            coverage=_box(entry["覆盖"]),
            data_date=entry["日期"],
            effective_from=date.fromisoformat(start) if start else None,
        )
    return layers


def _lists(file: str) -> tuple[ReferenceList, ...]:
    """The reference lists that a file of cases brings along."""
    return tuple(
        ReferenceList(
            name=entry["名称"],
            version=entry.get("版本", "1"),
            effective_from=date.fromisoformat(entry["施行起"]) if "施行起" in entry else None,
            effective_to=date.fromisoformat(entry["施行止"]) if "施行止" in entry else None,
            complete=entry["已录全"] == "是",
            items=tuple(
                ListItem(
                    industry=item.get("行业", ""),
                    products=item_names(item.get("产品", "")),
                    processes=item_names(item.get("工艺", "")),
                )
                for item in entry["条目"]
            ),
        )
        for entry in _load(CASES / file).get("名录", ())
    )


@cache
def _screener(file: str, day: str) -> Screener:
    targets, shapes = _targets()
    return Screener(
        targets,
        shapes,
        _catalogs(file),
        _layers(),
        date.fromisoformat(day),
        industries=_industries(),
        lists=_lists(file),
    )


def _applicant(case: Mapping[str, Any]) -> gpd.GeoDataFrame:
    facts: dict[str, object] = {"id": "甲", "name": case["名称"]}
    for word, written in case["对象"].items():
        if word in IDENTITY:
            facts[IDENTITY[word]] = written
            continue
        metric = METRIC_WORDS[word]
        text = metric.kind in {"text", "set"}
        facts[metric.name] = written if text else parse_amount(written, metric)
    place = case.get("位置")
    facts["place_quality"] = case.get("位置精度", "点" if place else "无")
    shape = _box(_map()["位置"][place]) if place else None
    return gpd.GeoDataFrame(pd.DataFrame([facts]), geometry=[shape], crs=CRS)


def _written() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every case, with its file."""
    for path in sorted(CASES.rglob("*.yaml")):
        for case in _load(path).get("用例", ()):
            yield path, case


def _cases() -> list[Any]:
    return [
        pytest.param(str(path.relative_to(CASES)), case, id=f"{path.stem}-{case['名称']}")
        for path, case in _written()
    ]


def _found(explanation: Explanation, name: str) -> list[ClauseResult]:
    """The results of a clause named "CATALOG/CLAUSE", or by its own id alone."""
    return [
        clause
        for clause in explanation.clauses
        if name in {clause.clause_id, f"{clause.catalog_id}/{clause.clause_id}"}
    ]


@pytest.mark.parametrize(("file", "case"), _cases())
def test_that_the_rules_decide_as_planners_expect(file: str, case: dict[str, Any]) -> None:
    assert set(case) <= KNOWN_KEYS
    screener = _screener(file, case.get("判定日", DAY))
    target = case.get("去向", PLACE)
    applicant = _applicant(case)
    result = screener.screen(applicant, only=[target])
    explanation = screener.explain(applicant, 0, target)

    assert explanation.verdict.zh == case["结论"], explanation.headline
    assert result.verdict[0] == explanation.verdict
    assert result.checked_verdict[0] == explanation.checked_verdict
    if "已核查" in case:
        assert explanation.checked_verdict.zh == case["已核查"]
    if "决定条款" in case:
        assert result.clause_ids[result.decisive[0]] == case["决定条款"]
    for name, state in case.get("条款结果", {}).items():
        assert [clause.state.zh for clause in _found(explanation, name)] == [state], name
    for name, gap in case.get("差距", {}).items():
        (clause,) = _found(explanation, name)
        assert clause.gap == pytest.approx(float(gap), abs=0.005), name
    for name in case.get("没有条款", ()):
        assert not _found(explanation, name), name


def test_that_there_are_cases_for_everything() -> None:
    assert len(_cases()) >= 200
    files = {path.stem for path in CASES.glob("*.yaml")} - {"map"}
    assert files == {
        "defaults",
        "inheritance",
        "items",
        "kinds",
        "lists",
        "places",
        "procedures",
        "requirements",
        "samples",
    }


def _explained_examples() -> list[str]:
    """The examples of docs/clause-examples.md: the first cell of every row, such as `SG-2015-1`."""
    text = (CASES.parents[1] / "docs" / "clause-examples.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `([A-Z0-9-]+)` \|", text, re.MULTILINE)


def test_that_every_documented_example_is_tried_both_ways() -> None:
    examples = _explained_examples()
    assert len(examples) == len(set(examples)) == 36
    states: dict[str, set[str]] = {name: set() for name in examples}
    for _, case in _written():
        for clause, state in case.get("条款结果", {}).items():
            example = next((one for one in examples if clause.startswith(one)), "")
            states.setdefault(example, set()).add(state)
    thin = [name for name in examples if len(states[name]) < 2]
    assert not thin, thin
