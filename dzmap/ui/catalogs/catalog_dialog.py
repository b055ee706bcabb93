"""新建目录 and 目录信息: whose catalog it is, above what, from when, and what holds otherwise."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.catalogs import Catalog, Level
from dzmap.core.problems import KnownError
from dzmap.ui.buttons import dialog_buttons
from dzmap.ui.catalogs.choices import MenuPick, Toggles, choose, combo
from dzmap.ui.catalogs.fields import Described, ReadField, TextField, settle
from dzmap.ui.catalogs.parts import caption, form_rows
from dzmap.ui.catalogs.vocabulary import Vocabulary, optional_day
from dzmap.ui.catalogs.words import DEFAULTS, LEVELS, PARKS
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label

_ID = re.compile(r"[\w.\-]+")


class CatalogDialog(QDialog):
    """Ask ``catalog`` once it was accepted.

    Args:
        words: How dates are read.
        catalog: The catalog; its id can be changed only while it is ``new``.
        catalogs: All catalogs, for the parent and for ids that are taken.
        places: Names by id of what each level can govern.
        parent: The window.
        new: Whether it is a new catalog.
    """

    def __init__(
        self,
        words: Vocabulary,
        catalog: Catalog,
        catalogs: Sequence[Catalog],
        places: Mapping[Level, Mapping[str, str]],
        parent: QWidget,
        *,
        new: bool,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("新建目录") if new else tr("目录信息"))
        self._words, self._catalog, self._places = words, catalog, places
        self._taken = {one.id for one in catalogs} if new else set()
        self.title = TextField(tr("名称"), tr("全称，如 齐河经济开发区产业准入目录"))
        self.title.show_text(catalog.title)
        self.title.textEdited.connect(lambda _: self.title.complain(""))
        self.identifier = ReadField(tr("编号"), self._read_id)
        self.identifier.show_text(catalog.id)
        self.identifier.setEnabled(new)
        self.issuer = TextField(tr("发布单位"))
        self.issuer.show_text(catalog.issuer)
        self.number = TextField(tr("文号"), tr("如 德政发〔2022〕3 号"))
        self.number.show_text(catalog.number)
        self.level = combo(tr("层级"), {key: tr(text) for key, text in LEVELS.items()})
        choose(self.level, catalog.level)
        self.level.activated.connect(lambda _: self._fit())
        self.scope = MenuPick(tr("管辖"), {})
        self.kinds = Toggles(tr("园区类型"), dict(PARKS))
        self.kinds.show_values(catalog.park_kinds)
        above = {one.id: one.title for one in catalogs if one.id != catalog.id}
        self.above = combo(tr("上级"), {"": tr("没有"), **above})
        if catalog.parent and catalog.parent not in above:
            self.above.addItem(catalog.parent, catalog.parent)
        choose(self.above, catalog.parent)
        self.default = combo(tr("未列入行业"), {key: tr(text) for key, text in DEFAULTS.items()})
        choose(self.default, catalog.default)
        self.start = ReadField(tr("施行起"), self._read_start)
        self.start.show_text(optional_day(catalog.effective_from))
        self.end = ReadField(tr("施行止"), words.day, tr("长期"))
        self.end.show_text(optional_day(catalog.effective_to))
        self.sample = QCheckBox(tr("示例（不是正式文件）"))
        self.sample.setChecked(catalog.sample)
        self._kinds_caption = caption(words.theme, tr("园区类型"))
        self._lay_out(tr("新建") if new else tr("存入草稿"))
        self.scope.show_values(catalog.scope_ids)
        self._fit()

    def catalog(self) -> Catalog:
        """The catalog as the dialog says."""
        level = Level(self.level.currentData())
        start, end = self._words.day(self.start.text()), self._words.day(self.end.text())
        return replace(
            self._catalog,
            id=self.identifier.text().strip(),
            title=self.title.text().strip(),
            issuer=self.issuer.text().strip(),
            number=self.number.text().strip(),
            level=level,
            scope_ids=self.scope.values,
            park_kinds=self.kinds.values if level is Level.PARK else (),
            parent=str(self.above.currentData()),
            default=self.default.currentData(),
            effective_from=start or self._catalog.effective_from,
            effective_to=end,
            sample=self.sample.isChecked(),
        )

    @override
    def accept(self) -> None:
        settle(self)
        if not self.title.text().strip():
            self.title.complain(tr("写上目录的名称"))
            self.title.setFocus()
            return
        fields = (self.identifier, self.start, self.end)
        for field in fields:
            if field.pending:
                field.commit()
            if field.complaint:
                field.setFocus()
                return
        one = self.catalog()
        if one.effective_to is not None and one.effective_to < one.effective_from:
            self.end.complain(tr("施行止早于施行起"))
            self.end.setFocus()
            return
        super().accept()

    def _read_id(self, text: str) -> str:
        if not _ID.fullmatch(text):
            raise KnownError(
                tr("编号不能用“{text}”").format(text=text),
                remedy=tr("用字母、数字、汉字和 - . _。"),
            )
        if text in self._taken:
            raise KnownError(
                tr("已有编号为“{text}”的目录").format(text=text), remedy=tr("换一个编号。")
            )
        return text

    def _read_start(self, text: str) -> object:
        day = self._words.day(text)
        if day is None:
            raise KnownError(tr("没有写施行起"), remedy=tr("写成 2022-01-01 这样的形式。"))
        return day

    def _fit(self) -> None:
        """What a catalog of this level can govern."""
        level = Level(self.level.currentData())
        self.scope.offer(self._places.get(level, {}))
        self.scope.setEnabled(level is not Level.CITY)
        if level is Level.CITY:
            self.scope.show_values(())
        if not self.scope.values:
            self.scope.setText(tr("全市") if level is Level.CITY else tr("本层级全部"))
        for widget in (self.kinds, self._kinds_caption):
            widget.setVisible(level is Level.PARK)

    def _lay_out(self, verb: str) -> None:
        theme = self._words.theme
        days = QHBoxLayout()
        days.setSpacing(8)
        days.addWidget(Described(self.start), 1)
        days.addWidget(plain_label(tr("至")))
        days.addWidget(Described(self.end), 1)
        rows = form_rows()
        for text, widget in (
            (tr("名称"), Described(self.title)),
            (tr("编号"), Described(self.identifier)),
            (tr("发布单位"), self.issuer),
            (tr("文号"), self.number),
            (tr("层级"), self.level),
            (tr("管辖"), self.scope),
        ):
            rows.addRow(caption(theme, text), widget)
        rows.addRow(self._kinds_caption, self.kinds)
        rows.addRow(caption(theme, tr("上级")), self.above)
        rows.addRow(caption(theme, tr("未列入行业")), self.default)
        rows.addRow(caption(theme, tr("施行")), days)
        rows.addRow(caption(theme, ""), self.sample)
        buttons = dialog_buttons(self, verb)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(14)
        box.addLayout(rows)
        box.addStretch(1)
        box.addWidget(buttons)
        self.resize(560, 0)
        self.title.setFocus()
