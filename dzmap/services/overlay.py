"""The overlay use case: every layer of a project as one map model, bottom layer first."""

from collections.abc import Callable
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from dzmap.core.crs import LONLAT_WINDOW
from dzmap.core.symbols import Symbol
from dzmap.services import symbology
from dzmap.services.layer_order import BASE, CONTROLS, POINTS, ZONES
from dzmap.services.map_model import Label, MapLayer, MapModel, SymbolClass
from dzmap.services.ports import Tables


class Project(Tables, Protocol):
    """A project's tables and title; a ``Session`` is one."""

    @property
    def title(self) -> str:
        """The project's title."""


def overlay_model(tables: Project) -> MapModel:
    """Everything the project holds, ready to draw; empty layers are left out."""
    counties = gpd.GeoDataFrame(tables.table("counties"))
    layers = [
        *_base(tables, counties),
        *_controls(tables, counties),
        *_clusters(tables),
        *_parcels(tables),
        *_zones(tables),
        *_parks(tables),
        *_points(tables),
    ]
    shown = tuple(layer for layer in layers if len(layer.features))
    statuses = [
        frame["geometry_status"] for frame in (tables.table("zones"), tables.table("parks"))
    ]
    samples = [tables.table(name)["data_status"] for name in ("enterprises", "projects")]
    bounds = counties.total_bounds
    west, south, east, north = map(float, bounds if np.isfinite(bounds).all() else LONLAT_WINDOW)
    return MapModel(
        layers=shown,
        extent=(west, south, east, north),
        title=tables.title,
        sample=bool((pd.concat(samples) == "示例").any()),
        schematic=bool((pd.concat(statuses) == "示意").any()),
    )


_BACKDROP = ("neighbours", "city")  # neither clicked nor explained


def placed(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """The rows that have a place; a million-row table is copied once at most."""
    frame = gpd.GeoDataFrame(table)
    missing = frame.geometry.isna() | frame.geometry.is_empty
    return frame[~missing].reset_index(drop=True) if missing.any() else frame


def _single(symbol: Symbol, label: str, count: int) -> tuple[SymbolClass, ...]:
    return (SymbolClass(value="", label=label, symbol=symbol, count=count),)


def _classed(
    features: gpd.GeoDataFrame, names: dict[str, str], symbol: Callable[[str], Symbol]
) -> tuple[SymbolClass, ...]:
    counts = features["class"].value_counts()
    return tuple(
        SymbolClass(value=value, label=label, symbol=symbol(value), count=int(counts[value]))
        for value, label in names.items()
        if value in counts.index
    )


def _tags(features: gpd.GeoDataFrame) -> tuple[str, ...]:
    tags = []
    if "geometry_status" in features and (features["geometry_status"] == "示意").any():
        tags.append("示意")
    if "data_status" in features and (features["data_status"] == "示例").any():
        tags.append("示例")
    return tuple(tags)


def _layer(  # noqa: PLR0913 - one call describes one layer
    name: str,
    title: str,
    group: str,
    kind: str,
    features: gpd.GeoDataFrame,
    classes: tuple[SymbolClass, ...],
    *,
    table: str,
    label: Label | None = None,
    legend_title: str = "",
    visible: bool = True,
    tags: tuple[str, ...] | None = None,
    tooltip: tuple[tuple[str, str], ...] = (),
) -> MapLayer:
    return MapLayer(
        id=name,
        title=title,
        group=group,
        kind=kind,
        features=features,
        classes=classes,
        table=table,
        label=label,
        legend_title=legend_title,
        visible=visible,
        tags=_tags(features) if tags is None else tags,
        tooltip=tooltip,
        selectable=name not in _BACKDROP,
        in_legend=name not in _BACKDROP,
    )


def _base(tables: Tables, counties: gpd.GeoDataFrame) -> list[MapLayer]:
    neighbours, waters, towns = (
        placed(tables.table(name)) for name in ("neighbours", "waters", "townships")
    )
    city = _city(counties)
    return [
        _layer(
            "neighbours", "周边市县", BASE, "polygon", neighbours,
            _single(symbology.neighbour(), "周边市县", len(neighbours)),
            table="neighbours", label=symbology.NEIGHBOUR_LABEL,
        ),
        _layer(
            "counties", "县（市、区）界", BASE, "polygon", counties,
            _single(symbology.county(), "县（市、区）界", len(counties)),
            table="counties", label=symbology.COUNTY_LABEL,
        ),
        _layer(
            "city", "市界", BASE, "polygon", city,
            _single(symbology.city(), "市界", len(city)), table="counties",
        ),
        _layer(
            "waters", "黄河", BASE, "line", waters,
            _single(symbology.water(), "黄河（沿县界示意）", len(waters)),
            table="waters", label=symbology.WATER_LABEL,
        ),
        _layer(
            "townships", "乡镇驻地", BASE, "point", towns,
            _single(symbology.township(), "乡镇驻地", len(towns)),
            table="townships", label=symbology.TOWN_LABEL, visible=False,
        ),
    ]  # fmt: skip


def _city(counties: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The outline of all counties together; no row if there is none."""
    outline = counties.union_all()
    shapes = [] if outline.is_empty else [outline]
    rows = pd.DataFrame([("371400", "德州市")] * len(shapes), columns=["id", "name"])
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=counties.crs)


def _clusters(tables: Tables) -> list[MapLayer]:
    features = placed(tables.table("clusters"))
    features = features.assign(**{"class": features["family"]})
    classes = _classed(features, symbology.FAMILY_ZH, symbology.cluster)
    return [
        _layer(
            "clusters", "县域产业集群布局", ZONES, "polygon", features, classes,
            table="clusters", label=symbology.CLUSTER_LABEL, legend_title="县域产业集群（示意）",
            tooltip=(("industries", "主导产业"),),
        )
    ]  # fmt: skip


def _controls(tables: Tables, counties: gpd.GeoDataFrame) -> list[MapLayer]:
    registry = gpd.GeoDataFrame(tables.table("control_layers"))
    every = placed(tables.table("control_areas"))
    layers = []
    for row in registry.itertuples():
        areas = every[every["layer_id"] == row.id].reset_index(drop=True)
        # The coverage belongs to the admission check; a layer such as 化工园区 draws no line.
        if not len(areas):
            continue
        status = "（示意）" if row.geometry_status == "示意" else ""
        layers.append(
            _layer(
                f"control_{row.id}", row.name, CONTROLS,
                "polygon", areas,
                _single(symbology.control(row.kind), f"{row.name}{status}", len(areas)),
                table="control_areas", tags=(*_tags(areas), coverage_words(row.geometry, counties)),
                visible=row.kind in ("permanent_farmland", "growth_boundary"),
            )
        )  # fmt: skip
    return layers


def coverage_words(coverage: object, counties: gpd.GeoDataFrame) -> str:
    """“覆盖 9/11 县”: a county counts when its centre is covered."""
    if coverage is None or coverage.is_empty:  # type: ignore[attr-defined]
        return "覆盖未说明"
    covered = int(counties.representative_point().within(coverage).sum())
    return f"覆盖 {covered}/{len(counties)} 县"


def _parcels(tables: Tables) -> list[MapLayer]:
    features = placed(tables.table("parcels"))
    features = features.assign(**{"class": features["status"].fillna("")})
    names = {
        "已供": "已供地块",
        "未供": "未供地块",
        "闲置": "闲置地块",
        "": "地块（供地状态未填报）",
    }
    return [
        _layer(
            "parcels", "地块", ZONES, "polygon", features,
            _classed(features, names, symbology.parcel), table="parcels", visible=False,
        )
    ]  # fmt: skip


def _points(tables: Tables) -> list[MapLayer]:
    projects = placed(tables.table("projects"))
    upgrades = projects[projects["kind"] == "upgrade"].reset_index(drop=True)
    investments = projects[projects["kind"] != "upgrade"].reset_index(drop=True)
    enterprises = placed(tables.table("enterprises"))
    group = tables.table("chains").set_index("id")["group541"]
    enterprises = enterprises.assign(
        **{"class": enterprises["chain_id"].map(group).astype("str").fillna("other")}
    )
    return [
        _layer(
            "upgrades", "技改项目", POINTS, "point", upgrades,
            _single(symbology.upgrade(), "技改项目", len(upgrades)),
            table="projects", visible=False,
        ),
        _layer(
            "projects", "投资项目", POINTS, "point", investments,
            _single(symbology.project(), "投资项目", len(investments)),
            table="projects", visible=False,
        ),
        _layer(
            "enterprises", "规上企业", POINTS, "point", enterprises,
            _classed(enterprises, symbology.GROUP541_ZH, symbology.enterprise),
            table="enterprises", legend_title="规上企业（“541”分组）",
            label=symbology.ENTERPRISE_LABEL, tooltip=(("industry_code", "行业代码"),),
        ),
    ]  # fmt: skip


def _zones(tables: Tables) -> list[MapLayer]:
    zones = placed(tables.table("zones"))
    layers = []
    for name, level in (("zones_provincial", "省级"), ("zones_national", "国家级")):
        features = zones[zones["level"] == level].reset_index(drop=True)
        classes = _single(symbology.zone(level), f"{level}开发区", len(features))
        layers.append(
            _layer(
                name, f"{level}开发区", ZONES, "polygon", features, classes,
                table="zones", label=symbology.ZONE_LABEL,
                tooltip=(("leading_industries", "主导产业"),),
            )
        )  # fmt: skip
    return layers


def _parks(tables: Tables) -> list[MapLayer]:
    parks = placed(tables.table("parks"))
    ordinal = parks["ordinal"].astype("Int64").astype("str").replace("<NA>", "")
    parks = parks.assign(label=ordinal.where(parks["kind"] == "sub_park", parks["name"]))
    layers = []
    for name, title, inside, label in (
        ("parks_other", "其他园区", parks["kind"] != "sub_park", symbology.PARK_LABEL),
        ("parks_sub", "齐河区中园", parks["kind"] == "sub_park", symbology.SUB_PARK_LABEL),
    ):
        features = parks[inside].reset_index(drop=True)
        layers.append(
            _layer(
                name, title, ZONES, "polygon", features,
                _single(symbology.park(), title, len(features)),
                table="parks", label=label, tooltip=(("leading_industries", "主导产业"),),
            )
        )  # fmt: skip
    return layers
