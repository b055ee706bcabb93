"""从表中选择: the enterprises and projects of the project in one list that one can search."""

import pandas as pd
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from dzmap.services.ports import Tables
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import tr
from dzmap.ui.tables.frame_model import Filter, FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView

_WIDTHS = (300, 90, 90, 190, 190)


def applicant_rows(tables: Tables) -> pd.DataFrame:
    """Projects, then enterprises: id “table/id”, name, kind, industry_code, place, owner, uscc."""
    places = pd.concat([tables.table("parks"), tables.table("zones")])
    names = dict(zip(places["id"], places["name"], strict=True))
    parts = []
    for table, kind in (("projects", tr("项目")), ("enterprises", tr("企业"))):
        rows = tables.table(table)
        stated = rows["park_id"].fillna(rows["zone_id"])
        parts.append(
            pd.DataFrame(
                {
                    "id": f"{table}/" + rows["id"].astype(str),
                    "name": rows["name"],
                    "kind": kind,
                    "industry_code": rows["industry_code"],
                    "place": stated.map(names),
                    "owner": rows.get("owner"),
                    "uscc": rows["uscc"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


class ApplicantDialog(QDialog):
    """``chosen`` carries “projects/ID” or “enterprises/ID”."""

    chosen = Signal(str)

    def __init__(self, rows: pd.DataFrame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("选择申请对象"))
        self._search = QLineEdit()
        self._search.setPlaceholderText(tr("名称、建设单位、编号、信用代码或行业代码"))
        self._search.setAccessibleName(tr("搜索申请对象"))
        self._search.setClearButtonEnabled(True)
        texts = [
            rows[name].fillna("").astype("str")
            for name in ("name", "owner", "id", "uscc", "industry_code")
        ]
        self._texts = texts[0].str.cat(pd.concat(texts[1:], axis=1), sep=" ").str.lower()
        self.model = FrameModel(self)
        self.view = FrameView(self.model)
        self.view.setAccessibleName(tr("企业和项目"))
        columns = (
            FrameColumn(name="name", header=tr("名称")),
            FrameColumn(name="kind", header=tr("类别")),
            FrameColumn(name="industry_code", header=tr("行业代码")),
            FrameColumn(name="place", header=tr("现申报地")),
            FrameColumn(name="owner", header=tr("建设单位")),
        )
        self.model.set_frame(rows, columns)
        for column, width in enumerate(_WIDTHS):
            self.view.setColumnWidth(column, width)
        buttons = QDialogButtonBox()
        self._take_button = buttons.addButton(
            tr("为它选址"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        buttons.addButton(tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        self._take_button.setProperty("primary", True)
        self._take_button.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self._search)
        layout.addWidget(self.view, 1)
        layout.addWidget(buttons)
        open_size(self, 920, 520)
        self._search.textChanged.connect(self.narrow)
        self.view.chosen.connect(lambda ids: self._take_button.setEnabled(len(ids) == 1))
        self.view.opened.connect(self._take)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)

    def narrow(self, text: str) -> None:
        """Show the rows that hold every word of a text."""
        words = text.lower().split()
        if not words:
            self.model.drop_filter("search")
            return
        keep = pd.Series(data=True, index=self._texts.index)
        for word in words:
            keep &= self._texts.str.contains(word, regex=False)
        self.model.set_filter(Filter("search", text, lambda _frame: keep.to_numpy()))

    def _accept(self) -> None:
        ids = self.model.ids(self.view.selected_rows())
        if len(ids) == 1:
            self._take(ids[0])

    def _take(self, row_id: str) -> None:
        self.accept()
        self.chosen.emit(row_id)
