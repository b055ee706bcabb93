"""Reading the PNG tiles that the program writes."""

import struct
import zlib

import numpy as np
import numpy.typing as npt


def png_pixels(data: bytes) -> npt.NDArray[np.uint8]:
    """Rows, columns, RGBA of a PNG whose lines are unfiltered."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    columns, rows = struct.unpack(">II", data[16:24])
    packed, at = b"", 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    lines = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(rows, columns * 4 + 1)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(rows, columns, 4)
