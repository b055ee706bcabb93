"""Writing a small PNG: tiles need no more than eight bits of red, green, blue and alpha."""

import struct
import zlib

import numpy as np
import numpy.typing as npt

_FASTEST = 1


def rgba_png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """A PNG of an array (rows, columns, 4)."""
    rows, columns, _ = pixels.shape
    lines = np.zeros((rows, columns * 4 + 1), dtype=np.uint8)  # each line begins with filter 0
    lines[:, 1:] = pixels.reshape(rows, columns * 4)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), _FASTEST)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
