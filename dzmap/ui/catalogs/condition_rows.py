"""One leaf of a condition as a row of fields: 指标–比较–值, industry, layer, or list."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.core.catalogs import Compare, InIndustry, InList, Member, Relation, SpatialTest
from dzmap.core.metrics import METRICS
from dzmap.ui.catalogs.choices import Chips, MenuPick, choose, combo
from dzmap.ui.catalogs.fields import Described, ReadField
from dzmap.ui.catalogs.vocabulary import DISTANCE, Vocabulary, metric_titles, unit_note
from dzmap.ui.catalogs.words import OPERATORS
from dzmap.ui.i18n import tr

Leaf = Compare | Member | InIndustry | SpatialTest | InList

INDUSTRY, SPACE, LIST = "·industry", "·space", "·list"


class LeafBody(QWidget):
    """The fields behind the subject; ``changed`` after each edit. ``value`` None: not complete."""

    changed = Signal()

    def value(self) -> Leaf | None:
        """What the fields say."""
        raise NotImplementedError

    def show_leaf(self, leaf: Leaf) -> None:
        """Fill the fields without telling."""
        raise NotImplementedError


class NumberBody(LeafBody):
    """比较 and 值 of a number."""

    def __init__(self, words: Vocabulary, metric: str) -> None:
        super().__init__()
        self._words, self._metric = words, metric
        self._number: float | None = None
        self.op = combo(tr("比较"), OPERATORS)
        self.op.activated.connect(lambda _: self.changed.emit())
        self.field = ReadField(tr("值"), lambda text: words.amount(metric, text), unit_note(metric))
        self.field.read.connect(self._take)
        row = _row(self)
        row.addWidget(self.op)
        row.addWidget(Described(self.field), 1)

    @override
    def value(self) -> Compare | None:
        if self._number is None:
            return None
        return Compare(self._metric, str(self.op.currentData()), self._number)

    @override
    def show_leaf(self, leaf: Leaf) -> None:
        if isinstance(leaf, Compare):
            choose(self.op, leaf.op)
            self._show(leaf.value)

    def _take(self, number: float) -> None:
        self._show(number)
        self.changed.emit()

    def _show(self, number: float) -> None:
        self._number = number
        self.field.show_text(self._words.amount_text(self._metric, number))


class MemberBody(LeafBody):
    """One of some words: a menu where the metric has choices, chips where it has none."""

    def __init__(self, words: Vocabulary, metric: str) -> None:
        super().__init__()
        self._metric = metric
        known = METRICS[metric].choices if metric in METRICS else ()
        self._pick: MenuPick | Chips
        if known:
            self._pick = MenuPick(tr("值"), {one: one for one in known})
        else:
            self._pick = Chips(words.theme, tr("值"), placeholder=tr("几个词用、隔开"))
        self._pick.changed.connect(lambda _: self.changed.emit())
        _row(self).addWidget(self._pick, 1)

    @override
    def value(self) -> Member | None:
        return Member(self._metric, self._pick.values)

    @override
    def show_leaf(self, leaf: Leaf) -> None:
        if isinstance(leaf, Member):
            self._pick.show_values(leaf.values)


class IndustryBody(LeafBody):
    """Codes that are in, and codes that are out."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self.include, self.exclude = (
            Chips(
                words.theme,
                name,
                read=words.codes,
                title=words.industry_title,
                placeholder=tr("{name}代码，如 C39").format(name=name),
            )
            for name in (tr("行业"), tr("除外行业"))
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for chips in (self.include, self.exclude):
            chips.changed.connect(lambda _: self.changed.emit())
            box.addWidget(chips)

    @override
    def value(self) -> InIndustry | None:
        return InIndustry(self.include.values, self.exclude.values)

    @override
    def show_leaf(self, leaf: Leaf) -> None:
        if isinstance(leaf, InIndustry):
            self.include.show_values(leaf.include)
            self.exclude.show_values(leaf.exclude)


class SpaceBody(LeafBody):
    """位于、不占、距离 and layers."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self._words = words
        self._distance: float | None = None
        self.relation = combo(
            tr("关系"),
            {
                Relation.WITHIN: tr("位于其内"),
                Relation.DISJOINT: tr("不占"),
                Relation.DISTANCE_GE: tr("距离 ≥"),
            },
        )
        self.relation.activated.connect(lambda _: self._tell())
        self.layers = MenuPick(tr("图层"), words.layer_titles)
        self.layers.changed.connect(lambda _: self._tell())
        self.field = ReadField(
            tr("距离"), lambda text: words.amount(DISTANCE.name, text), tr("如 300 m")
        )
        self.field.read.connect(self._take)
        self._described = Described(self.field)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.relation)
        line.addWidget(self._described, 1)
        line.addStretch(1)
        box.addLayout(line)
        box.addWidget(self.layers)
        self._fit()

    @override
    def value(self) -> SpatialTest | None:
        relation = self.relation.currentData()
        distant = relation is Relation.DISTANCE_GE
        if distant and self._distance is None:
            return None
        return SpatialTest(relation, self.layers.values, self._distance)

    @override
    def show_leaf(self, leaf: Leaf) -> None:
        if isinstance(leaf, SpatialTest):
            choose(self.relation, leaf.relation)
            self.layers.show_values(leaf.layers)
            self._show(leaf.distance_m)
            self._fit()

    def _take(self, distance: float) -> None:
        self._show(distance)
        self.changed.emit()

    def _show(self, distance: float | None) -> None:
        self._distance = distance
        text = "" if distance is None else self._words.amount_text(DISTANCE.name, distance)
        self.field.show_text(text)

    def _tell(self) -> None:
        if self.relation.currentData() is not Relation.DISTANCE_GE:
            self._show(None)
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        self._described.setVisible(self.relation.currentData() is Relation.DISTANCE_GE)


class ListBody(LeafBody):
    """Reference lists of the project."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self._chips = Chips(words.theme, tr("名录"), placeholder=tr("名录名称，如 两高"))
        self._chips.propose(words.lists)
        self._chips.changed.connect(lambda _: self.changed.emit())
        _row(self).addWidget(self._chips, 1)

    @override
    def value(self) -> InList | None:
        return InList(self._chips.values)

    @override
    def show_leaf(self, leaf: Leaf) -> None:
        if isinstance(leaf, InList):
            self._chips.show_values(leaf.lists)


def subjects() -> Mapping[str, str]:
    """What a row may be about."""
    return {
        **metric_titles(),
        INDUSTRY: tr("行业"),
        SPACE: tr("与图层的关系"),
        LIST: tr("列入名录"),
    }


def subject_of(leaf: Leaf) -> str:
    """What a leaf is about."""
    match leaf:
        case Compare(metric=metric) | Member(metric=metric):
            return metric
        case InIndustry():
            return INDUSTRY
        case SpatialTest():
            return SPACE
        case InList():
            return LIST


def body_for(subject: str, words: Vocabulary, leaf: Leaf | None = None) -> LeafBody:
    """The fields of a subject; ``leaf`` is what they are to show."""
    if subject == INDUSTRY:
        return IndustryBody(words)
    if subject == SPACE:
        return SpaceBody(words)
    if subject == LIST:
        return ListBody(words)
    kind = METRICS[subject].kind if subject in METRICS else "number"
    texts = isinstance(leaf, Member) or (leaf is None and kind in {"text", "set"})
    return MemberBody(words, subject) if texts else NumberBody(words, subject)


def says_nothing(leaf: Leaf | None) -> bool:
    """Whether a leaf that was just made is not filled in yet."""
    match leaf:
        case None:
            return True
        case Member(values=values):
            return not values
        case InIndustry(include=include):
            return not include
        case SpatialTest(layers=layers):
            return not layers
        case InList(lists=lists):
            return not lists
        case _:
            return False


def _row(body: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(body)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    return row
