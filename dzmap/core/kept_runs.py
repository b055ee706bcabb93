"""What a project keeps of a screening run: who judged when and by what, and the packed content."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from dzmap.core.problems import BadInputError
from dzmap.core.straddling import USUAL_RULES, PolygonRules, Straddling
from dzmap.core.verdicts import Override, Verdict

LIST_SOURCE = "list"
"""The ``source`` of a run over a list from a file."""
VERDICTS_PART, APPLICANTS_PART, CATALOG_PART = "verdicts", "applicants", "catalog:"
"""Names of the contents of a run; a catalog's goes on with its id."""


@dataclass(frozen=True, kw_only=True)
class CatalogInForce:
    """A catalog that a run judged by; ``digest`` is the SHA-256 of everything it says."""

    id: str
    title: str
    number: str
    version: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class KeptRun:
    """A screening run as it is kept.

    ``source`` is enterprises, projects or ``LIST_SOURCE``; ``data`` holds a digest for each group
    of data that the verdicts rest on; ``counts`` the rows per verdict. ``contents`` names the parts
    (verdicts, applicants of a list, catalogs) by their SHA-256, and ``parts`` has their bytes while
    they are not in the file yet, or where they were asked for.

    A run that was deleted keeps its number, and says who deleted it; its content is gone.
    """

    id: str
    title: str
    author: str
    at: datetime
    as_of: date
    year: int
    source: str
    list_name: str = ""
    only: tuple[str, ...] | None = None
    sliver_m2: float = USUAL_RULES.sliver_m2
    straddling: str = USUAL_RULES.straddling.value
    catalogs: tuple[CatalogInForce, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    counts: tuple[int, ...] = (0,) * len(Verdict)
    applicants: int = 0
    program: str = ""
    deleted_at: datetime | None = None
    deleted_by: str = ""
    contents: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @property
    def deleted(self) -> bool:
        """Whether only its number is left."""
        return self.deleted_at is not None

    @property
    def rows(self) -> int:
        """How many verdicts it has."""
        return sum(self.counts)

    @property
    def rules(self) -> PolygonRules:
        """How polygons were judged that lie in several places."""
        return PolygonRules(sliver_m2=self.sliver_m2, straddling=Straddling(self.straddling))

    def without_content(self, *, at: datetime, by: str) -> "KeptRun":
        """What stays after deleting it."""
        return replace(self, deleted_at=at, deleted_by=by, contents={}, parts={})


LEAST_REASON = 10
"""Characters that the reason of an override has at least; blanks do not count."""


@dataclass(frozen=True, kw_only=True)
class RowOverride:
    """An override of one verdict of a kept run.

    ``row`` is the place of the verdict in the run, ``machine`` what stands there.

    Raises:
        BadInputError: the reason is too short, the name is missing, or nothing changes.
    """

    run_id: str
    row: int
    applicant_id: str
    target_id: str
    machine: Verdict
    override: Override

    def __post_init__(self) -> None:
        fault = override_fault(self.machine, self.override)
        if fault:
            raise BadInputError("没有改判", reason=fault, remedy="补全后再试。")

    @property
    def id(self) -> str:
        """Tells it apart from all others of the project."""
        return f"{self.run_id}/{self.row}"

    @property
    def sentence(self) -> str:
        """“人工改判：准入（机器判定：限制）。理由：…”."""
        made = self.override
        return f"人工改判：{made.verdict.zh}（机器判定：{self.machine.zh}）。理由：{made.reason}"


def override_fault(machine: Verdict, override: Override) -> str:
    """Why an override cannot be made; "" if it can."""
    letters = len("".join(override.reason.split()))
    if letters < LEAST_REASON:
        return f"理由至少写 {LEAST_REASON} 个字，现在是 {letters} 个"
    if not override.name.strip():
        return "没有写姓名"
    return "改判的结论与机器判定相同" if override.verdict is machine else ""


def encode_run(run: KeptRun) -> str:
    """The run without ``parts`` as JSON."""
    document = asdict(replace(run, parts={}))
    del document["parts"]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_iso)


def decode_run(text: str) -> KeptRun:
    """The run that ``encode_run`` was given; ValueError if the text is something else."""
    try:
        document: dict[str, Any] = json.loads(text)
        only, deleted = document["only"], document["deleted_at"]
        return KeptRun(
            **{
                **document,
                "at": datetime.fromisoformat(document["at"]),
                "as_of": date.fromisoformat(document["as_of"]),
                "only": None if only is None else tuple(only),
                "catalogs": tuple(CatalogInForce(**one) for one in document["catalogs"]),
                "notes": tuple(document["notes"]),
                "counts": tuple(document["counts"]),
                "deleted_at": None if deleted is None else datetime.fromisoformat(deleted),
            }
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a run: {error!r}") from error


def with_parts(run: KeptRun, parts: Mapping[str, bytes]) -> KeptRun:
    """The run with those of the parts that it names."""
    wanted = {digest: parts[digest] for digest in run.contents.values() if digest in parts}
    return replace(run, parts=wanted)


def encode_override(override: RowOverride) -> str:
    """The override as JSON."""
    return json.dumps(asdict(override), ensure_ascii=False, separators=(",", ":"), default=_iso)


def decode_override(text: str) -> RowOverride:
    """The override that ``encode_override`` was given; ValueError if the text is something else."""
    try:
        document: dict[str, Any] = json.loads(text)
        made = document["override"]
        override = Override(
            **{
                **made,
                "at": datetime.fromisoformat(made["at"]),
                "verdict": Verdict(made["verdict"]),
            }
        )
        return RowOverride(
            **{**document, "machine": Verdict(document["machine"]), "override": override}
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an override: {error!r}") from error


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)
