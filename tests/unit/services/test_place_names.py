import pandas as pd
import pytest

from dzmap.services.place_names import PlaceNames

ZONES = PlaceNames(
    pd.DataFrame(
        [
            ("37101010", "德州经济技术开发区", "德州经开区", "371402"),
            ("37103012", "德州高新技术产业开发区", "德州高新区", "371482"),
            ("37201047", "山东齐河经济开发区", "齐河经开区", "371425"),
            ("37201090", "山东陵城区经济开发区", None, "371403"),
        ],
        columns=["id", "name", "short_name", "county_id"],
    ),
    within=("county_id",),
)
COUNTIES = PlaceNames(
    pd.DataFrame(
        [("371402", "德城区"), ("371425", "齐河县"), ("371482", "禹城市")], columns=["id", "name"]
    )
)


@pytest.mark.parametrize(
    "text",
    [
        *("37201047", "37201047.0", "山东齐河经济开发区", "齐河经济开发区", "齐河经开区"),
        *("齐河开发区", "齐河", "齐河县开发区", "山东 齐河 经济开发区", "山东齐河经济开发区管委会"),
    ],
)
def test_that_a_zone_is_known_by_its_abbreviations(text: str) -> None:
    assert ZONES.find(text).id == "37201047"


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("齐河县", "371425"),
        ("齐河", "371425"),
        ("德州市齐河县", "371425"),
        ("山东省德州市德城区", "371402"),
        ("371425000000", "371425"),
        ("禹城", "371482"),
        ("德州", None),
        ("市直", None),
        ("济阳区", None),
    ],
)
def test_that_a_county_is_known_by_its_abbreviations(text: str, identifier: str | None) -> None:
    assert COUNTIES.find(text).id == identifier


def test_that_a_text_that_fits_several_places_is_none_of_them() -> None:
    found = ZONES.find("经济开发区")
    assert found.id is None
    assert "山东齐河经济开发区" in found.candidates


def test_that_the_county_decides_between_several() -> None:
    assert ZONES.find("经济开发区", within=["371403"]).id == "37201090"


def test_that_a_loose_match_never_contradicts_the_county() -> None:
    assert ZONES.find("高新区").id == "37103012"
    assert ZONES.find("高新区", within=["371425"]).id is None
