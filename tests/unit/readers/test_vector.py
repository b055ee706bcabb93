from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely

from dzmap.core.areas import area_m2
from dzmap.core.crs import reproject
from dzmap.core.problems import BadInputError, Severity
from dzmap.core.tables import TABLES
from dzmap.readers.vector import VectorFiles
from dzmap.services.ports import ImportedRows
from tests.helpers.vector_files import ZONE, layer, write_geojson, write_shapefile

READER = VectorFiles()


def read(path: Path, table: str = "zones", **options: Any) -> ImportedRows:
    return READER.read(path, table, **options)


def found(rows: ImportedRows) -> list[tuple[Severity, int | None]]:
    return [(problem.severity, problem.row) for problem in rows.problems]


def same(shape: shapely.Geometry) -> bool:
    return bool(shapely.hausdorff_distance(shape, ZONE) < 1e-7)


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
@pytest.mark.parametrize("cpg", [True, False])
def test_that_chinese_attributes_of_shapefiles_are_read_with_and_without_cpg(
    tmp_path: Path, encoding: str, cpg: bool
) -> None:
    frame = layer({"名称": ["齐河经开区"], "级别": ["省级"]}, ZONE)
    path = write_shapefile(tmp_path / "开发区 边界.shp", frame, encoding=encoding, cpg=cpg)
    rows = read(path)
    assert rows.tables["zones"]["name"].tolist() == ["齐河经开区"]
    assert rows.tables["zones"]["level"].tolist() == ["省级"]
    assert rows.problems == ()


def test_that_chinese_field_names_alone_tell_the_encoding(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "a.shp", layer({"名称": ["A"]}, ZONE), cpg=False)
    assert read(path).tables["zones"]["name"].tolist() == ["A"]


def test_that_field_names_cut_by_the_shapefile_are_completed(tmp_path: Path) -> None:
    frame = layer(
        {"name": ["甲"], "geometry_status": ["公布"], "leading_industries": ["化工"]}, ZONE
    )
    zones = read(write_shapefile(tmp_path / "a.shp", frame)).tables["zones"]
    assert zones["geometry_status"].tolist() == ["公布"]
    assert zones["leading_industries"].tolist() == ["化工"]


def test_that_a_missing_prj_is_noted_and_the_numbers_tell(tmp_path: Path) -> None:
    plane = reproject(ZONE, 4490, 4527)
    path = write_shapefile(tmp_path / "a.shp", layer({"name": ["甲"]}, plane, crs=4527))
    path.with_suffix(".prj").unlink()
    rows = read(path)
    assert same(rows.tables["zones"].geometry[0])
    assert [problem.message for problem in rows.problems] == [
        "缺少 .prj，坐标系按坐标数值识别。",
        "坐标按CGCS2000 3 度带平面坐标（带号 39）读取，已换算为经纬度。",
    ]


def test_that_a_damaged_prj_is_named(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "甲.shp", layer({"名称": ["甲"]}, ZONE))
    path.with_suffix(".prj").write_text('PROJCS["x"', encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        read(path)
    assert caught.value.reason == "文件写的坐标系读不懂"
    assert ".prj" in caught.value.remedy


def test_that_a_local_system_is_recognised_by_the_numbers(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "甲.shp", layer({"名称": ["甲"]}, ZONE))
    path.with_suffix(".prj").write_text('LOCAL_CS["德州独立坐标系"]', encoding="utf-8")
    rows = read(path)
    assert same(rows.tables["zones"].geometry[0])
    assert "德州独立坐标系，没有换算参数" in rows.problems[0].message


def test_that_an_unreadable_prj_is_noted_too(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "甲.shp", layer({"名称": ["甲"]}, ZONE))
    path.with_suffix(".prj").write_text("什么都不是", encoding="utf-8")
    (problem,) = read(path).problems
    assert problem.message == ".prj 的内容认不出，坐标系按坐标数值识别。"


@pytest.mark.parametrize("epsg", [4527, 4548, 3857, 4326])
def test_that_the_system_of_the_file_is_converted(tmp_path: Path, epsg: int) -> None:
    path = tmp_path / "a.gpkg"
    layer({"name": ["甲"]}, ZONE).to_crs(epsg).to_file(path)
    rows = read(path)
    assert rows.tables["zones"].crs.to_epsg() == 4490
    assert same(rows.tables["zones"].geometry[0])
    assert found(rows) == ([] if epsg == 4326 else [(Severity.FIXED, None)])


def test_that_a_wrong_prj_is_overruled_by_the_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    layer({"name": ["甲"]}, reproject(ZONE, 4490, 4548), crs=4326).to_file(path)
    rows = read(path)
    assert same(rows.tables["zones"].geometry[0])
    assert "与坐标数值不符" in rows.problems[0].message


def test_that_a_named_system_beats_the_file(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", ({"name": "甲"}, reproject(ZONE, 4490, 4548)))
    rows = read(path, crs="EPSG:4548")
    assert same(rows.tables["zones"].geometry[0])


def test_that_xian80_is_converted_with_a_warning_about_accuracy(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    layer({"name": ["甲"]}, ZONE).to_crs(2384).to_file(path)
    assert any("没有精确参数" in problem.message for problem in read(path).problems)


def test_that_swapped_axes_in_geojson_are_recognised(tmp_path: Path) -> None:
    swapped = shapely.transform(ZONE, lambda x, y: (y, x), interleaved=False)
    rows = read(write_geojson(tmp_path / "a.json", ({"name": "甲"}, swapped)))
    assert same(rows.tables["zones"].geometry[0])
    assert "次序颠倒" in rows.problems[0].message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_that_geojson_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    name = '<img src=x onerror="alert(1)">示例'
    path = write_geojson(tmp_path / "甲 乙.geojson", ({"名称": name}, ZONE), encoding=encoding)
    assert read(path).tables["zones"]["name"].tolist() == [name]


def test_that_a_crs_member_is_respected(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4527"}}
    plane = reproject(ZONE, 4490, 4527)
    rows = read(write_geojson(tmp_path / "a.geojson", ({"name": "甲"}, plane), crs=crs))
    assert same(rows.tables["zones"].geometry[0])


def test_that_a_bow_tie_is_repaired_with_both_areas_said(tmp_path: Path) -> None:
    tie = shapely.Polygon([(116.7, 36.7), (116.8, 36.8), (116.8, 36.7), (116.7, 36.8)])
    rows = read(write_geojson(tmp_path / "a.geojson", ({"name": "甲"}, tie)))
    shape = rows.tables["zones"].geometry[0]
    assert shape.is_valid
    assert area_m2(shape) > 0
    (problem,) = rows.problems
    assert problem.row == 1
    assert "边界自相交，已修复：椭球面积由" in problem.message


def test_that_parts_that_overlap_leave_no_hole(tmp_path: Path) -> None:
    parts = [shapely.box(116.70, 36.7, 116.72, 36.72), shapely.box(116.71, 36.71, 116.73, 36.73)]
    path = write_geojson(tmp_path / "a.geojson", ({"name": "甲"}, shapely.MultiPolygon(parts)))
    assert shapely.contains_xy(read(path).tables["zones"].geometry[0], 116.715, 36.715)


def test_that_a_small_repair_is_only_noted(tmp_path: Path) -> None:
    spike = shapely.Polygon(
        [
            *((116.7, 36.7), (116.8, 36.7), (116.8, 36.8), (116.75, 36.8)),
            *((116.75, 36.81), (116.75, 36.8), (116.7, 36.8)),
        ]
    )
    rows = read(write_geojson(tmp_path / "a.geojson", ({"name": "甲"}, spike)))
    assert found(rows) == [(Severity.FIXED, 1)]


def test_that_an_open_ring_is_closed_and_said(tmp_path: Path) -> None:
    ring = [[116.7, 36.7], [116.8, 36.7], [116.8, 36.8], [116.7, 36.8]]
    path = write_geojson(
        tmp_path / "a.geojson", ({"name": "甲"}, {"type": "Polygon", "coordinates": [ring]})
    )
    rows = read(path)
    assert rows.tables["zones"].geometry[0].is_valid
    assert [problem.message for problem in rows.problems] == ["边界没有闭合，已闭合。"]


def test_that_bad_geometries_keep_their_features_out_and_no_others(tmp_path: Path) -> None:
    path = write_geojson(
        tmp_path / "a.geojson",
        ({"name": "好"}, ZONE),
        ({"name": "点"}, shapely.Point(116.7, 36.7)),
        ({"name": "远"}, shapely.box(120.3, 36, 120.4, 36.1)),
        ({"name": "坏"}, {"type": "Polygon", "coordinates": [[["a", "b"]]]}),
        ({"name": "未画"}, None),
        ({"name": ""}, ZONE),
    )
    rows = read(path)
    assert rows.tables["zones"]["name"].tolist() == ["好", "未画"]
    assert found(rows) == [
        (Severity.ERROR, 2),
        (Severity.ERROR, 3),
        (Severity.ERROR, 4),
        (Severity.WARNING, 5),
        (Severity.ERROR, 6),
    ]
    assert all(problem.remedy for problem in rows.problems)


def test_that_a_collection_gives_its_polygons(tmp_path: Path) -> None:
    mixed = shapely.GeometryCollection([shapely.Point(116.7, 36.7), ZONE])
    rows = read(write_geojson(tmp_path / "a.geojson", ({"name": "甲"}, mixed)))
    assert rows.tables["zones"].geometry[0].geom_type == "MultiPolygon"
    assert same(rows.tables["zones"].geometry[0])


@pytest.mark.parametrize("stray", [[0.0, 0.0], [1e308, 36.7], [477_686.0, 4_073_235.0]])
def test_that_a_vertex_far_away_spoils_its_feature_only(tmp_path: Path, stray: list[float]) -> None:
    ring = [[116.7, 36.7], stray, [116.8, 36.8], [116.7, 36.8], [116.7, 36.7]]
    path = write_geojson(
        tmp_path / "a.geojson",
        ({"name": "好"}, ZONE),
        ({"name": "坏"}, {"type": "Polygon", "coordinates": [ring]}),
    )
    rows = read(path)
    assert rows.tables["zones"]["name"].tolist() == ["好"]
    assert found(rows) == [(Severity.ERROR, 2)]


def test_that_a_feature_needs_an_id_or_a_name(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", ({"name": ""}, ZONE), ({"name": "地块"}, ZONE))
    rows = read(path, "parcels")
    assert rows.tables["parcels"]["name"].tolist() == ["地块"]
    assert found(rows) == [(Severity.ERROR, 1)]


def test_that_heights_are_dropped(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", ({"name": "甲"}, shapely.force_3d(ZONE, 30)))
    assert not read(path).tables["zones"].geometry[0].has_z


def test_that_the_layer_that_suits_the_table_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    layer({"name": ["路"]}, shapely.LineString([(116.7, 36.7), (116.8, 36.8)])).to_file(
        path, layer="道路"
    )
    layer({"name": ["园"]}, ZONE).to_file(path, layer="园区范围")
    rows = read(path, "parks")
    assert rows.tables["parks"]["name"].tolist() == ["园"]
    assert "读取了“园区范围”；没有读取“道路”" in rows.problems[0].message


def test_that_attributes_are_matched_by_header_and_unit(tmp_path: Path) -> None:
    frame = layer(
        {
            "园区名称": ["一号"],
            "所在开发区": ["齐河经开区"],
            "计划投资（亿元）": [2.0],
            "类型": ["区中园"],
        },
        ZONE,
    )
    path = tmp_path / "a.gpkg"
    frame.to_file(path)
    parks = read(path, "parks").tables["parks"].iloc[0]
    assert (parks["planned_wan_yuan"], parks["kind"]) == (20000, "sub_park")
    assert parks["zone_id"] == "齐河经开区"


def test_that_a_control_line_has_a_kind_and_no_assumed_coverage(tmp_path: Path) -> None:
    path = tmp_path / "永久基本农田202106.gpkg"
    layer({"DLMC": ["水浇地", "旱地"]}, ZONE, ZONE).to_file(path)
    rows = read(path, "control_areas")
    (control,) = rows.tables["control_layers"].to_dict("records")
    assert (control["kind"], control["data_date"]) == ("permanent_farmland", "2021-06")
    assert control["geometry"] is None
    areas = rows.tables["control_areas"]
    assert areas["id"].is_unique
    assert set(areas["layer_id"]) == {control["id"]}
    assert any("没有给出覆盖范围" in problem.message for problem in rows.problems)


@pytest.mark.parametrize("beside", [True, False])
def test_that_a_coverage_beside_or_inside_the_file_is_used(tmp_path: Path, beside: bool) -> None:
    path = tmp_path / ("生态保护红线.shp" if beside else "生态保护红线.gpkg")
    county = shapely.box(116.6, 36.6, 117, 36.9)
    if beside:
        write_shapefile(path, layer({"name": ["一"]}, ZONE))
        write_shapefile(tmp_path / "生态保护红线_覆盖范围.shp", layer({"name": ["县"]}, county))
    else:
        layer({"name": ["一"]}, ZONE).to_file(path, layer="生态保护红线")
        layer({"name": ["县"]}, county).to_file(path, layer="覆盖范围")
    rows = read(path, "control_areas")
    (control,) = rows.tables["control_layers"].to_dict("records")
    assert control["id"] == control["kind"] == "ecological_redline"
    assert control["geometry"].equals(county)
    assert not any("没有给出覆盖范围" in problem.message for problem in rows.problems)


def test_that_what_a_project_says_of_its_control_lines_is_kept(tmp_path: Path) -> None:
    path, county = tmp_path / "另一个 项目.gpkg", shapely.box(116.6, 36.6, 117, 36.9)
    said: dict[str, list[Any]] = {
        "id": ["shore"],
        "name": ["黄河岸线"],
        "kind": ["shoreline_control"],
        "data_date": ["2022"],
        "effective_from": [pd.Timestamp("2023-04-01")],
        "data_status": ["示例"],
        "geometry_status": ["示意"],
    }
    layer(said, county).to_file(path, layer="control_layers")
    layer({"id": ["a"], "name": ["一"], "layer_id": ["shore"]}, ZONE).to_file(
        path, layer="control_areas"
    )
    rows = read(path, "control_areas")
    (line,) = rows.tables["control_layers"].to_dict("records")
    assert {name: line[name] for name in said} == {name: value[0] for name, value in said.items()}
    assert line["geometry"].equals(county)
    assert rows.tables["control_areas"]["layer_id"].tolist() == ["shore"]
    assert not any("没有给出覆盖范围" in problem.message for problem in rows.problems)


def test_that_the_layer_of_a_control_line_is_found_among_others(tmp_path: Path) -> None:
    path = tmp_path / "全部.gpkg"
    for name in ("开发区", "生态保护红线", "园区"):
        layer({"name": [name]}, ZONE).to_file(path, layer=name)
    rows = read(path, "control_areas")
    assert rows.tables["control_layers"]["kind"].tolist() == ["ecological_redline"]


def test_that_english_column_names_with_units_are_known(tmp_path: Path) -> None:
    path = tmp_path / "园区.gpkg"
    layer({"name": ["甲"], "stated_area_km2": [2.5]}, ZONE).to_file(path)
    assert read(path, "parks").tables["parks"]["stated_area_km2"].tolist() == [2.5]


def test_that_an_unknown_control_line_says_so(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "某某线.geojson", ({}, ZONE))
    rows = read(path, "control_areas")
    assert rows.tables["control_layers"]["kind"].tolist() == ["other"]
    assert any("看不出是哪种管控线" in problem.message for problem in rows.problems)


def test_that_columns_belong_to_the_table(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", ({"name": "甲", "x": {"a": 1}, "n": 3}, ZONE))
    known = {column.name for column in TABLES["zones"].columns}
    assert set(read(path).tables["zones"].columns) <= known | {"geometry", "source_row"}


def test_that_a_layer_without_names_is_refused_with_its_fields(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", ({"OBJECTID": 1, "代号": "x"}, ZONE))
    with pytest.raises(BadInputError) as caught:
        read(path)
    assert "图层的字段是：OBJECTID、代号" in str(caught.value)


def test_that_enterprises_are_sent_to_the_table_import(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="企业不能从图层导入"):
        read(tmp_path / "a.gpkg", "enterprises")
