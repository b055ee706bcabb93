"""The facts of the applicant, as an editable copy: nothing is written to the project."""

import geopandas as gpd
import numpy as np
import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.applicants import normalised_applicants, with_changes, with_derived
from dzmap.core.industry_search import IndustrySearch
from dzmap.core.metrics import APPLICANT_METRICS
from dzmap.core.quantities import (
    QuantityError,
    format_metric,
    is_missing,
    metric_decimals,
    metric_shown,
    metric_stored,
    parse_quantity,
)
from dzmap.services.siting import Candidate
from dzmap.ui.i18n import tr
from dzmap.ui.industries.field import IndustryField
from dzmap.ui.theme.theme import Theme

_FIRST = ("total_invest_wan_yuan", "land_mu", "tax_wan_yuan", "energy_tce")
_DERIVED = ("invest_intensity_wan_yuan_per_mu", "tax_wan_yuan_per_mu")
_NOT_ASKED = frozenset({"action", "land_grade"})  # its own field; a fact of the place


class ApplicantForm(QWidget):
    """``changed`` tells of every edit; read ``candidate`` and ``fault``."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._candidate: Candidate | None = None
        self._silent = False
        self._industry: IndustryField | None = None
        self._edits: dict[str, QLineEdit | QComboBox] = {}
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("名称"))
        self.name.textEdited.connect(self._tell)
        self._code_place = QVBoxLayout()
        self._rows = self._form()
        self._rows.addRow(tr("名称"), self.name)
        self._rows.addRow(tr("行业"), self._code_place)
        self._rows.addRow(tr("建设性质"), self._choice("action"))
        for name in _FIRST:
            self._rows.addRow(tr(APPLICANT_METRICS[name].zh), self._number(name))
        self._derived = QLabel()
        self._derived.setProperty("role", "secondary")
        self._derived.setWordWrap(True)
        self._more = QToolButton()
        self._more.setCheckable(True)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.dress(self._more, "chevron_down", "text2")
        self._others = QWidget()
        self._others.setLayout(self._other_rows())
        self._others.hide()
        self._more.toggled.connect(self._others.setVisible)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(self._rows)
        box.addWidget(self._derived)
        box.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._others)
        self._show_derived()

    def use_search(self, search: IndustrySearch) -> None:
        """Let the industry be typed as code, name or pinyin."""
        if self._industry is None:
            self._industry = IndustryField(search)
            self._code_place.addWidget(self._industry)
            self._industry.changed.connect(self._tell)
            self._show_code()

    def show_candidate(self, candidate: Candidate | None) -> None:
        """Show the facts of another applicant."""
        self._candidate = candidate
        self._silent = True
        self.name.setText("" if candidate is None else candidate.name)
        self.name.setCursorPosition(0)
        self._show_code()
        for name, edit in self._edits.items():
            value = None if candidate is None else candidate.frame[name].iloc[0]
            _show_value(edit, name, value)
        self._silent = False
        self._show_derived()

    def candidate(self) -> Candidate:
        """The applicant with what was edited; its place and id stay."""
        base = self._candidate or Candidate(frame=_blank())
        frame = base.frame
        numbers = {
            name: _number_of(edit, name)
            for name, edit in self._edits.items()
            if isinstance(edit, QLineEdit) and APPLICANT_METRICS[name].kind in {"number", "ratio"}
        }
        changed = {
            name: value
            for name, value in numbers.items()
            if not np.isclose(value, frame[name].iloc[0], rtol=1e-9, equal_nan=True)
            and _text(name, frame[name].iloc[0]) != self._shown(name)
        }
        texts = {
            name: edit.currentText().strip() if isinstance(edit, QComboBox) else edit.text().strip()
            for name, edit in self._edits.items()
            if APPLICANT_METRICS[name].kind in {"text", "set"}
        }
        texts["name"] = self.name.text().strip()
        texts["industry_code"] = self._code()
        frame = with_derived(with_changes(frame, changed)) if changed else frame
        frame = frame.assign(
            **{name: pd.Series([value or None], dtype="str") for name, value in texts.items()}
        )
        same = base.frame["industry_code"].iloc[0] == texts["industry_code"]
        return Candidate(
            frame=normalised_applicants(frame),
            chain_id=base.chain_id if same else "",
            enterprise_id=base.enterprise_id,
            owner_id=base.owner_id,
            notes=base.notes if texts["action"] == base.frame["action"].iloc[0] else (),
        )

    def fault(self) -> str:
        """Why no comparison can start; "" if it can."""
        if not self._code():
            return tr("填上行业，或从表中选择申请对象。")
        for name, edit in self._edits.items():
            if isinstance(edit, QLineEdit) and edit.property("invalid"):
                return tr("“{field}”不是能用的数字。").format(field=tr(APPLICANT_METRICS[name].zh))
        return ""

    # ----------------------------------------------------------------------------------------

    @staticmethod
    def _form() -> QFormLayout:
        rows = QFormLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(8)
        rows.setVerticalSpacing(5)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        return rows

    def _other_rows(self) -> QFormLayout:
        rows = self._form()
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, metric in APPLICANT_METRICS.items():
            if name in _FIRST or name in _NOT_ASKED or metric.numerator:
                continue
            if metric.kind in {"number", "ratio"}:
                rows.addRow(tr(metric.zh), self._number(name))
            elif metric.choices and metric.kind == "text":
                rows.addRow(tr(metric.zh), self._choice(name))
            else:
                rows.addRow(tr(metric.zh), self._words(name))
        return rows

    def _number(self, name: str) -> QWidget:
        metric = APPLICANT_METRICS[name]
        edit = QLineEdit()
        edit.setAccessibleName(f"{tr(metric.zh)} {metric.unit}".strip())
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.textEdited.connect(lambda _text: self._take_number(name))
        self._edits[name] = edit
        unit = QLabel(metric.unit)
        unit.setProperty("role", "secondary")
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(edit, 1)
        line.addWidget(unit)
        unit.setMinimumWidth(44)
        return box

    def _choice(self, name: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(tr(APPLICANT_METRICS[name].zh))
        combo.addItems(["", *APPLICANT_METRICS[name].choices])
        combo.activated.connect(lambda _index: self._tell())
        self._edits[name] = combo
        return combo

    def _words(self, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(tr(APPLICANT_METRICS[name].zh))
        edit.textEdited.connect(self._tell)
        self._edits[name] = edit
        return edit

    def _take_number(self, name: str) -> None:
        edit = self._edits[name]
        bad = isinstance(edit, QLineEdit) and bool(edit.text().strip())
        bad = bad and np.isnan(_number_of(edit, name))
        edit.setProperty("invalid", bad)
        edit.style().polish(edit)
        self._tell()

    def _tell(self) -> None:
        if not self._silent:
            self._show_derived()
            self.changed.emit()

    def _code(self) -> str:
        if self._industry is not None:
            return self._industry.code()
        base = None if self._candidate is None else self._candidate.frame["industry_code"].iloc[0]
        return "" if is_missing(base) else str(base)

    def _show_code(self) -> None:
        if self._industry is not None and self._candidate is not None:
            code = self._candidate.frame["industry_code"].iloc[0]
            self._industry.set_code("" if is_missing(code) else str(code))
            self._industry.line.setCursorPosition(0)

    def _shown(self, name: str) -> str:
        edit = self._edits[name]
        return edit.text().strip() if isinstance(edit, QLineEdit) else edit.currentText()

    def _show_derived(self) -> None:
        frame = self.candidate().frame
        invest, tax = (
            "" if is_missing(frame[name].iloc[0]) else format_metric(name, frame[name].iloc[0])
            for name in _DERIVED
        )
        parts = [tr("投资 {value}").format(value=invest)] if invest else []
        parts += [tr("税收 {value}").format(value=tax)] if tax else []
        self._derived.setText(tr("即{parts}").format(parts="；".join(parts)) if parts else "")
        self._derived.setVisible(bool(parts))
        filled = sum(
            bool(self._shown(name)) for name in self._edits if name not in (*_FIRST, *_NOT_ASKED)
        )
        self._more.setText(tr("更多资料（已填 {count} 项）").format(count=filled))


def _blank() -> gpd.GeoDataFrame:
    return normalised_applicants(pd.DataFrame({"id": ["form"]}))


def _text(name: str, value: object) -> str:
    """A number as the form writes it: no separators, no unit; "" for none."""
    if is_missing(value):
        return ""
    shown = f"{metric_shown(name, float(str(value))):,.{max(metric_decimals(name), 2)}f}"
    return shown.rstrip("0").rstrip(".")


def _show_value(edit: QLineEdit | QComboBox, name: str, value: object) -> None:
    number = APPLICANT_METRICS[name].kind in {"number", "ratio"}
    text = _text(name, value) if number else "" if is_missing(value) else str(value)
    if isinstance(edit, QLineEdit):
        edit.setText(text)
        edit.setProperty("invalid", False)
        edit.style().polish(edit)
        return
    if edit.findText(text) < 0:
        edit.addItem(text)
    edit.setCurrentText(text)


def _number_of(edit: QLineEdit | QComboBox, name: str) -> float:
    """The number in a field in the metric's stored unit; NaN for none or no number."""
    text = edit.text() if isinstance(edit, QLineEdit) else edit.currentText()
    try:
        value = parse_quantity(text, APPLICANT_METRICS[name].unit)
    except QuantityError:
        return float("nan")
    metric = APPLICANT_METRICS[name]
    stored = float("nan") if value is None else metric_stored(name, value)
    return stored if metric.lowest <= stored <= metric.highest else float("nan")
