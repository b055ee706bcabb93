from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from dzmap.core.catalogs import (
    TRUE,
    All,
    Any,
    Case,
    Compare,
    Condition,
    InIndustry,
    Member,
    Not,
    Relation,
    SpatialTest,
)
from dzmap.ui.catalogs.choices import choose
from dzmap.ui.catalogs.condition_builder import ConditionBuilder, GroupNode, LeafNode
from dzmap.ui.catalogs.condition_rows import INDUSTRY, NumberBody
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.theme.theme import Theme
from tests.helpers.catalog_strategies import conditions
from tests.helpers.ui_project import application

BIG = Compare("total_invest_wan_yuan", ">=", 10000.0)
SMALL = Compare("land_mu", "<", 41.5)
REGISTERED = Member("eia_type", ("登记表", "豁免"))


@pytest.fixture(scope="module")
def words(qapp: QApplication) -> Iterator[Vocabulary]:
    theme = Theme(qapp)
    yield Vocabulary(theme=theme, numbers=application().catalogs)
    theme.deleteLater()


@pytest.fixture
def builder(qtbot: QtBot, words: Vocabulary) -> ConditionBuilder:
    builder = ConditionBuilder(words)
    qtbot.addWidget(builder)
    return builder


def press(builder: ConditionBuilder, text: str) -> None:
    next(one for one in builder.findChildren(QPushButton) if one.text() == text).click()


def rows(builder: ConditionBuilder) -> list[LeafNode]:
    return builder.findChildren(LeafNode)


def fill(row: LeafNode, text: str) -> None:
    body = row.body
    assert isinstance(body, NumberBody)
    body.field.setText(text)
    body.field.commit()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(condition=conditions)
def test_that_the_rows_say_the_condition_that_they_show(
    builder: ConditionBuilder, condition: Condition
) -> None:
    told: list[Condition] = []
    builder.changed.connect(told.append)
    builder.show_condition(condition)
    assert builder.value() == condition
    assert told == []
    builder.changed.disconnect(told.append)


@pytest.mark.parametrize(
    "condition",
    [
        TRUE,
        BIG,
        Not(BIG),
        Not(Not(REGISTERED)),
        All((BIG, Any((SMALL, Not(REGISTERED))))),
        Any(()),
        Case(((BIG, SMALL), (TRUE, REGISTERED)), TRUE),
        InIndustry(("26", "C"), ("2625",)),
        SpatialTest(Relation.DISTANCE_GE, ("ecological_redline",), 300.0),
        Compare("admin_land_share", "<=", 0.07),
    ],
)
def test_that_each_kind_of_condition_survives(
    builder: ConditionBuilder, condition: Condition
) -> None:
    builder.show_condition(condition)
    assert builder.value() == condition


def test_that_a_new_row_counts_once_it_is_filled_in(builder: ConditionBuilder) -> None:
    told: list[Condition] = []
    builder.changed.connect(told.append)
    press(builder, "加条件")
    assert (builder.value(), told) == (TRUE, [])
    fill(rows(builder)[0], "１．２亿元")
    assert told == [All((Compare("total_invest_wan_yuan", ">=", 12000.0),))]
    assert builder.sentence == "总投资 ≥ 12,000 万元"


def test_that_rows_are_joined_and_grouped(builder: ConditionBuilder) -> None:
    builder.show_condition(All((BIG,)))
    press(builder, "加一组")
    fill(rows(builder)[1], "40")
    group = builder.slot.node
    assert isinstance(group, GroupNode)
    new = Compare("total_invest_wan_yuan", ">=", 40.0)
    assert builder.value() == All((BIG, Any((new,))))
    group.joint.button("any").click()
    assert builder.value() == Any((BIG, Any((new,))))


def test_that_a_row_is_negated_and_removed(builder: ConditionBuilder) -> None:
    builder.show_condition(All((BIG, SMALL)))
    rows(builder)[0].negate.click()
    assert builder.value() == All((Not(BIG), SMALL))
    assert builder.sentence == "总投资 < 10,000 万元 且 用地 < 41.5 亩"
    rows(builder)[0].remove.click()
    assert builder.value() == All((SMALL,))


def test_that_the_last_row_of_a_nested_group_takes_the_group_away(
    builder: ConditionBuilder,
) -> None:
    builder.show_condition(All((BIG, Any((SMALL,)))))
    builder.show()
    rows(builder)[1].remove.click()
    assert builder.value() == All((BIG,))


def test_that_a_wrong_number_is_refused_in_place(builder: ConditionBuilder) -> None:
    builder.show_condition(All((SMALL,)))
    body = rows(builder)[0].body
    assert isinstance(body, NumberBody)
    body.field.setText("41 吨")
    body.field.commit()
    assert builder.value() == All((SMALL,))
    assert body.field.complaint == "单位“吨”不能用于“用地”。改用亩、公顷、平方米。"
    body.field.setText("3 公顷")
    body.field.commit()
    assert builder.value() == All((Compare("land_mu", "<", 45.0),))
    assert body.field.complaint == ""


def test_that_another_subject_waits_for_its_value(builder: ConditionBuilder) -> None:
    told: list[Condition] = []
    builder.show_condition(All((BIG, SMALL)))
    builder.changed.connect(told.append)
    row = rows(builder)[0]
    choose(row.subject, INDUSTRY)
    row.subject.activated.emit(row.subject.currentIndex())
    assert told == []
    field = row.body.findChildren(type(rows(builder)[1].body.field))[0]  # type: ignore[attr-defined]
    field.setText("C26、３９")
    field.commit()
    assert told == [All((InIndustry(("26", "39")), SMALL))]


def test_that_icon_buttons_have_names(builder: ConditionBuilder) -> None:
    builder.show_condition(All((BIG, Any((SMALL, REGISTERED)))))
    nameless = [
        one
        for one in builder.findChildren(QToolButton)
        if not one.accessibleName() and not one.text()
    ]
    assert nameless == []
