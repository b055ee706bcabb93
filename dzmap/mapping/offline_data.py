"""The data of the one-file page: scenes, payloads and texts as JSON that may stand in a script."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from dzmap.mapping.payloads import pack, packs_alike
from dzmap.mapping.scene import describe, facts, label_texts
from dzmap.services.map_model import MapLayer, MapModel
from dzmap.services.report_model import MapSheet

_MOST_TEXTS = 50_000  # a layer with more features shows them without names


@dataclass
class OfflineData:
    """Collects sheets; a payload that several sheets show is kept once."""

    sheets: list[dict[str, Any]] = field(default_factory=list)
    payloads: list[str] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    _packed: list[MapLayer] = field(default_factory=list)

    def add(self, sheet: MapSheet) -> None:
        """Add a map sheet."""
        model = sheet.map
        self.sheets.append({"title": sheet.title, "scene": self._scene(model)})

    def script_json(self) -> str:
        """Everything as JSON without ``<``, ``>``, ``&`` or line separators."""
        content = {"sheets": self.sheets, "payloads": self.payloads, "texts": self.texts}
        return script_safe(json.dumps(content, ensure_ascii=False, allow_nan=False))

    def _scene(self, model: MapModel) -> dict[str, Any]:
        numbers = {layer.id: self._number(layer) for layer in model.layers}
        return {"type": "scene", **describe(model, numbers)}

    def _number(self, layer: MapLayer) -> int:
        for number, known in enumerate(self._packed):
            if _same_data(known, layer):
                return number
        self._packed.append(layer)
        self.payloads.append(base64.b64encode(pack(layer)).decode("ascii"))
        self.texts.append(_texts(layer))
        return len(self._packed) - 1


def script_safe(text: str) -> str:
    """JSON text that no HTML parser takes for markup."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _same_data(known: MapLayer, layer: MapLayer) -> bool:
    same_texts = known.tooltip == layer.tooltip and known.label == layer.label
    return same_texts and packs_alike(known, layer)


def _texts(layer: MapLayer) -> dict[str, Any]:
    count = len(layer.features)
    if count > _MOST_TEXTS:
        return {"facts": [], "labels": []}
    positions = range(count)
    known = [facts(layer, position) for position in positions] if layer.selectable else []
    captions = [caption for caption, _ in known[0]["facts"]] if known else []
    return {
        "captions": captions,
        "facts": [[entry["name"], *(value for _, value in entry["facts"])] for entry in known],
        "labels": label_texts(layer, list(positions)) if layer.label is not None else [],
    }
