"""筛选…: a condition on one column, as text or as a range of numbers."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.quantities import QuantityError, parse_quantity
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.tables.frame_model import Filter, FrameColumn


def text_filter(column: FrameColumn, text: str) -> Filter:
    """Rows whose cell, as it is shown, contains ``text``, whatever its case."""

    def keep(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
        cells = frame[column.name]
        if column.text is not None:
            cells = cells.map({value: column.shown(value) for value in cells.unique()})
        cells = cells.fillna("").astype("str").str.lower()
        return np.asarray(cells.str.contains(text.lower(), regex=False), dtype=bool)

    return Filter(f"column {column.name}", f"{column.header} {tr('含')} “{text}”", keep)


def range_filter(column: FrameColumn, least: float | None, most: float | None) -> Filter:
    """Rows whose number lies between the limits (None = open); what is missing is left out."""

    def keep(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
        values = frame[column.name].astype("float64").to_numpy()
        inside = ~np.isnan(values)
        if least is not None:
            inside &= values >= least
        if most is not None:
            inside &= values <= most
        return inside

    limits = " ".join(
        part
        for part in (
            f"≥ {least:,g}" if least is not None else "",
            f"≤ {most:,g}" if most is not None else "",
        )
        if part
    )
    return Filter(f"column {column.name}", f"{column.header} {limits}", keep)


def missing_filter(column: FrameColumn) -> Filter:
    """Rows in which nothing was filled in."""

    def keep(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
        return frame[column.name].isna().to_numpy(dtype=bool)

    return Filter(f"column {column.name}", f"{column.header} {tr('没有填')}", keep)


class ColumnFilterDialog(QDialog):
    """Asks for the condition; ``filter`` is None until it is accepted, and if nothing was typed."""

    def __init__(self, column: FrameColumn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("筛选：{column}").format(column=column.header))
        self.filter: Filter | None = None
        self._column = column
        self._first, self._second = QLineEdit(), QLineEdit()
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        if column.number:
            form.addRow(self.tr("不小于"), self._first)
            form.addRow(self.tr("不大于"), self._second)
        else:
            form.addRow(self.tr("包含文字"), self._first)
        self._missing = QCheckBox(tr("只看没有填的行"))
        self._missing.toggled.connect(self._first.setDisabled)
        self._missing.toggled.connect(self._second.setDisabled)
        form.addRow(self._missing)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("筛选"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(360)

    def _take(self) -> None:
        if self._missing.isChecked():
            self.filter = missing_filter(self._column)
            self.accept()
            return
        if not self._column.number:
            text = self._first.text().strip()
            self.filter = text_filter(self._column, text) if text else None
            self.accept()
            return
        limits = [self._number(field) for field in (self._first, self._second)]
        if all(valid for valid, _ in limits):
            least, most = limits[0][1], limits[1][1]
            if least is not None or most is not None:
                self.filter = range_filter(self._column, least, most)
            self.accept()

    def _number(self, field: QLineEdit) -> tuple[bool, float | None]:
        try:
            number = parse_quantity(field.text()) if field.text().strip() else None
        except QuantityError as error:
            field.setProperty("invalid", True)
            field.setToolTip(plain_tip(str(error)))
            field.style().polish(field)
            return False, None
        return True, number
