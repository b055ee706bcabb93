import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.identifiers import USCC_ALPHABET, check_adcode, check_uscc, uscc_check_character

# The example that GB 32100-2015 style codes are usually shown with (public, 2015).
VALID = "91350100M000100Y43"


def test_that_a_valid_code_passes_and_is_tidied() -> None:
    assert check_uscc(VALID).valid
    assert check_uscc(" 91350100 m000100y43 ").code == VALID
    assert check_uscc("９１３５０１００Ｍ０００１００Ｙ４３").valid


@pytest.mark.parametrize(
    ("code", "reason", "suggestion"),
    [
        ("91350100MOOO100Y43", "第 10 位是字母 O，代码中没有字母 O", VALID),
        ("9135O100M000100Y43", "第 5 位是字母 O", VALID),
        ("9I350100M000100Y43", "第 2 位是字母 I", VALID),
        ("91350100M000100Y44", "校验位不对：第 18 位是 4，按前 17 位应为 3", ""),
        ("91350100M000100Y4", "应为 18 位，现在是 17 位", ""),
        ("91A50100M000100Y43", "第 3 位应为数字", ""),
        ("91350100M000100Y4#", "第 18 位是“#”", ""),
        ("9.1350100000010E+17", "科学计数", ""),
    ],
)
def test_that_a_fault_is_named_exactly(code: str, reason: str, suggestion: str) -> None:
    check = check_uscc(code)
    assert reason in check.fault
    assert check.suggestion == suggestion


@pytest.mark.parametrize("number", [913501000001004312, 9.13501e17])
def test_that_numbers_from_excel_are_refused(number: float) -> None:
    assert "Excel" in check_uscc(number).fault


@given(st.text(USCC_ALPHABET, min_size=9, max_size=9), st.integers(0, 16), st.data())
def test_that_one_changed_character_is_always_noticed(
    organisation: str, place: int, data: st.DataObject
) -> None:
    body = f"91371425{organisation}"
    code = body + uscc_check_character(body)
    assert check_uscc(code).valid
    other = data.draw(st.sampled_from(USCC_ALPHABET.replace(code[place], "")))
    assert not check_uscc(code[:place] + other + code[place + 1 :]).valid


def test_that_division_codes_belong_to_dezhou() -> None:
    assert check_adcode("371425").valid
    assert check_adcode(371425.0).code == "371425"
    assert "德州市" in check_adcode("370102").fault
    assert "6 位" in check_adcode("3714").fault
