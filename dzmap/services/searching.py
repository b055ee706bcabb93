"""Finding objects by name, code, pinyin or initials: one index over everything a project names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from dzmap.core.catalogs import Catalog, Level
from dzmap.services.catalog_editing import clause_title, number_in_digits
from dzmap.services.catalog_versions import draft_among, latest_published
from dzmap.services.jobs import Progress
from dzmap.services.ports import Tables

_PINYIN_LIMIT = 300_000
_KINDS = (
    # table, Chinese kind, column of a second name, column of a second code
    ("zones", "开发区", "short_name", ""),
    ("parks", "园区", "", ""),
    ("counties", "县（市、区）", "", ""),
    ("clusters", "产业集群", "", ""),
    ("townships", "乡镇", "", ""),
    ("enterprises", "企业", "", "uscc"),
    ("projects", "项目", "owner", "uscc"),
)


@dataclass(frozen=True)
class Hit:
    """One object found: its kind in Chinese, table, id and name.

    ``industries`` is the table of GB/T 4754, ``catalogs`` that of clauses, whose ids are
    “CATALOG_ID@VERSION/CLAUSE_ID”.
    """

    kind: str
    table: str
    id: str
    name: str
    hint: str = ""


@cache
def reading(character: str) -> str:
    """The pinyin of a Chinese character without tone; any other in lower case."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character, errors="ignore")) or character.lower()


def spelled(name: str) -> tuple[str, str]:
    """Pinyin without tones, and initials: 德州 → dezhou, dz. Other characters stay."""
    readings = [reading(character) for character in name if not character.isspace()]
    return "".join(readings), "".join(reading[:1] for reading in readings)


class _Texts:
    """A column as one long text, which is searched many times faster than its cells."""

    def __init__(self, cells: pd.Series) -> None:
        self._whole = "".join(cells)
        self._ends = np.cumsum(cells.str.len().to_numpy(dtype=np.int64))

    def rows_with(self, pattern: str, most: int) -> Iterator[int]:
        """The first rows that have the text, which never reaches from one cell to the next."""
        at = self._whole.find(pattern)
        while at >= 0 and most:
            row = int(np.searchsorted(self._ends, at, side="right"))
            yield row
            most -= 1
            at = self._whole.find(pattern, int(self._ends[row]))


class SearchIndex:
    """Built once per state of a project; ``find`` answers while the user types."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows
        self._texts = {column: _Texts(rows[column]) for column in _COLUMNS}

    @classmethod
    def of(
        cls,
        tables: Tables,
        industries: pd.DataFrame,
        catalogs: Sequence[Catalog] = (),
        progress: Progress | None = None,
    ) -> "SearchIndex":
        """Index the named tables, the industries (columns code, name) and the clauses of catalogs."""
        parts = []
        for table, kind, other_name, other_code in _KINDS:
            if progress is not None:
                progress.step("建立搜索索引")
            frame = tables.table(table)
            code = frame[other_code].fillna("") if other_code else frame["id"]
            parts.append(
                pd.DataFrame(
                    {
                        "kind": kind,
                        "table": table,
                        "id": frame["id"],
                        "name": frame["name"].fillna(""),
                        "other": frame[other_name].fillna("") if other_name else "",
                        "code": code,
                        "hint": code if other_code else "",
                    }
                )
            )
        parts.append(
            pd.DataFrame(
                {
                    "kind": "行业",
                    "table": "industries",
                    "id": industries["code"],
                    "name": industries["name"],
                    "other": "",
                    "code": industries["code"],
                    "hint": industries["code"],
                }
            )
        )
        parts.append(_clauses(catalogs))
        rows = pd.concat(parts, ignore_index=True).astype("object")
        spellings = pd.DataFrame(_spellings(rows), columns=["pinyin", "initials"], dtype="object")
        rows = pd.concat([rows, spellings], axis=1)
        names = _EDGE + rows["name"] + _EDGE + rows["other"] + _EDGE
        codes = _EDGE + rows["code"] + _EDGE
        return cls(rows.assign(name_texts=names.str.lower(), code_texts=codes.str.lower()))

    def find(self, query: str, limit: int = 8) -> list[Hit]:
        """The best matches, at most ``limit``, grouped by kind in the order of the index.

        Chinese text matches names, letters and digits match codes, pinyin and initials; whole
        matches come before beginnings, beginnings before the rest.
        """
        wanted = "".join(query.split()).lower()
        if not wanted:
            return []
        found = self._best(wanted, limit)
        rows = self._rows.loc[sorted(found), ["kind", "table", "id", "name", "hint"]]
        return [Hit(*(str(cell) for cell in row)) for row in rows.itertuples(index=False)]

    def _best(self, wanted: str, limit: int) -> list[int]:
        """The rows that match best, whole matches before beginnings before the rest."""
        columns = self._texts if wanted.isascii() else ("name_texts",)
        found: dict[int, None] = {}
        for pattern in (f"{_EDGE}{wanted}{_EDGE}", f"{_EDGE}{wanted}", wanted):
            most = limit + len(found)
            rows = {row for one in columns for row in self._texts[one].rows_with(pattern, most)}
            found.update(dict.fromkeys(sorted(rows)))
            if len(found) >= limit:
                break
        return list(found)[:limit]


_EDGE = "\n"  # around every text, so that beginnings and whole texts are found; no query has it
_COLUMNS = ("code_texts", "pinyin", "initials", "name_texts")


def _clauses(catalogs: Sequence[Catalog]) -> pd.DataFrame:
    """The clauses of the version of each catalog that counts, else of its newest draft; widest first."""
    widest_first = sorted(catalogs, key=lambda catalog: list(Level).index(catalog.level))
    keys = dict.fromkeys(catalog.id for catalog in widest_first)
    counting = [latest_published(catalogs, key) or draft_among(catalogs, key) for key in keys]
    rows = [
        {
            "kind": "条款",
            "table": "catalogs",
            "id": f"{catalog.id}@{catalog.version}/{clause.id}",
            "name": clause_title(clause),
            "other": number_in_digits(clause.number),
            "code": clause.id,
            "hint": f"{catalog.title}　{clause.text}".strip(),
        }
        for catalog in counting
        if catalog is not None
        for clause in catalog.clauses
    ]
    return pd.DataFrame(rows, columns=["kind", "table", "id", "name", "other", "code", "hint"])


def _spellings(rows: pd.DataFrame) -> list[tuple[str, str]]:
    if len(rows) > _PINYIN_LIMIT:
        # A million names are found by text and code; spelling them all would cost seconds.
        return [("", "")] * len(rows)
    spellings = []
    for name, other in zip(rows["name"], rows["other"], strict=True):
        first, second = spelled(name), spelled(other)
        spellings.append(
            (
                f"{_EDGE}{first[0]}{_EDGE}{second[0]}{_EDGE}",
                f"{_EDGE}{first[1]}{_EDGE}{second[1]}{_EDGE}",
            )
        )
    return spellings
