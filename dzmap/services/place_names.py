"""Which county, township, zone, park or chain a text means, as officials abbreviate them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

_PREFIXES = ("山东省", "山东", "德州市")
_TYPES = (
    ("国家级", ""),
    ("省级", ""),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("高新技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("产业园区", "产业园"),
    ("工业园区", "工业园"),
    ("化工园区", "化工园"),
    ("管委会", ""),
    ("管理委员会", ""),
)
_ENDINGS = (
    "经开区",
    "高新区",
    "开发区",
    "产业园",
    "工业园",
    "街道",
    "园区",
    "县",
    "市",
    "区",
    "镇",
    "乡",
    "园",
)


def place_key(text: str) -> str:
    """A name as compared: half width, without blanks, brackets, province and city, types shortened."""
    key = unicodedata.normalize("NFKC", text).strip().lower()
    key = re.sub(r"[\s、·,.\-—()\[\]“”\"']", "", key)
    for prefix in _PREFIXES:
        if len(key) > len(prefix) + 1:
            key = key.removeprefix(prefix)
    for long, short in _TYPES:
        key = key.replace(long, short)
    return key


def place_stem(key: str) -> str:
    """The proper name in a key: 齐河 of 齐河县, 齐河经开区 and 齐河县开发区."""
    for ending in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= 2:
            return place_stem(key.removesuffix(ending))
    return key


@dataclass(frozen=True)
class Found:
    """What a text was taken for: ``id`` (None = nothing), its full name, and how sure that is.

    ``candidates`` are the names of several that it could mean.
    """

    id: str | None
    name: str = ""
    exact: bool = True
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    id: str
    name: str
    within: frozenset[str]
    keys: frozenset[str]


class PlaceNames:
    """The places of one table by id, name and abbreviation.

    Args:
        rows: A frame with ``id``, ``name`` and perhaps ``short_name``.
        within: Columns of ``rows`` that say where a place lies (``county_id``, ``zone_id``); they
            tell places of the same name apart.
    """

    def __init__(self, rows: pd.DataFrame, within: Sequence[str] = ()) -> None:
        names = [column for column in ("name", "short_name") if column in rows]
        self._places = [
            _Place(
                str(row["id"]),
                str(row["name"]),
                frozenset(str(row[column]) for column in within if pd.notna(row[column])),
                frozenset(place_key(str(row[name])) for name in names if pd.notna(row[name])),
            )
            for row in rows.to_dict("records")
        ]
        self._by_id = {place.id: place for place in self._places}

    def name(self, identifier: str) -> str:
        """The name of a place, its id if there is none."""
        place = self._by_id.get(identifier)
        return place.name if place else identifier

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all places in the order of the table."""
        return tuple(place.name for place in self._places)

    def find(self, text: str, within: Iterable[str] = ()) -> Found:
        """The place that a text names.

        Ids count first, then full names and short names, then stems, then names that contain the
        text or are contained in it; at every step the answer must be the only one, if need be the
        only one inside ``within`` (ids of the county or zone that the row states).
        """
        identifier = text.strip()
        code = re.sub(r"(?:\.0|0{6})$", "", identifier)
        for spelling in (identifier, code):
            if spelling in self._by_id:
                return Found(spelling, self._by_id[spelling].name)
        key = place_key(text)
        area = frozenset(within)
        for exact, fits in ((True, _same), (False, _same_stem), (False, _contains)):
            hits = [place for place in self._places if fits(place.keys, key)]
            near = [place for place in hits if place.within & area]
            if area and not exact:
                # A loose match must not contradict what the row says elsewhere.
                hits = near or [place for place in hits if not place.within]
            chosen = near if len(near) == 1 else hits
            if len(chosen) == 1:
                place = chosen[0]
                return Found(place.id, place.name, exact=exact)
            if hits:
                return Found(None, candidates=tuple(place.name for place in near or hits))
        return Found(None)


def _same(keys: frozenset[str], key: str) -> bool:
    return key in keys


def _same_stem(keys: frozenset[str], key: str) -> bool:
    return any(place_stem(own) == place_stem(key) for own in keys)


def _contains(keys: frozenset[str], key: str) -> bool:
    return len(key) >= 2 and any(key in own or own in key for own in keys if own)
