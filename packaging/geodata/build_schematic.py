"""Makes the schematic outlines: zones, parks, clusters, control lines and parcels.

No official outline of these is public. Each shape stands near the right township, lies in its county
and has the known area where one is published; everything else about it is invented. Run
``python packaging/geodata/build_schematic.py`` after build_boundaries.py; the result depends on nothing
else.
"""

import csv
import json

import numpy as np
import schematic_places as places
import shapely
from geojson_lines import GEODATA, write_features
from schematic_shapes import (
    block,
    corridor,
    fields,
    fitted,
    largest,
    meander,
    plot,
    random_for,
)
from shapely.affinity import translate

from dzmap.core.crs import LONLAT, PLANE, reproject, to_plane

_STATUS = "示意"
_SOURCE = "示意图形，由程序生成"
_MARGIN_M = 150.0  # a zone keeps this far from the county border
_FARMLAND_UNKNOWN = ("371481", "371423")
_SHORELINE_M = 1000.0
_STATUSES = ("已供", "已供", "未供", "已供", "闲置", "未供", "已供")
_GRADES = ("一级", "二级", "三级")

Shapes = dict[str, shapely.Geometry]


def _names(file: str) -> dict[str, str]:
    with (GEODATA / file).open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row["name"] for row in csv.DictReader(stream)}


def _features(file: str) -> dict[str, tuple[str, shapely.Geometry]]:
    body = json.loads((GEODATA / file).read_text(encoding="utf-8"))
    return {
        feature["properties"]["id"]: (
            feature["properties"]["name"],
            reproject(shapely.geometry.shape(feature["geometry"]), LONLAT, PLANE),
        )
        for feature in body["features"]
    }


def _at(lon: float, lat: float) -> tuple[float, float]:
    easting, northing = to_plane(lon, lat)
    return float(easting), float(northing)


def _zones(counties: Shapes) -> Shapes:
    zones: Shapes = {
        places.QIHE_ZONE: shapely.Polygon(np.array(places.QIHE_ZONE_RING_KM) * 1000),
    }
    for zone, county, lon, lat, area_km2, aspect, turn in places.ZONES:
        rng = random_for(int(zone))
        allowed = counties[county].buffer(-_MARGIN_M)
        shape = block(rng, aspect=aspect, turn=turn)
        zones[zone] = fitted(shape, _at(lon, lat), area_km2 * 1e6, allowed)
    return zones


def _canal_zone(counties: Shapes, zones: Shapes, park: shapely.Polygon) -> shapely.MultiPolygon:
    """The canal zone in two parts: around its chemical park and by 抬头寺镇."""
    allowed = counties["371402"].buffer(-_MARGIN_M).difference(zones["37101010"].buffer(400))
    west = largest(park.buffer(260, join_style="mitre").intersection(allowed))
    lon, lat, area_km2 = places.CANAL_ZONE_SOUTH
    south = fitted(block(random_for(37201083), aspect=1.4), _at(lon, lat), area_km2 * 1e6, allowed)
    return shapely.MultiPolygon([west, south])


def _parks(counties: Shapes, zones: Shapes) -> Shapes:
    parks: Shapes = {
        f"QH{ordinal:02d}": shapely.Polygon(np.array(ring) * 1000)
        for ordinal, ring in enumerate(places.QIHE_PARK_RINGS_KM, start=1)
    }
    for park, host, lon, lat, area_km2, aspect in places.PARKS:
        inside = zones[host] if host in zones else counties[host].buffer(-_MARGIN_M)
        others = [shape.buffer(300) for name, shape in zones.items() if name != host]
        allowed = inside.buffer(-300).difference(shapely.union_all(others))
        rng = random_for(*park.encode())
        parks[park] = fitted(block(rng, aspect=aspect), _at(lon, lat), area_km2 * 1e6, allowed)
    return parks


def _clusters(counties: Shapes) -> Shapes:
    clusters: Shapes = {}
    for county, stops in places.CLUSTERS.items():
        points = np.array([_at(lon, lat) for lon, lat, _ in stops])
        radii = np.array([radius * 1000 for _, _, radius in stops])
        allowed = counties[county].buffer(-700)
        clusters[f"CL{county}"] = corridor(random_for(int(county), 3), points, radii, allowed)
    return clusters


def _growth(counties: Shapes, zones: Shapes, parks: Shapes) -> Shapes:
    """One boundary a county around its zone, seat and building parks."""
    growth: Shapes = {}
    inside = [shape for name, shape in parks.items() if name in places.URBAN_PARKS]
    for county, (lon, lat, radius_km) in places.SEATS.items():
        border = counties[county]
        members = [shape for shape in (*zones.values(), *inside) if border.contains(shape)]
        seat = shapely.Point(_at(lon, lat)).buffer(radius_km * 1000, quad_segs=3)
        grown = [shape.buffer(900, join_style="mitre", mitre_limit=1.6) for shape in members]
        joined = (
            shapely.union_all([seat, *grown]).buffer(700, quad_segs=2).buffer(-700, quad_segs=2)
        )
        growth[county] = shapely.intersection(joined.simplify(120), border)
    return growth


def _scattered(
    county: int, kind: int, count: int, allowed: shapely.Geometry
) -> list[shapely.Polygon]:
    """Blocks of fields (kind 1) or strips (kind 2) inside ``allowed``, apart from one another."""
    rng = random_for(county, kind)
    west, south, east, north = allowed.bounds
    chosen: list[shapely.Polygon] = []
    free = allowed
    for _ in range(3000):
        if len(chosen) == count:
            break
        shape = (
            fields(rng, rng.uniform(3200, 5600))
            if kind == 1
            else meander(rng, rng.uniform(4500, 8000), rng.uniform(300, 620))
        )
        moved = translate(shape, rng.uniform(west, east), rng.uniform(south, north))
        if free.contains(moved):
            chosen.append(moved)
            free = free.difference(moved.buffer(900))
    return chosen


def _control_areas(
    counties: dict[str, tuple[str, shapely.Geometry]],
    growth: Shapes,
    parks: Shapes,
    shoreline: shapely.Geometry,
) -> list[tuple[dict[str, str], shapely.Geometry]]:
    rows: list[tuple[str, str, str, shapely.Geometry]] = []
    for county, (name, border) in counties.items():
        rows.append((f"growth-{county}", f"{name}城镇开发边界", "growth_boundary", growth[county]))
        rural = border.buffer(-500).difference(growth[county].buffer(600))
        rural = rural.difference(shapely.union_all([*parks.values()]).buffer(300))
        strips = _scattered(int(county), 2, 2, rural)
        for number, strip in enumerate(strips, start=1):
            title = f"{name}生态保护红线 {number}"
            rows.append((f"redline-{county}-{number}", title, "ecological_redline", strip))
        if county in _FARMLAND_UNKNOWN:
            continue
        open_land = rural.difference(shapely.union_all(strips).buffer(300)).difference(shoreline)
        for number, field in enumerate(_scattered(int(county), 1, 6, open_land), start=1):
            title = f"{name}永久基本农田 {number}"
            rows.append((f"farmland-{county}-{number}", title, "permanent_farmland", field))
    rows.append(("shoreline-qihe", "黄河岸线管控范围（齐河段）", "shoreline_control", shoreline))
    park_names = _names("parks.csv")
    rows.extend(
        (f"chemical-{park}", park_names[park], "chemical_park", parks[park])
        for park in ("YHHS", "LLHG")
    )
    return [
        (
            {
                "id": row,
                "name": title,
                "layer_id": layer,
                "source": _SOURCE,
                "geometry_status": _STATUS,
            },
            shape,
        )
        for row, title, layer, shape in rows
    ]


def _parcels(zones: Shapes, parks: Shapes) -> list[tuple[dict[str, str], shapely.Geometry]]:
    rows: list[tuple[dict[str, str], shapely.Geometry]] = []
    outside_parks = shapely.union_all([*parks.values()])
    hosts = [
        (zone, "", shape.difference(outside_parks), 7)
        for zone, shape in zones.items()
        if zone != places.QIHE_ZONE
    ]
    hosts += [(places.PARK_ZONES.get(park, ""), park, shape, 3) for park, shape in parks.items()]
    for zone, park, host, count in hosts:
        rng = random_for(7, *(park or zone).encode())
        free = host.buffer(-60)
        west, south, east, north = free.bounds
        made = 0
        while made < count:
            shape = plot(rng, rng.uniform(30_000, 130_000))
            moved = translate(shape, rng.uniform(west, east), rng.uniform(south, north))
            if not free.contains(moved):
                continue
            free = free.difference(moved.buffer(40))
            made += 1
            number = f"{park or zone}-{made:02d}"
            rows.append(
                (
                    {
                        "id": f"DK-{number}",
                        "name": f"示例地块 {number}",
                        "zone_id": zone,
                        "park_id": park,
                        "status": _STATUSES[(made + len(rows)) % len(_STATUSES)],
                        "land_grade": _GRADES[(made + len(rows)) % len(_GRADES)],
                        "source": _SOURCE,
                        "data_status": "示例",
                        "geometry_status": _STATUS,
                    },
                    moved,
                )
            )
    return rows


def _write(name: str, rows: list[tuple[dict[str, str], shapely.Geometry]]) -> None:
    write_features(
        name,
        (
            (
                properties,
                shapely.multipolygons([*shapely.get_parts(reproject(shape, PLANE, LONLAT))]),
            )
            for properties, shape in rows
        ),
        digits=6,
    )


def _named(shapes: Shapes, names: dict[str, str]) -> list[tuple[dict[str, str], shapely.Geometry]]:
    return [
        ({"id": key, "name": name, "geometry_status": _STATUS}, shapes[key])
        for key, name in names.items()
    ]


def main() -> None:
    """Write the five files."""
    counties = _features("counties.geojson")
    borders = {county: largest(border) for county, (_, border) in counties.items()}
    river = _features("waters.geojson")["yellow-river-qihe"][1]
    zones = _zones(borders)
    lon, lat, area_km2 = places.HENGSHENG
    allowed = borders["371402"].buffer(-500)
    park = fitted(block(random_for(6158), aspect=0.8), _at(lon, lat), area_km2 * 1e6, allowed)
    zones["37201083"] = _canal_zone(borders, zones, park)
    parks = _parks(borders, zones) | {"YHHS": park}
    growth = _growth(borders, zones, parks)
    shoreline = shapely.intersection(river.buffer(_SHORELINE_M, quad_segs=4), borders["371425"])
    _write("zones.geojson", _named(zones, _names("zones.csv")))
    _write("parks.geojson", _named(parks, _names("parks.csv")))
    _write("clusters.geojson", _named(_clusters(borders), _names("clusters.csv")))
    _write("control_areas.geojson", _control_areas(counties, growth, parks, largest(shoreline)))
    _write("parcels.geojson", _parcels(zones, parks))


if __name__ == "__main__":
    main()
