"""程序: what must be obtained first, from whom, and how long it takes."""

from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from dzmap.core.catalogs import AnyClause, ProcedureClause
from dzmap.core.problems import KnownError
from dzmap.ui.catalogs.fields import Described, ReadField, TextField
from dzmap.ui.catalogs.parts import Part, caption, form_rows
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.i18n import tr


class ProcedureForm(Part):
    """须办理, 主管部门, 时限; when it applies stands in the scope."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__(words)
        self.approval = ReadField(tr("须办理"), _named, tr("如 节能审查"))
        self.approval.read.connect(lambda text: self.put(approval=text))
        self.authority = TextField(tr("主管部门"))
        self.authority.committed.connect(lambda text: self.put(authority=text))
        self.limit = TextField(tr("时限"), tr("如 开工前、20 个工作日"))
        self.limit.committed.connect(lambda text: self.put(time_limit=text))
        rows = form_rows()
        for field in (self.approval, self.authority, self.limit):
            rows.addRow(caption(words.theme, field.accessibleName(), field), Described(field))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(rows)

    @override
    def fill(self, clause: AnyClause) -> None:
        if isinstance(clause, ProcedureClause):
            self.approval.show_text(clause.approval)
            self.authority.show_text(clause.authority)
            self.limit.show_text(clause.time_limit)
            if not clause.approval:
                self.approval.complain(tr("还没有写须办理什么"))


def _named(text: str) -> str:
    if not text:
        raise KnownError(tr("没有写须办理什么"), remedy=tr("写上要办的手续。"))
    return text
