import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dzmap.core import catalogs as model
from dzmap.core.catalog_codec import decode_catalog, encode_catalog
from dzmap.core.catalogs import Catalog, Condition, Default, Level, Threshold
from dzmap.core.verdicts import Verdict
from tests.helpers.project_tables import PLAIN

texts = st.text(max_size=12)
words = st.lists(texts, max_size=3).map(tuple)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9)
days = st.none() | st.dates()

leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(model.Compare, metric=texts, op=st.sampled_from([">=", "!="]), value=numbers),
    st.builds(model.Member, metric=texts, values=words),
    st.builds(model.InIndustry, include=words, exclude=words),
    st.builds(
        model.SpatialTest,
        relation=st.sampled_from(model.Relation),
        layers=words,
        distance_m=st.none() | numbers,
    ),
)


def _deeper(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, max_size=3).map(tuple)
    branches = st.lists(st.tuples(inner, inner), max_size=2).map(tuple)
    return st.one_of(
        st.builds(model.Not, inner),
        st.builds(model.All, several),
        st.builds(model.Any, several),
        st.builds(model.Case, branches, inner),
    )


conditions = st.recursive(leaves, _deeper, max_leaves=6)
scopes = st.builds(
    model.Scope,
    industries=words,
    except_industries=words,
    actions=words,
    zone_tiers=words,
    when=conditions,
)
thresholds = st.builds(Threshold, value=numbers, industries=words, when=conditions)
shared = {
    "id": texts,
    "text": texts,
    "scope": scopes,
    "citation": st.builds(model.Citation, document=texts, number=texts, page=texts),
    "effective_from": days,
    "effective_to": days,
    "replaces": words,
    "sample": st.booleans(),
}
verdicts = st.sampled_from(Verdict)
clauses = st.one_of(
    st.builds(model.ListClause, **shared, outcome=st.sampled_from(model.Outcome)),
    st.builds(
        model.RequirementClause,
        **shared,
        metric=texts,
        thresholds=st.lists(thresholds, max_size=2).map(tuple),
        condition=st.none() | conditions,
        otherwise=verdicts,
    ),
    st.builds(
        model.SpatialClause,
        **shared,
        relation=st.sampled_from(model.Relation),
        layers=words,
        distance_m=st.none() | numbers,
        otherwise=verdicts,
    ),
    st.builds(model.ProcedureClause, **shared, approval=texts, authority=texts),
    st.builds(model.ExceptionClause, **shared, lifts=words),
)
catalogs = st.builds(
    Catalog,
    id=texts,
    title=texts,
    issuer=texts,
    number=texts,
    level=st.sampled_from(Level),
    scope_ids=words,
    park_kinds=words,
    parent=texts,
    default=st.sampled_from(Default),
    effective_from=st.dates(),
    effective_to=days,
    version=texts,
    published=st.booleans(),
    sample=st.booleans(),
    clauses=st.lists(clauses, max_size=3).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(catalogs)
def test_that_a_catalog_survives_unchanged(catalog: Catalog) -> None:
    text = encode_catalog(catalog)
    again = decode_catalog(text)
    assert again == catalog
    assert encode_catalog(again) == text


def test_that_defaults_are_left_out_and_chinese_stays_readable() -> None:
    document = json.loads(encode_catalog(PLAIN))
    assert "clauses" not in document
    assert "published" not in document
    assert "德州市产业准入目录" in encode_catalog(PLAIN)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"is":"Catalog"}', '{"is":"Level","value":"city"}', '{"is":"os"}']
)
def test_that_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode_catalog(text)


def test_that_the_text_differs_when_a_clause_differs() -> None:
    clause = model.ListClause(id="1", outcome=model.Outcome.PROHIBIT)
    stricter = replace(PLAIN, clauses=(clause,))
    assert encode_catalog(stricter) != encode_catalog(PLAIN)
