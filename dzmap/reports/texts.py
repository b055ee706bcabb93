"""Words from data made fit for documents: XML, JSON and PDF refuse some characters."""

import re
from html import escape
from typing import Any

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without control characters and halves of surrogate pairs."""
    return _UNPRINTABLE.sub("", text)


def markup_text(text: str) -> str:
    """Printable text as the content of an XML element: names from data are never markup."""
    return escape(printable(text))


def printable_values(value: Any) -> Any:
    """Nested lists and dicts with every text made printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printable_values(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable_values(item) for item in value]
    return value
