from dataclasses import replace
from datetime import date

from dzmap.core.catalogs import Default, Level, ListClause, Outcome, Scope
from dzmap.core.kleene import TRUE, UNKNOWN
from dzmap.core.natural import natural_key
from dzmap.core.rulebook import RuleSet, build_rulebook, catalog_version_line, catalogs_in_force
from dzmap.core.verdicts import Target
from tests.helpers.screening_world import DAY, PARK, ZONE, catalog

CITY = catalog()
COUNTY = catalog(id="COUNTY", level=Level.COUNTY, scope_ids=("371425",))
OTHER_COUNTY = catalog(id="OTHER", level=Level.COUNTY, scope_ids=("371426",))
ZONE_BOOK = catalog(id="ZONE", level=Level.ZONE, scope_ids=("Z1",))
CHEMICAL = catalog(id="CHEM", level=Level.PARK, park_kinds=("chemical",))


def rule_set(target: Target, *catalogs: object, day: date = DAY) -> RuleSet:
    return build_rulebook([target], catalogs, day).rule_sets[0]  # type: ignore[arg-type]


def names(target: Target, *catalogs: object) -> list[str]:
    return [one.id for one in rule_set(target, *catalogs).catalogs]


def forbid(clause_id: str = "c1", **fields: object) -> ListClause:
    usual = {"id": clause_id, "outcome": Outcome.PROHIBIT, "scope": Scope(industries=("26",))}
    return ListClause(**{**usual, **fields})  # type: ignore[arg-type]


def test_that_a_park_is_governed_from_itself_up_to_the_city() -> None:
    books = (CITY, COUNTY, OTHER_COUNTY, ZONE_BOOK, CHEMICAL)
    assert names(PARK, *books) == ["CHEM", "ZONE", "COUNTY", "CITY"]
    assert names(ZONE, *books) == ["ZONE", "COUNTY", "CITY"]
    sub_park = replace(PARK, park_kind="sub_park")
    assert names(sub_park, *books) == ["ZONE", "COUNTY", "CITY"]


def test_that_a_named_parent_governs_too() -> None:
    child = replace(ZONE_BOOK, parent="OTHER")
    assert names(ZONE, child, OTHER_COUNTY) == ["ZONE", "OTHER"]


def test_that_a_park_of_unknown_kind_may_be_governed() -> None:
    unknown = replace(PARK, park_kind="")
    assert rule_set(unknown, CHEMICAL, CITY).governs == {"CHEM": UNKNOWN, "CITY": TRUE}


def test_that_the_latest_version_in_force_counts() -> None:
    first = replace(CITY, version="1", effective_from=date(2020, 1, 1))
    second = replace(CITY, version="2", effective_from=date(2021, 6, 30))
    third = replace(CITY, version="3", effective_from=date(2021, 7, 1))
    draft = replace(CITY, version="4", effective_from=date(2021, 6, 30), published=False)
    ended = replace(CITY, id="OLD", effective_to=date(2021, 6, 29))
    every = (third, first, draft, second, ended)
    assert [one.version for one in catalogs_in_force(every, DAY)] == ["2"]
    assert [one.version for one in catalogs_in_force(every, date(2021, 6, 29))] == ["1", "1"]
    same_day = (replace(second, version="2.9"), replace(second, version="2.10"))
    assert [one.version for one in catalogs_in_force(same_day, DAY)] == ["2.10"]


def test_that_only_clauses_in_force_that_day_count() -> None:
    late = forbid("late", effective_from=date(2023, 4, 1))
    gone = forbid("gone", effective_to=date(2021, 6, 29))
    last_day = forbid("last", effective_to=DAY)
    keys = [rule.key for rule in rule_set(ZONE, catalog(late, gone, last_day)).rules]
    assert keys == ["CITY/last", "CITY/default"]


def test_that_local_catalogs_come_first_and_clauses_in_natural_order() -> None:
    city = catalog(forbid("c10"), forbid("c2"))
    book = build_rulebook([ZONE], [city, ZONE_BOOK], DAY)
    assert book.clause_ids == ("ZONE/default", "CITY/c2", "CITY/c10", "CITY/default")
    assert natural_key("c2") < natural_key("c10") < natural_key("d1")


def test_that_only_the_same_level_or_below_may_replace() -> None:
    city = catalog(forbid("c1", replaces=("ZONE/z1",)), forbid("c2"))
    zone = catalog(forbid("z1", replaces=("CITY/c2", "CITY/default")), id="ZONE", level=Level.ZONE)
    rules = rule_set(ZONE, city, zone)
    position = {rule.key: rule.index for rule in rules.rules}
    acting = {index: [rule.key for rule in actors] for index, actors in rules.replacing.items()}
    assert acting == {position["CITY/c2"]: ["ZONE/z1"], position["CITY/default"]: ["ZONE/z1"]}


def test_that_clauses_replacing_each_other_in_a_circle_both_stay() -> None:
    rules = rule_set(ZONE, catalog(forbid("a", replaces=("b",)), forbid("b", replaces=("a",))))
    assert not any(rules.replacing.values())


def test_that_a_target_without_catalog_is_noted() -> None:
    book = build_rulebook([ZONE], [replace(CITY, published=False)], DAY)
    assert book.rule_sets[0].rules == ()
    assert "齐河经开区" in book.notes[0]


def test_that_a_parent_that_does_not_count_is_noted() -> None:
    child = replace(CITY, id="ZONE", title="齐河目录", level=Level.ZONE, parent="CITY")
    late = replace(CITY, effective_from=date(2022, 1, 1))
    assert build_rulebook([ZONE], [CITY, child], DAY).notes == ()
    for others in ([], [late], [replace(CITY, published=False)]):
        (note,) = build_rulebook([ZONE], [*others, child], DAY).notes
        assert note == "《齐河目录》的上级目录（编号 CITY）没有录入或判定日没有生效，没有计入。"
    elsewhere = replace(child, scope_ids=("Z9",))
    assert build_rulebook([ZONE], [late, elsewhere, replace(CITY, id="C2")], DAY).notes == ()


def test_that_the_version_line_changes_with_the_content() -> None:
    line = catalog_version_line(CITY)
    assert line.startswith("德州市目录 示例〔2020〕1 号 v1 ")
    assert catalog_version_line(CITY) == line
    assert catalog_version_line(replace(CITY, default=Default.PERMITTED)) != line
