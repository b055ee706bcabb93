"""One example case: its facts, where it applies, and the verdict that is expected."""

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.catalogs import ExampleCase
from dzmap.core.metrics import APPLICANT_METRICS
from dzmap.core.problems import KnownError
from dzmap.core.verdicts import Verdict
from dzmap.ui.buttons import dialog_buttons, tool_button
from dzmap.ui.catalogs.choices import choose, combo
from dzmap.ui.catalogs.fields import Described, ReadField, TextField, settle
from dzmap.ui.catalogs.parts import caption, form_rows
from dzmap.ui.catalogs.vocabulary import Vocabulary, metric_titles, optional_day, unit_note
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import tr
from dzmap.ui.screening.words import verdict_word

_INDUSTRY = "industry_code"


class _Fact(QWidget):
    """One fact of an example: what, and how much."""

    def __init__(self, words: Vocabulary, name: str, value: float | str | None) -> None:
        super().__init__()
        self._words = words
        self.value = value
        titles = metric_titles()
        known = {one: titles[one] for one in APPLICANT_METRICS}
        choices = {_INDUSTRY: tr("行业代码"), "other_industry_codes": tr("其他行业代码"), **known}
        choices.setdefault(name, name)
        self.name = combo(tr("项"), choices)
        self.name.setMaxVisibleItems(24)
        choose(self.name, name)
        self.name.activated.connect(lambda _: self._other())
        self.field = ReadField(tr("值"), self._read)
        self.field.read.connect(self._take)
        self.remove = tool_button(words.theme, "dismiss", tr("去掉这一项"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.name, 1)
        row.addWidget(Described(self.field), 1)
        row.addWidget(self.remove)
        self._show()

    @property
    def fact(self) -> tuple[str, float | str] | None:
        """Name and value; None while it is blank."""
        return None if self.value is None else (str(self.name.currentData()), self.value)

    def _read(self, text: str) -> float | str | None:
        name = str(self.name.currentData())
        metric = APPLICANT_METRICS.get(name)
        if not text:
            return None
        if metric is None:
            return ";".join(self._words.codes(text))
        if metric.kind in {"number", "ratio"}:
            return self._words.amount(name, text)
        if metric.choices and metric.kind == "text" and text not in metric.choices:
            raise KnownError(
                tr("没有“{text}”这一类").format(text=text),
                remedy=tr("可以写：{choices}。").format(choices="、".join(metric.choices)),
            )
        return text.replace("、", ";") if metric.kind == "set" else text

    def _take(self, value: float | str | None) -> None:
        self.value = value
        self._show()

    def _other(self) -> None:
        self.value = None
        self._show()
        self.field.setFocus()

    def _show(self) -> None:
        name, value = str(self.name.currentData()), self.value
        metric = APPLICANT_METRICS.get(name)
        numeric = metric is not None and metric.kind in {"number", "ratio"}
        self.field.setPlaceholderText(unit_note(name) if numeric else _hint(name))
        if isinstance(value, str) or value is None:
            self.field.show_text((value or "").replace(";", "、"))
        else:
            self.field.show_text(self._words.amount_text(name, value))


class ExampleDialog(QDialog):
    """Ask ``example`` once it was accepted.

    Args:
        words: What may be named.
        example: The case to edit; None for a new one.
        targets: Zones and parks by id.
        clauses: Titles of the clauses by id.
        parent: The window.
    """

    def __init__(
        self,
        words: Vocabulary,
        example: ExampleCase | None,
        targets: Mapping[str, str],
        clauses: Mapping[str, str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("示例用例"))
        self._words, self._before = words, example
        case = example or ExampleCase(name="", verdict=Verdict.ADMITTED)
        self.name = TextField(tr("名称"), tr("如 化工新建项目"))
        self.name.show_text(case.name)
        self.name.textEdited.connect(lambda _: self.name.complain(""))
        self.target = combo(tr("去向"), {"": tr("目录管辖的任一处"), **targets})
        choose(self.target, case.target_id)
        self.day = ReadField(tr("判定日"), words.day, tr("目录施行起的那天"))
        self.day.show_text(optional_day(case.as_of))
        verdicts = {one: verdict_word(one) for one in Verdict}
        self.verdict = combo(tr("应为"), verdicts)
        choose(self.verdict, case.verdict)
        self.checked = QCheckBox(tr("只看已核查的条款（没有位置的用例）"))
        self.checked.setChecked(case.of_checked)
        self.decisive = combo(tr("决定条款"), {"": tr("不限"), **clauses})
        if case.decisive not in clauses:
            self.decisive.addItem(case.decisive or tr("不限"), case.decisive)
        choose(self.decisive, case.decisive)
        self.facts: list[_Fact] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        for name, value in case.facts or ((_INDUSTRY, None),):
            self.add(name, value)
        self._lay_out()

    def add(self, name: str, value: float | str | None = None) -> _Fact:
        """One more fact."""
        fact = _Fact(self._words, name, value)
        fact.remove.clicked.connect(lambda _=False: self._drop(fact))
        self.facts.append(fact)
        self._rows.addWidget(fact)
        return fact

    def example(self) -> ExampleCase:
        """The case as it stands in the dialog."""
        day = self._words.day(self.day.text()) if not self.day.complaint else None
        return ExampleCase(
            name=self.name.text().strip(),
            facts=tuple(one.fact for one in self.facts if one.fact is not None),
            target_id=str(self.target.currentData()),
            place=None if self._before is None else self._before.place,
            as_of=day,
            verdict=Verdict(self.verdict.currentData()),
            of_checked=self.checked.isChecked(),
            decisive=str(self.decisive.currentData()),
        )

    @override
    def accept(self) -> None:
        settle(self)
        if not self.name.text().strip():
            self.name.complain(tr("写上名称"))
            self.name.setFocus()
        elif not self.day.complaint and not any(one.field.complaint for one in self.facts):
            super().accept()

    def _drop(self, fact: _Fact) -> None:
        self.facts.remove(fact)
        fact.hide()
        fact.deleteLater()

    def _lay_out(self) -> None:
        theme = self._words.theme
        inner = QWidget()
        inner.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 8, 0)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inner)
        more = QPushButton(tr("加一项"))
        more.setFlat(True)
        more.setAutoDefault(False)
        more.clicked.connect(lambda _=False: self.add("total_invest_wan_yuan").name.setFocus())
        column.addWidget(more)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        rows = form_rows()
        for text, widget in (
            (tr("名称"), Described(self.name)),
            (tr("去向"), self.target),
            (tr("判定日"), Described(self.day)),
            (tr("应为"), self.verdict),
            ("", self.checked),
            (tr("决定条款"), self.decisive),
        ):
            rows.addRow(caption(theme, text), widget)
        buttons = dialog_buttons(self, tr("存入草稿"))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        box.addLayout(rows)
        box.addWidget(caption(theme, tr("申请对象的情况")))
        box.addWidget(scroll, 1)
        box.addWidget(buttons)
        open_size(self, 620, 620)


def _hint(name: str) -> str:
    metric = APPLICANT_METRICS.get(name)
    if metric is None:
        return tr("如 C2614")
    return "、".join(metric.choices[:4]) if metric.choices else tr("几个词用、隔开")
