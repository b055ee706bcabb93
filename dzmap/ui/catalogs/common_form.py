"""依据 and what every clause has: number, id, text, source, dates, replaced clauses, remark."""

import re
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout
from typing_extensions import override

from dzmap.core.catalogs import AnyClause
from dzmap.core.problems import KnownError
from dzmap.services.catalog_editing import clause_named
from dzmap.ui.catalogs.choices import Chips
from dzmap.ui.catalogs.fields import Described, NoteField, ReadField, TextField
from dzmap.ui.catalogs.parts import Part, caption, form_rows
from dzmap.ui.catalogs.references import References
from dzmap.ui.catalogs.vocabulary import Vocabulary, optional_day
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label

_ID = re.compile(r"[\w.\-]+")


class CommonForm(Part):
    """The last section of the form."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__(words)
        self._references: References | None = None
        self.number = TextField(tr("条款号"), tr("如 第七条"))
        self.number.committed.connect(lambda text: self.put(number=text))
        self.identifier = ReadField(tr("编号"), self._read_id)
        self.identifier.read.connect(lambda text: self.put(id=text))
        self.text = NoteField(tr("条文"), 3)
        self.text.committed.connect(lambda text: self.put(text=text))
        self.document = TextField(tr("文件"), tr("依据另一文件时写名称"))
        self.document.committed.connect(lambda text: self._cite(document=text))
        self.file_number = TextField(tr("文号"), tr("如 国发〔2021〕4 号 第三条"))
        self.file_number.committed.connect(lambda text: self._cite(number=text))
        self.page = TextField(tr("页"))
        self.page.committed.connect(lambda text: self._cite(page=text))
        self.start = ReadField(tr("施行起"), self._read_start, tr("同目录"))
        self.start.read.connect(lambda day: self.put(effective_from=day))
        self.end = ReadField(tr("施行止"), self._read_end, tr("长期"))
        self.end.read.connect(lambda day: self.put(effective_to=day))
        self.replaces = Chips(
            words.theme,
            tr("替换上级"),
            read=self._read_reference,
            title=self._title,
            placeholder=tr("上级条款，如 第九条"),
        )
        self.replaces.changed.connect(lambda values: self.put(replaces=values))
        self.note = NoteField(tr("备注"), 2)
        self.note.committed.connect(lambda text: self.put(note=text))
        self.sample = QCheckBox(tr("示例（不是正式条文）"))
        self.sample.clicked.connect(lambda on: self.put(sample=on))
        self._lay_out()

    def offer(self, references: References) -> None:
        """What may be replaced."""
        self._references = references
        self.replaces.propose(references.names())

    @override
    def fill(self, clause: AnyClause) -> None:
        self.number.show_text(clause.number)
        self.identifier.show_text(clause.id)
        self.text.show_text(clause.text)
        self.document.show_text(clause.citation.document)
        self.file_number.show_text(clause.citation.number)
        self.page.show_text(clause.citation.page)
        self.start.show_text(optional_day(clause.effective_from))
        self.end.show_text(optional_day(clause.effective_to))
        self.replaces.show_values(clause.replaces)
        self.note.show_text(clause.note)
        self.sample.setChecked(clause.sample)

    def _cite(self, **fields: str) -> None:
        if self._clause is not None:
            self.put(citation=replace(self._clause.citation, **fields))

    def _read_id(self, text: str) -> str:
        clause, catalog = self._clause, self.catalog
        if not _ID.fullmatch(text):
            raise KnownError(
                tr("编号不能用“{text}”").format(text=text),
                remedy=tr("用字母、数字、汉字和 - . _。"),
            )
        other = None if catalog is None else clause_named(catalog, text)
        if other is not None and clause is not None and other.id != clause.id:
            raise KnownError(
                tr("已有编号为“{text}”的条款").format(text=text), remedy=tr("换一个编号。")
            )
        return text

    def _read_start(self, text: str) -> object:
        day, clause = self.words.day(text), self._clause
        if day is not None and clause is not None and clause.effective_to is not None:
            _check_order(day <= clause.effective_to)
        return day

    def _read_end(self, text: str) -> object:
        day, clause = self.words.day(text), self._clause
        if day is not None and clause is not None and clause.effective_from is not None:
            _check_order(clause.effective_from <= day)
        return day

    def _read_reference(self, text: str) -> tuple[str, ...]:
        return () if self._references is None else self._references.read(text)

    def _title(self, name: str) -> str:
        return name if self._references is None else self._references.title(name)

    def _lay_out(self) -> None:
        theme = self.words.theme
        name = QHBoxLayout()
        name.setSpacing(8)
        name.addWidget(Described(self.number), 3)
        name.addWidget(plain_label(tr("编号")))
        name.addWidget(Described(self.identifier), 2)
        source = QHBoxLayout()
        source.setSpacing(8)
        source.addWidget(Described(self.file_number), 4)
        source.addWidget(plain_label(tr("页")))
        source.addWidget(Described(self.page), 1)
        days = QHBoxLayout()
        days.setSpacing(8)
        days.addWidget(Described(self.start), 1)
        days.addWidget(plain_label(tr("至")))
        days.addWidget(Described(self.end), 1)
        rows = form_rows()
        rows.addRow(caption(theme, tr("条款号"), self.number), name)
        rows.addRow(caption(theme, tr("条文"), self.text), self.text)
        rows.addRow(caption(theme, tr("依据"), self.document), Described(self.document))
        rows.addRow(caption(theme, tr("文号"), self.file_number), source)
        rows.addRow(caption(theme, tr("施行"), self.start), days)
        rows.addRow(caption(theme, tr("替换上级"), self.replaces.field), self.replaces)
        rows.addRow(caption(theme, tr("备注"), self.note), self.note)
        rows.addRow(caption(theme, ""), self.sample)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(rows)


def _check_order(right: bool) -> None:
    if not right:
        raise KnownError(tr("施行止早于施行起"), remedy=tr("核对日期。"))
