"""Control lines: which kind a file is, when its data are from, and what it covers."""

import re
import unicodedata
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely

from dzmap.core.crs import LONLAT
from dzmap.core.layer_kinds import LAYER_ZH, layer_zh
from dzmap.readers.findings import Findings

COVERAGE_NAMES = ("覆盖范围", "coverage")
"""Name of the layer, or ending of the file's name, that holds what a control line covers."""

_KINDS = (
    ("permanent_farmland", ("永久基本农田", "基本农田", "yjjbnt", "jbnt", "farmland")),
    ("ecological_redline", ("生态保护红线", "生态红线", "stbhhx", "redline")),
    ("growth_boundary", ("城镇开发边界", "开发边界", "czkfbj", "growth")),
    ("shoreline_control", ("岸线", "shoreline")),
    ("special_chemical_park", ("专业化工园",)),
    ("chemical_monitor_point", ("重点监控点",)),
    ("chemical_park", ("化工园区", "化工园", "chemical")),
    ("river_management", ("河道管理", "河湖管理", "湖泊管理")),
    ("floodplain", ("滩区", "floodplain")),
    ("water_source", ("水源", "watersource", "water_source")),
    ("nature_reserve", ("自然保护", "nature")),
    ("eco_unit", ("优先保护单元", "管控单元", "三线一单")),
    ("residential", ("居住区", "居民区", "residential")),
    ("sensitive_place", ("敏感目标", "学校", "医院")),
    ("fault", ("断裂带", "断层")),
    ("heritage_control", ("建设控制地带", "文物", "heritage")),
)


def control_kind(*texts: str) -> str:
    """The kind of control line that file or layer names tell, "other" if none does."""
    for text in texts:
        plain = unicodedata.normalize("NFKC", text).lower()
        for kind, words in _KINDS:
            if kind in plain or any(word in plain for word in words):
                return kind
    return "other"


def data_date(*texts: str) -> str:
    """The date in a file's name, as “2021-06” or “2021”; "" if there is none."""
    for text in texts:
        found = re.search(r"(?<!\d)(20\d\d)(?:[-_.年]?(0[1-9]|1[0-2]))?(?!\d{3})", text)
        if found:
            return f"{found[1]}-{found[2]}" if found[2] else found[1]
    return ""


def control_tables(
    frame: gpd.GeoDataFrame,
    texts: Sequence[str],
    coverage: shapely.Geometry | None,
    known: gpd.GeoDataFrame | None,
    findings: Findings,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The rows of ``control_layers`` and ``control_areas`` that one file makes.

    A file is one control line unless it says per area which (``layer_id``). Without a coverage
    nothing is assumed: outside its areas the line then proves nothing.

    Args:
        frame: The areas in EPSG:4490; ids and names may be missing.
        texts: Names to guess kind and date from: layer, then file without ending.
        coverage: Where the file is complete, EPSG:4490, None if nobody says.
        known: Rows of ``control_layers`` that the file brings along, None if it does not.
        findings: Told what was guessed.
    """
    areas = frame.copy()
    stated = areas["layer_id"] if "layer_id" in areas else pd.Series(None, index=areas.index)
    if known is not None and stated.isin(known["id"]).all():
        return known, _named(areas, dict(zip(known["id"], known["name"], strict=True)))
    if len(areas) and stated.notna().all():
        ids = list(dict.fromkeys(stated))
        rows = [_layer_row(identifier, (identifier,), coverage) for identifier in ids]
    else:
        row = _single_row(texts, coverage, findings)
        areas["layer_id"] = row["id"]
        rows = [row]
    if coverage is None:
        findings.warn(
            "没有给出覆盖范围：图形以外一律按“没有核查”处理。",
            "把覆盖范围存为同名加“_覆盖范围”的文件，或 GeoPackage 里的“覆盖范围”图层，再导入。",
        )
    layers = gpd.GeoDataFrame(rows, geometry="geometry", crs=LONLAT)
    return layers, _named(areas, {row["id"]: str(row["name"]) for row in rows})


def _single_row(
    texts: Sequence[str], coverage: shapely.Geometry | None, findings: Findings
) -> dict[str, object]:
    kind = control_kind(*texts)
    stem = unicodedata.normalize("NFKC", texts[-1]).strip()
    plain = stem in {kind, layer_zh(kind)} or (kind != "other" and stem in dict(_KINDS)[kind])
    if kind == "other":
        findings.warn(
            f"从文件名看不出是哪种管控线，按“{layer_zh(kind)}”导入，不参与按种类的核查。",
            f"把文件改名为其中之一：{'、'.join(LAYER_ZH.values())}。",
        )
    else:
        findings.fixed(f"按文件名识别为{layer_zh(kind)}。")
    return _layer_row(kind if plain else f"{kind}-{stem}", texts, coverage)


def _layer_row(
    identifier: str, texts: Sequence[str], coverage: shapely.Geometry | None
) -> dict[str, object]:
    kind = control_kind(*texts)
    return {
        "id": identifier,
        "name": layer_zh(kind) if kind == identifier else str(texts[-1]),
        "kind": kind,
        "data_date": data_date(*texts) or None,
        "geometry": coverage,
    }


def _named(areas: gpd.GeoDataFrame, layer_names: dict[object, str]) -> gpd.GeoDataFrame:
    result = areas.copy()
    number = result.groupby("layer_id").cumcount() + 1
    ids = result["layer_id"] + "-" + number.map("{:04d}".format)
    names = result["layer_id"].map(layer_names) + " " + number.astype(str)
    for column, made in (("id", ids), ("name", names)):
        given = result.get(column, pd.Series(None, index=result.index, dtype="object"))
        result[column] = given.astype("object").where(given.notna(), made)
    return result
