"""Layer styles and the layer tree as JSON without loss, read by the declared types of their fields.

Fields that have their default value are left out, and fields that this version does not know are
passed over: a project that a later version saved still shows what both versions understand.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from dzmap.core.layer_style import LayerStyle, LayerTree

_ROOTS: Mapping[str, type[LayerStyle | LayerTree]] = {
    "LayerStyle": LayerStyle,
    "LayerTree": LayerTree,
}
_INFINITE = {"inf": math.inf, "-inf": -math.inf}


class StyleError(ValueError):
    """A text that is no style; names the field and what stands there."""


def encode_style(record: LayerStyle | LayerTree) -> str:
    """Canonical JSON: the same record always gives the same text."""
    document = {"is": type(record).__name__, **_encode(record)}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode_style(text: str) -> LayerStyle | LayerTree:
    """The record that ``encode_style`` was given.

    Raises:
        StyleError: the text is something else.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StyleError("not JSON") from error
    name = document.get("is") if isinstance(document, dict) else None
    if not isinstance(name, str) or name not in _ROOTS:
        raise StyleError(f"neither a layer style nor a layer tree: {str(document)[:60]}")
    record = cast("LayerStyle | LayerTree", _decode(_ROOTS[name], document, name))
    if not record.id:
        raise StyleError(f"{name}.id: empty")
    return record


def _encode(value: Any) -> Any:
    if is_dataclass(value):
        return {
            field.name: _encode(item)
            for field in fields(value)
            if not _is_default(field, item := getattr(value, field.name))
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        if math.isnan(value):
            raise StyleError("a style holds no NaN")
        return "inf" if value > 0 else "-inf"
    return value


def _is_default(field: Field[Any], item: Any) -> bool:
    return field.default is not MISSING and bool(item == field.default)


def _decode(expected: Any, value: Any, place: str) -> Any:
    if get_origin(expected) is UnionType:
        if value is None:
            return None
        (expected,) = (one for one in get_args(expected) if one is not NoneType)
    if get_origin(expected) is tuple:
        if not isinstance(value, list):
            raise _wrong(place, value)
        inner = get_args(expected)[0]
        return tuple(_decode(inner, item, f"{place}[{n}]") for n, item in enumerate(value))
    if is_dataclass(expected):
        return _decode_object(cast("type[Any]", expected), value, place)
    if issubclass(expected, Enum):
        try:
            return expected(value)
        except ValueError as error:
            raise _wrong(place, value) from error
    return _decode_plain(expected, value, place)


def _decode_object(expected: type[Any], value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(place, value)
    types = get_type_hints(expected)
    given = {
        name: _decode(types[name], item, f"{place}.{name}")
        for name, item in value.items()
        if name in types
    }
    try:
        return expected(**given)
    except TypeError as error:
        raise StyleError(f"{place}: {error}") from error


def _decode_plain(expected: type, value: Any, place: str) -> Any:
    if expected is float:
        if isinstance(value, str) and value in _INFINITE:
            return _INFINITE[value]
        if type(value) in (int, float) and math.isfinite(value):
            return float(value)
    elif type(value) is expected:
        return value
    raise _wrong(place, value)


def _wrong(place: str, value: Any) -> StyleError:
    return StyleError(f"{place}: {str(value)[:60]!r} cannot stand here")
