"""Catalogs as JSON without loss: every object says what it is in the key ``is``.

Fields that have their default value are left out. This is the project file's own notation; what
people write is read and written elsewhere.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from dzmap.core import catalogs as model
from dzmap.core.catalogs import Catalog

_CLASSES: dict[str, Callable[..., Any]] = {
    name: cls for name, cls in vars(model).items() if isinstance(cls, type) and is_dataclass(cls)
}
_ENUMS: dict[str, type[Enum]] = {
    name: cls
    for name, cls in vars(model).items()
    if isinstance(cls, type) and issubclass(cls, Enum)
}


def encode_catalog(catalog: Catalog) -> str:
    """Canonical JSON of a catalog: the same catalog always gives the same text."""
    return json.dumps(_encode(catalog), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def catalog_digest(catalog: Catalog) -> str:
    """SHA-256 of everything a catalog says, the same for a draft and its publication."""
    text = encode_catalog(replace(catalog, published=True))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def decode_catalog(text: str) -> Catalog:
    """The catalog that ``encode_catalog`` was given; ValueError if the text is something else."""
    try:
        catalog = _decode(json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a catalog: {error!r}") from error
    if not isinstance(catalog, Catalog):
        raise ValueError("not a catalog")  # noqa: TRY004 - about the text, not about a type
    return catalog


def _encode(value: Any) -> Any:
    name = type(value).__name__
    if name in _CLASSES:
        encoded: dict[str, Any] = {"is": name}
        for field in fields(value):
            item = getattr(value, field.name)
            if not _is_default(field, item):
                encoded[field.name] = _encode(item)
        return encoded
    if isinstance(value, Enum):
        return {"is": name, "value": value.value}
    if isinstance(value, date):
        return {"is": "date", "value": value.isoformat()}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    name = value["is"]
    if name == "date":
        return date.fromisoformat(value["value"])
    if name in _ENUMS:
        return _ENUMS[name](value["value"])
    return _CLASSES[name](**{key: _decode(item) for key, item in value.items() if key != "is"})


def _is_default(field: Field[Any], item: Any) -> bool:
    if field.default is not MISSING:
        return type(item) is type(field.default) and bool(item == field.default)
    if field.default_factory is not MISSING:
        return bool(item == field.default_factory())
    return False
