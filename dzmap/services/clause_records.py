"""A screening run for programs: every verdict with the result of each clause, as plain records.

``holds`` and ``applies`` are true, false or null (unknown); ``measured``, ``threshold`` and ``gap``
are numbers in ``unit``. ``clause`` is CATALOG/CLAUSE, with “default” for what a catalog says of the
industries that it does not name.
"""

from collections.abc import Iterator
from typing import Any

from dzmap.core.batch_evidence import clause_results
from dzmap.core.industries import IndustryTree
from dzmap.core.quantities import is_missing, mu_from_m2
from dzmap.core.verdicts import ClauseResult, ScreeningResult, Verdict
from dzmap.services.screening import ScreeningRun

Record = dict[str, Any]


def clause_record(result: ClauseResult) -> Record:
    """One clause result."""
    contribution = result.contribution
    return {
        "clause": f"{result.catalog_id}/{result.clause_id}",
        "kind": result.kind,
        "requirement": result.requirement,
        "applies": result.applies,
        "holds": result.holds,
        "state": result.state.name.lower(),
        "op": result.op,
        "measured": result.measured,
        "threshold": result.threshold,
        "gap": result.gap,
        "unit": result.unit,
        "contribution": contribution.token if contribution is not None else None,
        "missing": list(result.missing),
        "explanation": result.explanation,
        "layer": result.layer,
        "layer_date": result.layer_date,
        "source": result.source,
    }


def run_records(run: ScreeningRun, industries: IndustryTree | None = None) -> Iterator[Record]:
    """One record per row of the run, in its order; worked out while it is read.

    Args:
        run: A finished run.
        industries: Names industries in the requirements.
    """
    screener, result = run.screener, run.result
    crowd = screener.crowd_of(result)
    parts = _parts(result)
    every = clause_results(crowd, screener.rulebook, screener.kinds, industries)
    frame = run.frame
    columns = ("applicant_id", "name", "industry_code", "target_id", "target_name", "gap_text")
    texts = [frame[name].tolist() for name in columns]
    rows = zip(every, *texts, strict=True)
    for row, (results, applicant, name, code, target, target_name, gap) in enumerate(rows):
        decisive = int(result.decisive[row])
        yield {
            "applicant_id": _text(applicant),
            "name": _text(name),
            "industry_code": _text(code),
            "target_id": _text(target),
            "target": _text(target_name),
            "verdict": Verdict(int(result.verdict[row])).token,
            "checked_verdict": Verdict(int(result.checked_verdict[row])).token,
            "decisive": result.clause_ids[decisive] if decisive >= 0 else None,
            "gap": _text(gap),
            "parts": parts.get(int(result.applicant[row]), []),
            "clauses": [clause_record(one) for one in results],
        }


def _parts(result: ScreeningResult) -> dict[int, list[Record]]:
    """Where polygons lie that lie in several places, by applicant row."""
    found: dict[int, list[Record]] = {}
    for part in result.parts.to_dict("records"):
        verdict = int(part["verdict"])
        record = {
            "kind": part["kind"],
            "place_id": part["place_id"] or None,
            "place": part["place"],
            "area_m2": round(float(part["area_m2"]), 4),
            "area_mu": round(mu_from_m2(float(part["area_m2"])), 6),
            "share": round(float(part["share"]), 8),
            "sliver": bool(part["sliver"]),
            "verdict": Verdict(verdict).token if verdict >= 0 else None,
        }
        found.setdefault(int(part["applicant"]), []).append(record)
    return found


def _text(value: object) -> str | None:
    return None if is_missing(value) or value == "" else str(value)
