import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.prefixes import CodeTable

CODES = ("2614", "2625", "26", "261", "1411", "C", "", "9999", "化工", "0111")


def scope(
    code: str, include: tuple[str, ...], exclude: tuple[str, ...] = ()
) -> tuple[int, int] | None:
    table = CodeTable(CODES)
    found = table.scope(include, exclude)
    index = table.index(code)
    return None if found is None else (int(found[0][index]), int(found[1][index]))


@pytest.mark.parametrize(
    ("code", "include", "exclude", "expected"),
    [
        ("2614", ("26",), (), (1, 3)),
        ("2614", ("C26",), (), (1, 3)),
        ("2614", ("26", "2614"), (), (1, 5)),
        ("2614", ("C",), (), (1, 1)),
        ("0111", ("C",), (), (-1, -1)),
        ("1411", ("26",), (), (-1, -1)),
        ("2625", ("26",), ("2625",), (-1, -1)),
        ("2614", ("26",), ("2625",), (1, 3)),
        ("2614", ("2614",), ("26",), (1, 5)),
        ("2614", ("26",), ("26",), (-1, -1)),
        ("2614", (), ("2625",), (1, 0)),
        ("2625", (), ("2625",), (-1, -1)),
        ("26", ("2614",), (), (0, 5)),
        ("261", ("2614",), (), (0, 5)),
        ("26", ("26",), ("2625",), (0, 3)),
        ("26", ("26", "2614"), (), (1, 3)),
        ("C", ("26",), (), (0, 3)),
        ("", ("26",), (), (0, 3)),
        ("9999", ("26",), (), (0, 3)),
        ("化工", (), ("26",), (0, 0)),
        ("1411", ("化工",), (), (0, 0)),
        ("2614", ("26", "化工"), (), (1, 3)),
        ("2614", ("26",), ("化工",), (0, 3)),
    ],
)
def test_that_the_longest_prefix_decides_and_doubt_is_unknown(
    code: str, include: tuple[str, ...], exclude: tuple[str, ...], expected: tuple[int, int]
) -> None:
    assert scope(code, include, exclude) == expected


def test_that_an_empty_scope_narrows_nothing() -> None:
    assert scope("2614", ()) is None


def test_that_codes_outside_the_classification_are_unknown() -> None:
    table = CodeTable(["2614", "2699"], exists=lambda code: code != "2699")
    assert table.index("2699") == table.index("") == len(table) - 1
    assert table.index("2614") == 0


LADDERS = st.sampled_from(["2614", "2625", "1411", "0111", "3985"]).flatmap(
    lambda code: st.lists(st.integers(0, 4), min_size=3, max_size=3).map(
        lambda sizes: tuple(
            ("A" if code[0] == "0" else "C") if size in {0, 1} else code[:size]
            for size in sorted(sizes)
        )
    )
)
"""Three prefixes of one code, the widest first; one letter is the section."""


@given(LADDERS)
def test_that_what_falls_under_a_prefix_falls_under_every_shorter_one(
    ladder: tuple[str, str, str],
) -> None:
    wide, middle, narrow = ladder
    table = CodeTable({*CODES, *ladder})
    tables = [table.scope((prefix,)) for prefix in (narrow, middle, wide)]
    inside = [found[0] for found in tables if found is not None]
    assert (inside[0] <= inside[1]).all()
    assert (inside[1] <= inside[2]).all()
    assert inside[2][table.index(narrow)] == 1
