import pytest

from dzmap.readers.encodings import decode, separator

TEXT = "企业名称,行业代码\n示例·齐河化工,2614\n"


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gbk", "GBK"),
        ("gb18030", "GBK"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_that_chinese_text_is_read_in_every_encoding_that_offices_save(
    codec: str, shown: str
) -> None:
    decoded = decode(TEXT.encode(codec))
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.certain) == (TEXT, shown, True)


def test_that_binary_data_is_not_text() -> None:
    assert decode(b"\x00\x01\x02\xff\xfe\xfd" * 100) is None


def test_that_a_stray_control_character_leaves_text_text() -> None:
    decoded = decode("企业名称,行业代码\n甲\x00\x07乙,2614\n".encode("gbk"))
    assert decoded is not None
    assert decoded.encoding == "GBK"


def test_that_text_of_another_code_page_is_uncertain() -> None:
    decoded = decode("é,ü,ö,à,î,ô\n".encode("latin-1") * 20)
    assert decoded is None or not decoded.certain


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_that_the_separator_is_found(mark: str) -> None:
    lines = [("名称", "地址", "营收"), ("甲", "a，b", "1.0"), ("乙", "c", "2,000" * (mark != ","))]
    assert separator("\n".join(mark.join(line) for line in lines)) == mark


def test_that_one_column_needs_no_separator() -> None:
    assert separator("名称\n甲\n乙\n") == ","
