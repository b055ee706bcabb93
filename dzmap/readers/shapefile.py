"""What belongs to a shapefile beside the .shp, and which encoding its attributes have."""

import codecs
import struct
from collections.abc import Iterator
from pathlib import Path

from dzmap.core.problems import BadInputError, Problem, Severity
from dzmap.readers.encodings import decode

_REMEDY = "把同名 {0} 放到同一文件夹后再试。原文件不会改动。"


def beside(path: Path, suffix: str) -> Path | None:
    """The file of the same name with another ending, in lower or upper case."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate
    return None


def check_parts(path: Path) -> None:
    """Whether all parts of a shapefile that are needed are there.

    Raises:
        BadInputError: .shx or .dbf is missing, or the .shp is cut short.
    """
    for suffix, why in ((".shx", "缺少 .shx"), (".dbf", "缺少 .dbf，没有名称等属性")):
        if beside(path, suffix) is None:
            raise BadInputError(
                "打不开这个文件", file=path.name, reason=why, remedy=_REMEDY.format(suffix)
            )
    with path.open("rb") as stream:
        header = stream.read(28)
    if len(header) < 28 or header[:4] != b"\x00\x00\x27\x0a":
        raise BadInputError(
            "打不开这个文件",
            file=path.name,
            reason="不是 Shapefile，或文件头已损坏",
            remedy="重新取得文件。原文件不会改动。",
        )
    stated = struct.unpack(">i", header[24:28])[0] * 2
    if path.stat().st_size < stated:
        raise BadInputError(
            "打不开这个文件",
            file=path.name,
            reason="文件不完整，像是没有下载完或拷贝中断",
            remedy="重新取得文件。原文件不会改动。",
        )


def unknown_crs(path: Path) -> Problem:
    """A note that the .prj is missing or says nothing that can be understood."""
    there = beside(path, ".prj") is not None
    return Problem(
        severity=Severity.WARNING,
        message=f"{'.prj 的内容认不出' if there else '缺少 .prj'}，坐标系按坐标数值识别。",
        remedy="核对地图上的位置；或把同名 .prj 放到同一文件夹，或用 --crs 指定。",
        file=path.name,
    )


def attribute_encoding(path: Path) -> str | None:
    """The encoding of the .dbf where no .cpg says it: UTF-8 or GB18030; None to trust the .cpg."""
    if beside(path, ".cpg") is not None:
        return None
    table = beside(path, ".dbf")
    decoded = decode(b"\n".join(_texts(table.read_bytes()))) if table is not None else None
    return "UTF-8" if decoded is not None and decoded.encoding == "UTF-8" else "GB18030"


def _texts(data: bytes) -> Iterator[bytes]:
    """Field names and character cells of a dBASE table (the first 2000 records)."""
    if len(data) < 32:
        return
    count, header, length = struct.unpack("<IHH", data[4:12])
    spans: list[tuple[int, int]] = []
    offset = 1
    for start in range(32, header - 1, 32):
        descriptor = data[start : start + 32]
        if len(descriptor) < 32 or descriptor[0] == 0x0D:
            break
        yield _whole(descriptor[:11].split(b"\x00")[0])
        if descriptor[11:12] == b"C":
            spans.append((offset, descriptor[16]))
        offset += descriptor[16]
    for record in range(min(count, 2000)):
        start = header + record * length
        for left, width in spans:
            if width < 254:
                yield data[start + left : start + left + width].strip(b" \x00")


def _whole(name: bytes) -> bytes:
    """A field name without the half character that a cut after ten bytes may leave in UTF-8."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(name).encode()
    except UnicodeDecodeError:
        return name
