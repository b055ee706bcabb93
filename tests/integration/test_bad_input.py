"""Files as they should not be: each gives a message that names file, row and remedy.

Nothing is half written: the project file is byte for byte the same after every refused import, and
holds exactly the good rows after an import with problems.
"""

import struct
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import shapely

from dzmap.core.problems import BadInputError, Problem, Severity
from dzmap.readers.reference import BundledReference
from dzmap.readers.tables import TableFiles
from dzmap.readers.vector import VectorFiles
from dzmap.services.importing import apply_import, plan_import
from dzmap.services.session import Session, create_project, open_session
from dzmap.storage import GeoPackageStores
from tests.helpers.table_files import Rows, write_csv, write_xlsx
from tests.helpers.vector_files import ZONE, layer, write_geojson, write_shapefile

HEADER = ["企业名称", "统一社会信用代码", "行业代码", "县（市、区）", "经度", "纬度"]
GOOD = ["示例·好企业", "", "2614", "齐河县", 116.75, 36.79]
TABLES = TableFiles(BundledReference())
VECTORS = VectorFiles()


@pytest.fixture(scope="module")
def empty_project(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("项目 原件") / "德州.gpkg"
    create_project(GeoPackageStores(), path, BundledReference().base_tables())
    return path.read_bytes()


@pytest.fixture
def project(tmp_path: Path, empty_project: bytes) -> Path:
    path = tmp_path / "德州 项目.gpkg"
    path.write_bytes(empty_project)
    return path


def imported(project: Path, file: Path) -> tuple[list[str], tuple[Problem, ...]]:
    """The names in the project after importing a table of enterprises, and what was found."""
    session = open_session(GeoPackageStores(), project)
    try:
        plan = plan_import(session, TABLES.read(file, "enterprises"), "enterprises")
        apply_import(session, plan)
        session.save()
        return session.table("enterprises")["name"].tolist(), plan.problems
    finally:
        session.close()


def refusal(file: Path, *, table: str = "enterprises") -> BadInputError:
    reader = TABLES if table == "enterprises" else VECTORS
    with pytest.raises(BadInputError) as caught:
        reader.read(file, table)
    error = caught.value
    assert Path(error.file).name == file.name
    assert error.remedy
    return error


# --- files that cannot be used at all --------------------------------------------------------


def encrypted(path: Path) -> Path:
    """An encrypted workbook as far as its container tells: an OLE file with EncryptedPackage."""
    head = bytes.fromhex("D0CF11E0A1B11AE1").ljust(512, b"\x00")
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le").ljust(4096, b"\x00"))
    return path


def truncated(path: Path) -> Path:
    whole = write_xlsx(path, [HEADER, *[GOOD] * 500]).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def web_page(path: Path) -> Path:
    path.write_text(
        "<html><body><table><tr><td>企业名称</td></tr></table></body>", encoding="utf-8"
    )
    return path


def content(data: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return write


def rows(*cells: object) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        table: Rows = list(cells)
        return write_xlsx(path, table)

    return write


@pytest.mark.parametrize(
    ("name", "write", "reason"),
    [
        ("加密.xlsx", encrypted, "文件加了打开密码"),
        ("半个.xlsx", truncated, "文件不完整"),
        ("网页.xls", web_page, "网页（HTML）"),
        ("空.xlsx", content(b""), "没有任何内容"),
        ("空格.csv", content(b"\r\n \r\n"), "没有任何内容"),
        ("图片.xlsx", content(b"\x89PNG\r\n\x1a\n" + b"\x01" * 50), "图片"),
        ("乱.csv", content(bytes(range(1, 256)) * 20), "既不是 Excel 工作簿"),
        ("图层.xlsx", content(b"SQLite format 3\x00" + b"\x00" * 100), "GeoPackage"),
        ("空表.xlsx", rows(), "所有工作表都是空的"),
        ("只有表头.xlsx", rows(HEADER), "下面没有数据行"),
        ("只有合计.xlsx", rows(HEADER, ["合计", "", "", "", "", ""]), "下面没有数据行"),
        ("无表头.xlsx", rows(["甲", 1.0], ["乙", 2.0]), "没有认得的列名；看到的是：甲、1"),
        (
            "引号.csv",
            content('企业名称,行业代码\n"甲,2614\n乙,3670\n'.encode()),
            "第 2 行有一个引号",
        ),
        ("缺列.xlsx", rows(["企业名称", "地址"], ["甲", "乙"]), "没有“行业代码”"),
    ],
)
def test_that_an_unusable_table_is_refused_with_reason_and_remedy(
    tmp_path: Path, name: str, write: Callable[[Path], Path], reason: str
) -> None:
    assert reason in refusal(write(tmp_path / name)).reason


def test_that_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    assert "找不到" in refusal(tmp_path / "没有.xlsx").what
    assert "文件夹" in refusal(tmp_path).reason
    assert "找不到" in refusal(tmp_path / "没有.shp", table="zones").what


def test_that_a_refused_file_leaves_the_project_untouched(tmp_path: Path, project: Path) -> None:
    before = sha256(project.read_bytes()).digest()
    with pytest.raises(BadInputError):
        imported(project, truncated(tmp_path / "半个.xlsx"))
    assert sha256(project.read_bytes()).digest() == before


def test_that_a_dry_run_leaves_the_project_untouched(tmp_path: Path, project: Path) -> None:
    before = sha256(project.read_bytes()).digest()
    session = open_session(GeoPackageStores(), project, read_only=True)
    try:
        file = write_xlsx(tmp_path / "甲.xlsx", [HEADER, GOOD])
        plan = plan_import(session, TABLES.read(file, "enterprises"), "enterprises")
    finally:
        session.close()
    assert plan.summary == "新增 1 · 变更 0 · 未导入 0"
    assert sha256(project.read_bytes()).digest() == before


# --- files of the wrong kind that can be read ------------------------------------------------


def test_that_a_workbook_under_a_wrong_ending_is_read_with_a_note(
    tmp_path: Path, project: Path
) -> None:
    file = write_xlsx(tmp_path / "其实是新格式.xls", [HEADER, GOOD])
    names, problems = imported(project, file)
    assert names == ["示例·好企业"]
    assert problems[0].message == "扩展名是 .xls，内容其实是 .xlsx，已按内容读取。"


def test_that_text_under_the_name_of_a_workbook_is_read(tmp_path: Path, project: Path) -> None:
    file = write_csv(tmp_path / "导出.xls", [HEADER, GOOD], encoding="gbk", separator="\t")
    assert imported(project, file)[0] == ["示例·好企业"]


def old_workbook(*cells: tuple[int, int, str | float]) -> bytes:
    """A workbook of Excel 97–2003 (BIFF8 in an OLE container), the smallest that readers accept."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for row, column, value in cells:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            sheet += record(0x0204, place + text)
        else:
            sheet += record(0x0203, place + struct.pack("<d", value))
    sheet += record(0x000A, b"")
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    head += record(0x0042, struct.pack("<H", 1200))
    start = len(head) + 4 + 8 + 6 + 4
    head += record(0x0085, struct.pack("<IBBBB", start, 0, 0, 6, 0) + b"Sheet1")
    book = (head + record(0x000A, b"") + sheet).ljust(4096, b"\x00")
    return _ole_container(book)


def _ole_container(stream: bytes) -> bytes:
    """Sectors: 0 allocation table, 1 directory, 2… the stream “Workbook”."""
    count = -(-len(stream) // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = (name + "\x00").encode("utf-16-le")
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        body = raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw), kind, 1) + links
        return body + bytes(36) + struct.pack("<IQ", start, size)

    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(
        "Book", 2, 0xFFFFFFFF, 2, len(stream)
    )
    return (
        header
        + struct.pack("<128I", *table)
        + directory.ljust(512, b"\x00")
        + stream.ljust(count * 512, b"\x00")
    )


def test_that_an_old_xls_is_read(tmp_path: Path, project: Path) -> None:
    file = tmp_path / "旧格式.xls"
    cells = [(0, column, text) for column, text in enumerate(["企业名称", "行业代码"])]
    file.write_bytes(old_workbook(*cells, (1, 0, "示例·甲"), (1, 1, 2614.0)))
    assert imported(project, file)[0] == ["示例·甲"]


# --- rows with problems ----------------------------------------------------------------------


def only_error(problems: tuple[Problem, ...]) -> Problem:
    (error,) = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert error.remedy
    return error


@pytest.mark.parametrize(
    ("bad", "column", "message", "remedy"),
    [
        (
            ["示例·码", 913714250000000145.0, "2614", "齐河县", "", ""],
            "统一社会信用代码",
            "代码已被 Excel 改成数字，末几位丢失。",
            "把该列设为“文本”格式后重填 18 位代码。",
        ),
        (
            ["示例·业", "", "9999", "齐河县", "", ""],
            "行业代码",
            "“9999”不是 GB/T 4754-2017 的行业代码。",
            "填 GB/T 4754-2017 的代码，如 2614。",
        ),
        (
            ["示例·远", "", "2614", "齐河县", 120.38, 36.07],
            "经度、纬度",
            "不在德州市范围内（东方向，离市中心约 358 km）。",
            "核对坐标；没有坐标就清空，导入后列入未落图。",
        ),
        (["", "", "2614", "齐河县", "", ""], "企业名称", "必填，现在是空的。", "补填后再导入。"),
    ],
)
def test_that_a_bad_row_stays_out_with_row_column_and_remedy(
    tmp_path: Path, project: Path, bad: list[object], column: str, message: str, remedy: str
) -> None:
    file = write_xlsx(tmp_path / "企业 名单.xlsx", [HEADER, GOOD, bad])
    names, problems = imported(project, file)
    assert names == ["示例·好企业"]
    error = only_error(problems)
    assert (error.file, error.row, error.column) == ("企业 名单.xlsx", 3, column)
    assert (error.message, error.remedy) == (message, remedy)


def test_that_swapped_coordinates_are_exchanged_and_said(tmp_path: Path, project: Path) -> None:
    swapped = ["示例·反", "", "2614", "齐河县", 36.79, 116.75]
    file = write_xlsx(tmp_path / "甲.xlsx", [HEADER, GOOD, [*GOOD[:5], 36.8], swapped])
    names, problems = imported(project, file)
    assert "示例·反" in names
    assert [problem.message for problem in problems if problem.row == 4] == [
        "这一行两个坐标写反了，已按经纬度（按 CGCS2000 处理），两列次序颠倒读取。"
    ]


def test_that_html_in_names_arrives_verbatim(tmp_path: Path, project: Path) -> None:
    name = "<img src=x onerror=alert(1)>"
    file = write_xlsx(tmp_path / "甲.xlsx", [HEADER, [name, *GOOD[1:]]])
    assert imported(project, file)[0] == [name]


# --- layers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".shx", ".dbf"])
def test_that_a_missing_part_of_a_shapefile_is_named(tmp_path: Path, suffix: str) -> None:
    path = write_shapefile(tmp_path / "示例_开发区边界.shp", layer({"名称": ["甲"]}, ZONE))
    path.with_suffix(suffix).unlink()
    error = refusal(path, table="zones")
    assert f"缺少 {suffix}" in error.reason
    assert error.remedy == f"把同名 {suffix} 放到同一文件夹后再试。原文件不会改动。"


def cut_geopackage(path: Path) -> Path:
    layer({"name": ["甲"] * 2000}, *[ZONE] * 2000).to_file(path)
    path.write_bytes(path.read_bytes()[:40_000])
    return path


def cut_shapefile(path: Path) -> Path:
    write_shapefile(path, layer({"name": ["甲"] * 50}, *[ZONE] * 50))
    path.write_bytes(path.read_bytes()[:1000])
    return path


def cut_geojson(path: Path) -> Path:
    write_geojson(path, ({"name": "甲"}, ZONE))
    path.write_bytes(path.read_bytes()[:80])
    return path


def no_features(path: Path) -> Path:
    return write_geojson(path)


@pytest.mark.parametrize(
    ("name", "write", "reason"),
    [
        ("半个.gpkg", cut_geopackage, "损坏或不完整"),
        ("半个.shp", cut_shapefile, "文件不完整"),
        ("半个.geojson", cut_geojson, "不是有效的 JSON，像是文件不完整"),
        ("别的.geojson", content(b'{"type": "Topology"}'), "不是 GeoJSON"),
        ("空.geojson", no_features, "图层是空的"),
        ("深.geojson", content(b"[" * 100_000), "嵌套太深"),
        ("图.geojson", content(b'<?xml version="1.0"?><kml/>'), "内容其实是 XML"),
        ("图.kml", content(b'<?xml version="1.0"?><kml/>'), "不支持 .kml 文件"),
        ("没有扩展名", content(b"hello"), "没有扩展名"),
        ("零.gpkg", content(b""), "没有任何内容"),
        ("不是.gpkg", content(b"hello, this is text"), "不是 GeoPackage"),
        ("表.xlsx", rows(HEADER, GOOD), "没有图形"),
        ("图.dwg", content(b"AC1032" + b"\x00" * 100), "不支持 .dwg"),
        ("包.zip", content(b"PK\x03\x04" + b"\x00" * 100), "压缩包"),
        ("单独.dbf", content(b"\x03" + b"\x01" * 100), "只是 Shapefile 的一部分"),
    ],
)
def test_that_an_unusable_layer_is_refused_with_reason_and_remedy(
    tmp_path: Path, name: str, write: Callable[[Path], Path], reason: str
) -> None:
    assert reason in refusal(write(tmp_path / name), table="zones").reason


def test_that_an_empty_dbf_without_cpg_is_refused(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "空.shp", layer({"名称": ["甲"]}, ZONE), cpg=False)
    path.with_suffix(".dbf").write_bytes(b"")
    assert refusal(path, table="zones").reason


@pytest.mark.parametrize(
    "properties", ["[1]", '"甲"', "null", '{"名称": ["甲"]}', f'{{"名称": 1{"0" * 400}}}']
)
def test_that_properties_of_any_shape_are_no_traceback(tmp_path: Path, properties: str) -> None:
    path = tmp_path / "怪.geojson"
    features = ",".join(
        f'{{"type": "Feature", "properties": {stated}, "geometry": null}}'
        for stated in ('{"名称": "好"}', properties)
    )
    members = '"type": "FeatureCollection", "crs": {"properties": "x"}'
    path.write_text(f'{{{members}, "features": [{features}]}}', encoding="utf-8")
    assert "好" in VECTORS.read(path, "zones").tables["zones"]["name"].tolist()


def test_that_an_invalid_polygon_is_repaired_in_the_project(tmp_path: Path, project: Path) -> None:
    tie = shapely.Polygon([(116.7, 36.7), (116.8, 36.8), (116.8, 36.7), (116.7, 36.8)])
    file = write_geojson(
        tmp_path / "开发区.geojson",
        ({"name": "自相交", "县": "齐河县"}, tie),
        ({"name": "在海上", "县": "齐河县"}, shapely.box(120.3, 36, 120.4, 36.1)),
    )
    session = open_session(GeoPackageStores(), project)
    try:
        plan = plan_import(session, VECTORS.read(file, "zones"), "zones")
        apply_import(session, plan)
        session.save()
    finally:
        session.close()
    assert only_error(plan.problems).row == 2
    assert "已修复：椭球面积由" in plan.problems[0].message
    zones = saved(project).table("zones")
    assert zones["name"].tolist() == ["自相交"]
    assert zones.geometry.is_valid.all()


def saved(project: Path) -> Session:
    session = open_session(GeoPackageStores(), project, read_only=True)
    session.table("zones")
    session.close()
    return session
