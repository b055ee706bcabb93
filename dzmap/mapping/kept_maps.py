"""Maps as they were drawn last, kept in the user's cache so that opening a project starts with one.

A kept map holds what the page was told (``scene.describe``), the packed layers that were visible and
their labels; nothing that could be edited or judged. It belongs to one state of one file: after any
change of the project file, or with another version of the program, it counts no more. It may be
deleted at any time.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import dzmap

if TYPE_CHECKING:  # a kept map is read before numpy and geopandas are loaded
    from dzmap.services.map_model import MapModel

_FORMAT = f"dzmap map 1 {dzmap.__version__}"
_SUFFIX = ".map"
Stamp = list[str | int]
"""Program, size and time of a project file: the map of another state shows what is not there."""
_DIGEST = hashlib.sha256
_DIGEST_BYTES = 32
_MOST_BYTES = 64 * 2**20
_MOST_LABELS = 2000  # a layer with more shows them when the project is there
_MOST_MAPS = 12


@dataclass(frozen=True)
class KeptMap:
    """The scene message (its revisions mean nothing), packed layers and labels by layer id."""

    scene: Mapping[str, Any]
    payloads: Mapping[str, bytes]
    labels: Mapping[str, tuple[str, ...]]


def keep(model: "MapModel") -> KeptMap:
    """What is needed to draw ``model`` again: the layers that it shows, packed."""
    from dzmap.mapping.payloads import pack
    from dzmap.mapping.scene import describe, label_texts

    shown = [layer for layer in model.layers if layer.visible]
    named = [layer for layer in shown if layer.label and len(layer.features) <= _MOST_LABELS]
    return KeptMap(
        scene=describe(model, {layer.id: 0 for layer in model.layers}),
        payloads={layer.id: pack(layer) for layer in shown},
        labels={
            layer.id: tuple(label_texts(layer, list(range(len(layer.features))))) for layer in named
        },
    )


class MapShelf:
    """The kept maps of one user, one file each; any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, project: Path) -> KeptMap | None:
        """The map of the project as its file is now; None if there is none or it is damaged."""
        try:
            data = self._place(project).read_bytes()
            digest, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
        except OSError:
            return None
        if _DIGEST(body).digest() != digest:
            return None
        first, _, packed = body.partition(b"\n")
        head = json.loads(first)
        if head["stamp"] != self.stamp(project):
            return None
        payloads, start = {}, 0
        for layer, length in head["sizes"].items():
            payloads[layer] = packed[start : start + length]
            start += length
        labels = {layer: tuple(texts) for layer, texts in head["labels"].items()}
        return KeptMap(head["scene"], payloads, labels)

    def stamp(self, project: Path) -> Stamp | None:
        """Which state of the project its file is in; None if there is no file."""
        try:
            status = project.stat()
        except OSError:
            return None
        return [_FORMAT, status.st_size, status.st_mtime_ns]

    def put(self, project: Path, kept: KeptMap, stamp: Stamp) -> None:
        """Keep a map of the project as its file was at ``stamp``; not one that is too large.

        Raises:
            OSError: the cache cannot be written.
        """
        head = {
            "stamp": stamp,
            "scene": kept.scene,
            "labels": kept.labels,
            "sizes": {layer: len(payload) for layer, payload in kept.payloads.items()},
        }
        first = json.dumps(head, ensure_ascii=False).encode()
        body = b"\n".join((first, b"".join(kept.payloads.values())))
        if len(body) > _MOST_BYTES:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(_DIGEST(body).digest() + body)
        Path(file.name).replace(self._place(project))
        self._tidy()

    def _place(self, project: Path) -> Path:
        name = _DIGEST(str(project.absolute()).encode()).hexdigest()[:32]
        return self._folder / f"{name}{_SUFFIX}"

    def _tidy(self) -> None:
        """Leave the newest maps; also what a write that was broken off left behind."""
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[_MOST_MAPS:]:
            with suppress(OSError):
                file.unlink()
