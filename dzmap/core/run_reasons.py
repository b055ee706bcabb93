"""Why a verdict is another one than in an earlier run: facts, place, catalog, day, data, a person."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.kept_runs import CatalogInForce, KeptRun
from dzmap.core.metrics import METRICS
from dzmap.core.quantities import NOT_REPORTED, format_m2, format_metric, is_missing
from dzmap.core.straddling import Straddling
from dzmap.core.verdicts import Override

DATA_ZH = MappingProxyType(
    {
        "applicants": "申请对象",
        "places": "开发区和园区",
        "control": "管控线",
        "lists": "引用名录",
    }
)
"""Groups of data that verdicts rest on, as ``KeptRun.data`` names them."""

_FACTS_ZH = MappingProxyType(
    {
        "industry_code": "行业代码",
        "other_industry_codes": "其他行业代码",
        "county_id": "县（市、区）",
        "zone_id": "开发区",
        "park_id": "园区",
        "place_quality": "位置精度",
        "geometry": "位置",
    }
)
_STRADDLING_ZH = MappingProxyType(
    {Straddling.LARGEST: "按面积最大的区判", Straddling.EACH: "逐区判、从严"}
)
_MOST_FACTS = 3


class Side(Protocol):
    """One of the two runs (``run_comparison.JudgedRun``)."""

    @property
    def run(self) -> KeptRun:
        """By what it judged."""

    @property
    def frame(self) -> pd.DataFrame:
        """Its verdicts."""

    @property
    def applicants(self) -> gpd.GeoDataFrame | None:
        """Who was judged, if that is known."""

    @property
    def overrides(self) -> Mapping[int, Override]:
        """Overrides by row."""

    @property
    def catalogs(self) -> dict[str, CatalogInForce]:
        """What it judged by, by id."""


class Reasons:
    """What differs between two runs, and which of it may be behind a changed verdict."""

    def __init__(self, before: Side, after: Side) -> None:
        self._before = before
        self._after = after
        self._catalogs = _changed_catalogs(before.catalogs, after.catalogs)
        self._day = (
            f"判定日 {before.run.as_of:%Y-%m-%d} → {after.run.as_of:%Y-%m-%d}"
            if before.run.as_of != after.run.as_of
            else ""
        )
        self._rules = _changed_rules(before.run, after.run)
        self._data = [
            zh
            for group, zh in DATA_ZH.items()
            if before.run.data.get(group) != after.run.data.get(group)
        ]
        self._program = (
            f"程序 {before.run.program} → {after.run.program}"
            if before.run.program != after.run.program
            else ""
        )

    @property
    def grounds(self) -> tuple[str, ...]:
        """What differs between the runs as a whole, as sentences without a full stop."""
        data = f"数据有变化：{'、'.join(self._data)}" if self._data else ""
        said = (self._day, self._rules, *self._catalogs.values(), data, self._program)
        return tuple(text for text in said if text)

    def of(self, pairs: npt.NDArray[np.intp], *, moved: bool) -> list[str]:
        """For each pair of rows what may have changed its verdict."""
        keys = [side.frame["decisive_key"].to_numpy(dtype=object) for side in self._sides]
        prints = [side.frame["facts_print"].to_numpy() for side in self._sides]
        return [
            "；".join(
                self._row_reasons(
                    (int(first), int(second)),
                    (keys[0][first], keys[1][second]),
                    facts=bool(prints[0][first] != prints[1][second]),
                    moved=moved,
                )
            )
            for first, second in pairs
        ]

    @property
    def _sides(self) -> tuple[Side, Side]:
        return self._before, self._after

    def _row_reasons(
        self, rows: tuple[int, int], keys: tuple[object, object], *, facts: bool, moved: bool
    ) -> list[str]:
        reasons = self._by_hand(*rows)
        machine = [
            int(side.frame["verdict"].iloc[row])
            for side, row in zip(self._sides, rows, strict=True)
        ]
        if reasons and machine[0] == machine[1]:
            return reasons
        if facts:
            reasons.append(self._facts(*rows))
        if moved:
            places = [
                str(side.frame["target_name"].fillna("").iloc[row]) or "未分区"
                for side, row in zip(self._sides, rows, strict=True)
            ]
            reasons.append(f"归属变了：{places[0]} → {places[1]}")
        reasons += self._catalog_reasons(keys)
        reasons += [said for said in (self._day, self._rules) if said]
        data = [zh for zh in self._data if zh != DATA_ZH["applicants"]]
        reasons += [f"数据变了：{'、'.join(data)}"] if data else []
        if not reasons and self._program:
            reasons.append(self._program)
        return reasons or ["没有找出原因，请重算两次运行核对"]

    def _by_hand(self, first: int, second: int) -> list[str]:
        before, after = self._before.overrides.get(first), self._after.overrides.get(second)
        if before == after:
            return []
        if after is None:
            return ["没有沿用人工改判"]
        return [f"人工改判（{after.name}）：{after.reason}"]

    def _catalog_reasons(self, keys: tuple[object, object]) -> list[str]:
        named = [str(key).split("/", 1)[0] for key in keys if not is_missing(key) and key]
        decisive = [self._catalogs[name] for name in named if name in self._catalogs]
        if decisive:
            return list(dict.fromkeys(decisive))
        return [f"另有 {len(self._catalogs)} 部目录有变化"] if self._catalogs else []

    def _facts(self, first: int, second: int) -> str:
        named = self._changed_facts(first, second)
        if not named:
            return "申报资料变了"
        rest = len(named) - _MOST_FACTS
        more = f"等 {len(named)} 项" if rest > 0 else ""
        return f"申报资料变了：{'，'.join(named[:_MOST_FACTS])}{more}"

    def _changed_facts(self, first: int, second: int) -> list[str]:
        before, after = self._before.applicants, self._after.applicants
        if before is None or after is None:
            return []
        old = before.iloc[int(self._before.frame["applicant_row"].iloc[first])]
        new = after.iloc[int(self._after.frame["applicant_row"].iloc[second])]
        labels = {**{name: metric.zh for name, metric in METRICS.items()}, **_FACTS_ZH}
        return [
            zh
            if name == "geometry"
            else f"{zh} {_shown(name, old[name])} → {_shown(name, new[name])}"
            for name, zh in labels.items()
            if name in old.index and name in new.index and _differ(old[name], new[name])
        ]


def _changed_rules(before: KeptRun, after: KeptRun) -> str:
    """Other options of the runs, as words."""
    said = []
    if before.rules.straddling is not after.rules.straddling:
        words = [_STRADDLING_ZH[run.rules.straddling] for run in (before, after)]
        said.append(f"跨区地块{words[0]} → {words[1]}")
    if before.rules.sliver_m2 != after.rules.sliver_m2:
        sizes = [format_m2(run.rules.sliver_m2) for run in (before, after)]
        said.append(f"碎片容差 {sizes[0]} → {sizes[1]}")
    return "，".join(said)


def _changed_catalogs(
    before: dict[str, CatalogInForce], after: dict[str, CatalogInForce]
) -> dict[str, str]:
    """By id what happened to the catalogs that are not the same in both."""
    changed = {}
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old is not None and new is not None:
            if old.digest != new.digest:
                changed[name] = f"《{new.title}》{_versions(old, new)}"
        elif new is not None:
            changed[name] = f"《{new.title}》v{new.version} 开始计入"
        elif old is not None:
            changed[name] = f"《{old.title}》v{old.version} 不再计入"
    return changed


def _versions(old: CatalogInForce, new: CatalogInForce) -> str:
    if old.version != new.version:
        return f"v{old.version} → v{new.version}"
    return f"v{new.version} 内容改过（{old.digest[:8]} → {new.digest[:8]}）"


def _differ(old: object, new: object) -> bool:
    if is_missing(old) or is_missing(new):
        return is_missing(old) is not is_missing(new)
    return bool(old != new)


def _shown(name: str, value: object) -> str:
    if is_missing(value):
        return NOT_REPORTED
    return format_metric(name, value) if name in METRICS else str(value)
