"""Arbitrary catalogs for laws: everything the model can say and a file can hold."""

from datetime import date

from hypothesis import strategies as st

from dzmap.core.catalogs import (
    TRUE,
    All,
    Any,
    Case,
    Catalog,
    Citation,
    Compare,
    Condition,
    Default,
    ExampleCase,
    ExceptionClause,
    InIndustry,
    InList,
    Level,
    ListClause,
    Member,
    Not,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    SpatialTest,
    Threshold,
)
from dzmap.core.metrics import METRICS, Metric
from dzmap.core.verdicts import Verdict

NUMERIC = [metric for metric in METRICS.values() if metric.kind in {"number", "ratio"}]
WORDED = [metric for metric in METRICS.values() if metric.kind in {"text", "set"}]
OPS = (">=", "<=", ">", "<", "=", "!=")
LAYERS = ("permanent_farmland", "ecological_redline", "chemical_park", "学校", "居住区 500 m 内")

_signs = st.characters(exclude_categories=("C", "Zl", "Zp"))
texts = st.text(st.one_of(_signs, st.sampled_from('\n"“”、，或且则=_x')), max_size=30).map(
    str.strip
)
items = st.text(_signs, min_size=1, max_size=8).map(str.strip).filter(bool)
names = st.text(st.sampled_from("abzABC0189目录条款-._"), min_size=1, max_size=8)
list_titles = items.filter(lambda word: not word.startswith("《"))
titles = items | st.sampled_from(["两高项目名录", "甲》乙", "》", "《甲》"])
"""Names of reference lists; in lists of words 《》 around a name are no part of it."""
days = st.dates(date(1950, 1, 1), date(2100, 1, 1))
codes = st.sampled_from(["C", "G", "26", "261", "2614", "0111", "39", "3610", "99"])
values = st.floats(0, 1e9, allow_nan=False) | st.sampled_from([300.0, 0.07, 0.1 + 0.2, 1 / 3])
amounts = st.one_of(
    values, st.integers(0, 10**6).map(float), st.integers(0, 10**5).map(lambda n: n * 1000.0)
)


def _several(
    strategy: st.SearchStrategy[str], least: int = 0
) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


def _member(metric: Metric) -> st.SearchStrategy[Condition]:
    words = st.sampled_from(metric.choices) if metric.choices else items
    return st.builds(Member, st.just(metric.name), _several(words, 1))


leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Compare, st.sampled_from([m.name for m in NUMERIC]), st.sampled_from(OPS), amounts),
    st.sampled_from(WORDED).flatmap(_member),
    st.builds(InIndustry, _several(codes, 1), _several(codes)),
    st.builds(InList, _several(titles, 1)),
    st.builds(
        SpatialTest,
        st.sampled_from([Relation.WITHIN, Relation.DISJOINT]),
        _several(st.sampled_from(LAYERS), 1),
    ),
    st.builds(
        SpatialTest,
        st.just(Relation.DISTANCE_GE),
        _several(st.sampled_from(LAYERS), 1),
        amounts,
    ),
)


def _grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, max_size=3).map(tuple)
    branches = st.lists(st.tuples(inner, inner), max_size=2).map(tuple)
    return st.one_of(
        st.builds(Not, inner),
        st.builds(All, several),
        st.builds(Any, several),
        st.builds(Case, branches, inner),
    )


conditions: st.SearchStrategy[Condition] = st.recursive(leaves, _grown, max_leaves=6)

scopes = st.builds(
    Scope,
    industries=_several(codes),
    except_industries=_several(codes),
    actions=_several(st.sampled_from(METRICS["action"].choices)),
    zone_tiers=_several(st.sampled_from(["国家级", "省级"])),
    park_kinds=_several(st.sampled_from(["chemical", "sub_park"])),
    applicant_classes=_several(st.sampled_from(METRICS["applicant_class"].choices)),
    products=_several(items),
    processes=_several(items),
    lists=_several(list_titles),
    when=st.just(TRUE) | conditions,
)

_shared = {
    "number": texts,
    "text": texts,
    "scope": scopes,
    "citation": st.builds(Citation, document=texts, number=texts, page=texts),
    "effective_from": st.none() | days,
    "effective_to": st.none() | days,
    "replaces": _several(st.builds("{}/{}".format, names, names)),
    "sample": st.booleans(),
    "note": texts,
}
_consequences = st.sampled_from([Verdict.CONDITIONAL, Verdict.RESTRICTED, Verdict.PROHIBITED])
_thresholds = st.builds(
    Threshold,
    value=amounts,
    industries=_several(codes),
    zone_tiers=_several(st.sampled_from(["国家级", "省级"])),
    land_grades=_several(items),
    when=st.just(TRUE) | conditions,
)


def _clauses(clause_id: str) -> st.SearchStrategy[object]:
    shared = {"id": st.just(clause_id), **_shared}
    return st.one_of(
        st.builds(ListClause, outcome=st.sampled_from(Outcome), **shared),
        st.builds(
            RequirementClause,
            metric=st.sampled_from([metric.name for metric in NUMERIC]),
            op=st.sampled_from(OPS),
            thresholds=st.lists(_thresholds, max_size=3).map(tuple),
            otherwise=_consequences,
            **shared,
        ),
        st.builds(RequirementClause, condition=conditions, otherwise=_consequences, **shared),
        st.builds(
            SpatialClause,
            relation=st.sampled_from([Relation.WITHIN, Relation.DISJOINT]),
            layers=_several(st.sampled_from(LAYERS), 1),
            otherwise=_consequences,
            **shared,
        ),
        st.builds(
            SpatialClause,
            relation=st.just(Relation.DISTANCE_GE),
            layers=_several(st.sampled_from(LAYERS), 1),
            distance_m=amounts,
            otherwise=_consequences,
            **shared,
        ),
        st.builds(
            ProcedureClause,
            approval=texts.filter(bool),
            authority=texts,
            time_limit=texts,
            **shared,
        ),
        st.builds(ExceptionClause, lifts=_several(names, 1), **shared),
    )


def _fact(metric: Metric) -> st.SearchStrategy[tuple[str, float | str]]:
    name = st.just(metric.name)
    if metric.kind in {"number", "ratio"}:
        return st.tuples(name, amounts)
    if metric.choices:
        return st.tuples(name, st.sampled_from(metric.choices))
    if metric.kind == "set":
        words = st.lists(items.filter(lambda word: ";" not in word), min_size=1, max_size=3)
        return st.tuples(name, words.map(";".join))
    return st.tuples(name, texts.filter(bool))


_industries = st.one_of(
    st.tuples(st.just("industry_code"), codes),
    st.tuples(
        st.just("other_industry_codes"), st.lists(codes, min_size=1, max_size=2).map(";".join)
    ),
)
examples = st.builds(
    ExampleCase,
    name=texts.filter(bool),
    facts=st.lists(
        _industries | st.sampled_from([*METRICS.values()]).flatmap(_fact),
        max_size=4,
        unique_by=lambda fact: fact[0],
    ).map(tuple),
    target_id=st.just("") | names,
    place=st.none() | st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    as_of=st.none() | days,
    verdict=st.sampled_from(Verdict),
    of_checked=st.booleans(),
    decisive=st.just("") | names,
)


def _catalog(key: tuple[str, str]) -> st.SearchStrategy[Catalog]:
    return st.builds(
        Catalog,
        id=st.just(key[0]),
        version=st.just(key[1]),
        title=texts.filter(bool),
        issuer=texts,
        number=texts,
        level=st.sampled_from(Level),
        scope_ids=_several(names),
        park_kinds=_several(st.sampled_from(["chemical", "sub_park", "industrial", "other"])),
        parent=st.just("") | names,
        default=st.sampled_from(Default),
        effective_from=days,
        effective_to=st.none() | days,
        published=st.booleans(),
        sample=st.booleans(),
        clauses=st.lists(names, unique=True, max_size=4).flatmap(
            lambda ids: st.tuples(*map(_clauses, ids))
        ),
        examples=st.lists(examples, max_size=3).map(tuple),
    )


catalogs: st.SearchStrategy[tuple[Catalog, ...]] = st.lists(
    st.tuples(names, names), unique=True, min_size=1, max_size=3
).flatmap(lambda keys: st.tuples(*map(_catalog, keys)))
"""A file's worth of catalogs with different ids or versions."""
