"""The map of a comparison: zones and parks filled by verdict, with their ranks."""

from collections import Counter
from dataclasses import replace

import geopandas as gpd

from dzmap.core.quantities import format_number
from dzmap.core.site_scores import Ranking
from dzmap.core.verdicts import Verdict
from dzmap.services import symbology
from dzmap.services.layer_order import ZONES as GROUP
from dzmap.services.layer_order import with_layers
from dzmap.services.map_model import Label, MapLayer, MapModel, SymbolClass
from dzmap.services.ports import Tables
from dzmap.services.siting import SitingRun
from dzmap.services.siting_report import reason_of

ZONES, PARKS = "sites", "site_parks"
"""Ids of the two layers; features carry the ids of the places."""

_KEPT = frozenset({"neighbours", "counties", "city", "waters"})
_ZONE_LABEL = Label(
    column="label", size_pt=8.6, color="#0B3B6B", bold=True, priority=95, badge=True
)
_PARK_LABEL = replace(_ZONE_LABEL, color="#1B2733", priority=92, disk=True)


def with_sites(model: MapModel, tables: Tables, run: SitingRun, ranking: Ranking) -> MapModel:
    """The overlay with the compared places filled by verdict; what is unclear is hatched."""
    counts = Counter(site.verdict for site in run.sites)
    classes = tuple(
        SymbolClass(
            value=verdict.token,
            label=verdict.zh,
            symbol=symbology.verdict_area(verdict),
            count=counts[verdict],
        )
        for verdict in Verdict
        if counts[verdict]
    )
    layers = [
        _layer(kind, _features(tables, run, ranking, kind), classes)
        for kind in ("zone", "park")
        if any(site.target.kind == kind for site in run.sites)
    ]
    drawn = tuple(one if one.id in _KEPT else replace(one, visible=False) for one in model.layers)
    shown = [layers[0], *(replace(one, in_legend=False) for one in layers[1:])]
    return with_layers(replace(model, layers=drawn), *shown)


def _features(tables: Tables, run: SitingRun, ranking: Ranking, kind: str) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(tables.table(f"{kind}s")).set_index("id")
    rows = [row for row, site in enumerate(run.sites) if site.target.kind == kind]
    ids = [run.sites[row].target.id for row in rows]
    labels = []
    for row in rows:
        rank = str(ranking.ranks[row] or "")
        labels.append(f"{rank} {run.labels[row]}".strip() if kind == "zone" else rank)
    features = gpd.GeoDataFrame(
        {
            "id": ids,
            "name": [run.sites[row].target.name for row in rows],
            "class": [run.sites[row].verdict.token for row in rows],
            "label": labels,
            "verdict_zh": [run.sites[row].verdict.zh for row in rows],
            "reason": [reason_of(run.sites[row]) or "—" for row in rows],
            "score": [
                format_number(float(ranking.scores[row]), 1) if ranking.ranks[row] else "—"
                for row in rows
            ],
        },
        geometry=table.geometry.loc[ids].to_numpy(),
        crs=table.crs,
    )
    missing = features.geometry.isna() | features.geometry.is_empty
    return features[~missing].reset_index(drop=True)


def _layer(kind: str, features: gpd.GeoDataFrame, classes: tuple[SymbolClass, ...]) -> MapLayer:
    zone = kind == "zone"
    return MapLayer(
        id=ZONES if zone else PARKS,
        title="选址比选：开发区" if zone else "选址比选：园区",
        group=GROUP,
        kind="polygon",
        features=features,
        classes=classes,
        legend_title="选址比选（数字为名次）",
        label=_ZONE_LABEL if zone else _PARK_LABEL,
        table=f"{kind}s",
        tooltip=(("verdict_zh", "结论"), ("score", "得分"), ("reason", "说明")),
    )
