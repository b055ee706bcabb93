"""A screening run as it is kept: its record, and its verdicts, applicants and catalogs as bytes."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from dzmap import __version__
from dzmap.core.applicants import normalised_applicants
from dzmap.core.catalog_codec import catalog_digest, decode_catalog, encode_catalog
from dzmap.core.catalogs import Catalog
from dzmap.core.changes import ChangeSet, Record, TableChange, record_rows
from dzmap.core.fingerprints import digest_of_prints, frame_digest, joint_digest, row_prints
from dzmap.core.kept_runs import (
    APPLICANTS_PART,
    CATALOG_PART,
    LIST_SOURCE,
    VERDICTS_PART,
    CatalogInForce,
    KeptRun,
)
from dzmap.core.packing import pack_frame, unpack_frame
from dzmap.core.rulebook import catalogs_in_force
from dzmap.core.run_comparison import JudgedRun
from dzmap.services.grounds import Readable
from dzmap.services.screening import ScreeningRun
from dzmap.services.working_records import Kept

ROWS_WITH_TEXT = 300_000
"""Of a run with more verdicts neither names nor gaps are kept; they fill the file."""

_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "places": ("zones", "parks"),
        "control": ("control_layers", "control_areas"),
        "lists": ("reference_lists", "reference_items"),
    }
)


class RunProject(Readable, Protocol):
    """What this use case needs of an open project (``services.session.Session``)."""

    def kept(self) -> Kept:
        """The kept runs and overrides with all edits applied."""

    def edit(self, title: str, *changes: TableChange) -> ChangeSet:
        """Make one edit that ``undo`` takes back as a whole."""


def record_change(
    table: str, before: Sequence[Record] = (), after: Sequence[Record] = ()
) -> TableChange:
    """The change from these runs or overrides to those."""
    return TableChange(table, record_rows(table, before), record_rows(table, after))


def judged_run(run: ScreeningRun) -> JudgedRun:
    """A fresh run in the form in which runs are kept and compared; its ``run`` has no number yet."""
    request, result = run.request, run.result
    applicants = normalised_applicants(result.applicants)
    prints = row_prints(applicants, ("id", "name"))
    keys = np.array([*result.clause_ids, ""], dtype=object)
    frame = run.frame.assign(
        decisive_key=pd.Series(keys[result.decisive], dtype="str"),
        applicant_row=result.applicant,
        facts_print=(prints >> np.uint64(32)).astype(np.uint32)[result.applicant],
    )
    tables = run.grounds.tables
    data = {
        "applicants": digest_of_prints(row_prints(applicants)),
        **{
            group: joint_digest(frame_digest(tables[name]) for name in names if name in tables)
            for group, names in _GROUPS.items()
        },
    }
    is_list = not isinstance(request.source, str)
    record = KeptRun(
        id="",
        title="",
        author="",
        at=datetime.min,  # noqa: DTZ901 - not kept yet
        as_of=request.as_of,
        year=request.year,
        source=LIST_SOURCE if isinstance(request.source, pd.DataFrame) else request.source,
        list_name=request.list_name if is_list else "",
        only=request.only,
        sliver_m2=request.rules.sliver_m2,
        straddling=request.rules.straddling.value,
        catalogs=tuple(map(_in_force, _governing(run))),
        data=data,
        notes=result.notes,
        counts=tuple(result.counts().values()),
        applicants=len(applicants),
        program=f"dzmap {__version__}",
    )
    return JudgedRun(run=record, frame=frame, applicants=applicants)


def with_content(judged: JudgedRun, run: ScreeningRun) -> KeptRun:
    """The record of a fresh run with its content packed."""
    parts = {VERDICTS_PART: pack_frame(_compact(judged.frame))}
    if judged.run.source == LIST_SOURCE and judged.applicants is not None:
        parts[APPLICANTS_PART] = pack_frame(judged.applicants)
    for catalog in _governing(run):
        text = encode_catalog(catalog).encode("utf-8")
        parts[f"{CATALOG_PART}{catalog.id}"] = zlib.compress(text)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    contents = {digests[name]: content for name, content in parts.items()}
    return replace(judged.run, contents=digests, parts=contents)


def unpacked(run: KeptRun) -> JudgedRun:
    """The verdicts and applicants of a run that comes with its content."""
    applicants = None
    if APPLICANTS_PART in run.contents:
        frame = unpack_frame(_content(run, APPLICANTS_PART))
        applicants = gpd.GeoDataFrame(normalised_applicants(frame))
    frame = unpack_frame(_content(run, VERDICTS_PART))
    return JudgedRun(run=run, frame=frame, applicants=applicants)


def kept_catalogs(run: KeptRun) -> tuple[Catalog, ...]:
    """The catalogs that a run (with its content) judged by."""
    return tuple(
        decode_catalog(zlib.decompress(run.parts[digest]).decode("utf-8"))
        for name, digest in run.contents.items()
        if name.startswith(CATALOG_PART)
    )


def _content(run: KeptRun, part: str) -> bytes:
    return run.parts[run.contents[part]]


def _governing(run: ScreeningRun) -> tuple[Catalog, ...]:
    return catalogs_in_force(run.grounds.catalogs(), run.request.as_of)


def _in_force(catalog: Catalog) -> CatalogInForce:
    return CatalogInForce(
        id=catalog.id,
        title=catalog.title,
        number=catalog.number,
        version=catalog.version,
        digest=catalog_digest(catalog),
    )


def _compact(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame in types that can be packed, without long texts where there are too many rows."""
    texts = [name for name in frame.columns if frame[name].dtype == object]
    compact = frame.assign(**{name: frame[name].astype("str") for name in texts})
    if len(frame) > ROWS_WITH_TEXT:
        blank = pd.Series(None, index=frame.index, dtype="str")
        compact = compact.assign(name=blank, gap_text=blank)
    return compact
