"""要求: a metric against a threshold (with 分档), or a condition that must hold."""

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.core.catalogs import TRUE, All, AnyClause, Compare, RequirementClause, Threshold
from dzmap.core.rulebook import Rule
from dzmap.core.verdicts import Verdict
from dzmap.ui.catalogs.choices import Segments, choose, combo
from dzmap.ui.catalogs.condition_builder import ConditionBuilder
from dzmap.ui.catalogs.fields import Described, ReadField
from dzmap.ui.catalogs.parts import Part, caption, form_rows
from dzmap.ui.catalogs.thresholds_dialog import ThresholdsDialog
from dzmap.ui.catalogs.vocabulary import Vocabulary, metric_of, numeric_titles, unit_note
from dzmap.ui.catalogs.words import CONSEQUENCES
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.screening.blocks import Link
from dzmap.ui.screening.marks import verdict_icon

_BETWEEN = "between"
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}


class RequirementForm(Part):
    """指标 ≥ 数值, 不满足则, 分档; or 须满足 a condition."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__(words)
        self.mode = Segments(tr("写法"), {"metric": tr("指标和数值"), "condition": tr("条件")})
        self.mode.chosen.connect(self._switch)
        self.subject = combo(tr("指标"), numeric_titles())
        self.subject.setMaxVisibleItems(24)
        self.subject.activated.connect(lambda _: self._other_metric())
        self.op = combo(tr("比较"), {**_SIGNS, _BETWEEN: tr("介于")})
        self.op.activated.connect(lambda _: self._other_op())
        self.low = ReadField(tr("数值"), self._read)
        self.low.read.connect(self._put_low)
        self.high = ReadField(tr("不大于"), self._read)
        self.high.read.connect(self._put_high)
        self.otherwise = Segments(
            tr("不满足则"), {key: tr(text) for key, text in CONSEQUENCES.items()}
        )
        self.otherwise.chosen.connect(lambda key: self.put(otherwise=key))
        self.rows = Link(tr("编辑分档…"))
        self.rows.asked.connect(self.edit_rows)
        self._table = plain_label()
        self._table.setWordWrap(True)
        self.condition = ConditionBuilder(words, empty=tr("还没有写须满足什么。"))
        self.condition.changed.connect(lambda one: self.put(condition=one))
        self._lay_out()
        words.theme.changed.connect(self._dress)
        self._dress()

    @property
    def requirement(self) -> RequirementClause | None:
        """The clause that is shown."""
        return self._clause if isinstance(self._clause, RequirementClause) else None

    @override
    def fill(self, clause: AnyClause) -> None:
        if not isinstance(clause, RequirementClause):
            return
        between = _between(clause)
        by_metric = clause.condition is None or between is not None
        self.mode.choose("metric" if by_metric else "condition")
        self._numbers.setVisible(by_metric)
        self._table_line.setVisible(by_metric and between is None)
        self.condition.setVisible(not by_metric)
        self.otherwise.choose(clause.otherwise)
        if between is not None:
            self._fill_between(*between)
        elif by_metric:
            self._fill_metric(clause)
        else:
            self.condition.show_condition(clause.condition or TRUE)

    def edit_rows(self) -> None:
        """The table 分档 in a dialog; what it says is one edit."""
        clause = self.requirement
        if clause is None:
            return
        dialog = ThresholdsDialog(self.words, clause, self.window())
        dialog.accepted.connect(lambda: self.put(thresholds=dialog.thresholds()))
        dialog.open()

    # -- filling -----------------------------------------------------------------------------

    def _fill_metric(self, clause: RequirementClause) -> None:
        self._name(clause.metric, clause.op)
        general = general_of(clause)
        self._show(self.low, None if general is None else general.value)
        self._second.hide()
        rest = clause.thresholds[1:] if general is not None else clause.thresholds
        catalog = self.catalog
        if rest and catalog is not None:
            rule = Rule(index=0, key="", catalog=catalog, clause=replace(clause, thresholds=rest))
            self._table.setText(self.words.wording.requirement(rule))
        else:
            self._table.setText(tr("没有：所有行业、级别、地块都按这个数"))

    def _fill_between(self, low: Compare, high: Compare) -> None:
        self._name(low.metric, _BETWEEN)
        self._show(self.low, low.value)
        self._show(self.high, high.value)
        self._second.show()

    def _name(self, metric: str, op: str) -> None:
        choose(self.subject, metric)
        choose(self.op, op)
        for field in (self.low, self.high):
            field.setPlaceholderText(unit_note(metric))

    def _show(self, field: ReadField, value: float | None) -> None:
        metric = str(self.subject.currentData())
        field.show_text("" if value is None else self.words.amount_text(metric, value))

    # -- editing -----------------------------------------------------------------------------

    def _read(self, text: str) -> float | None:
        return self.words.amount(str(self.subject.currentData()), text) if text else None

    def _put_low(self, value: float | None) -> None:
        clause = self.requirement
        if clause is None:
            return
        between = _between(clause)
        if between is not None:
            if value is not None:
                self.put(condition=All((replace(between[0], value=value), between[1])))
            return
        general = general_of(clause)
        rest = clause.thresholds[1:] if general is not None else clause.thresholds
        self.put(thresholds=rest if value is None else (Threshold(value=value), *rest))

    def _put_high(self, value: float | None) -> None:
        clause = self.requirement
        between = None if clause is None else _between(clause)
        if between is not None and value is not None:
            self.put(condition=All((between[0], replace(between[1], value=value))))

    def _other_metric(self) -> None:
        clause, metric = self.requirement, str(self.subject.currentData())
        if clause is None:
            return
        between = _between(clause)
        if between is not None:
            low, high = (replace(one, metric=metric) for one in between)
            self.put(condition=All((low, high)))
            return
        same = metric_of(metric).unit == metric_of(clause.metric).unit
        self.put(metric=metric, thresholds=clause.thresholds if same else ())

    def _other_op(self) -> None:
        clause, op = self.requirement, str(self.op.currentData())
        if clause is None:
            return
        between, general = _between(clause), general_of(clause)
        if op == _BETWEEN and between is None:
            value = 0.0 if general is None else general.value
            metric = clause.metric or str(self.subject.currentData())
            pair = All((Compare(metric, ">=", value), Compare(metric, "<=", value)))
            self.put(metric="", thresholds=(), condition=pair)
        elif op != _BETWEEN and between is not None:
            first = between[1] if op.startswith("<") else between[0]
            self.put(
                metric=first.metric,
                op=op,
                thresholds=(Threshold(value=first.value),),
                condition=None,
            )
        elif op != _BETWEEN:
            self.put(op=op)

    def _switch(self, mode: str) -> None:
        clause = self.requirement
        if clause is None:
            return
        if mode == "condition" and clause.condition is None:
            general = general_of(clause)
            same = () if general is None else (Compare(clause.metric, clause.op, general.value),)
            self.put(metric="", thresholds=(), condition=All(same))
        elif mode == "condition":
            self._numbers.hide()
            self.condition.show_condition(clause.condition or TRUE)
            self.condition.show()
        elif clause.condition is not None and _between(clause) is None:
            first = _first_comparison(clause)
            metric = first.metric if first else "invest_intensity_wan_yuan_per_mu"
            rows = (Threshold(value=first.value),) if first else ()
            op = first.op if first and first.op in _SIGNS else ">="
            self.put(metric=metric, op=op, thresholds=rows, condition=None)
        else:
            self.fill(clause)

    # -- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme = self.words.theme
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.subject, 1)
        line.addWidget(self.op)
        values = QHBoxLayout()
        values.setSpacing(6)
        values.addWidget(Described(self.low), 1)
        self._second = QWidget()
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.addWidget(plain_label(tr("至")))
        second.addWidget(Described(self.high), 1)
        values.addWidget(self._second, 1)
        self._numbers = QWidget()
        numbers = form_rows()
        self._numbers.setLayout(numbers)
        numbers.addRow(caption(theme, tr("指标"), self.subject), line)
        numbers.addRow(caption(theme, tr("数值"), self.low), values)
        self._table_line = QWidget()
        table = QHBoxLayout(self._table_line)
        table.setContentsMargins(0, 0, 0, 0)
        table.addWidget(caption(theme, tr("分档"), self.rows))
        table.addWidget(self._table, 1)
        table.addWidget(self.rows)
        last = form_rows()
        last.addRow(caption(theme, tr("不满足则")), self.otherwise)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for widget in (self.mode, self._numbers, self.condition):
            box.addWidget(widget)
        box.addLayout(last)
        box.addWidget(self._table_line)

    def _dress(self) -> None:
        self.otherwise.dress(
            {one: verdict_icon(self.words.theme, Verdict(one)) for one in CONSEQUENCES}
        )


def general_of(clause: RequirementClause) -> Threshold | None:
    """The first row of the thresholds if it holds for everybody."""
    first = clause.thresholds[0] if clause.thresholds else None
    return first if first is not None and first == Threshold(value=first.value) else None


def _between(clause: RequirementClause) -> tuple[Compare, Compare] | None:
    """Lower and upper bound of a condition that is nothing but 介于."""
    match clause.condition:
        case All((Compare(metric=one, op=">=") as low, Compare(metric=other, op="<=") as high)):
            return (low, high) if one == other and not clause.metric else None
        case _:
            return None


def _first_comparison(clause: RequirementClause) -> Compare | None:
    match clause.condition:
        case Compare() as one:
            return one
        case All(operands):
            return next((one for one in operands if isinstance(one, Compare)), None)
        case _:
            return None
