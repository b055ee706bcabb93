"""编辑属性…: the attributes of one row of the project."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from dzmap.core.tables import TABLES
from dzmap.ui.buttons import verb_buttons
from dzmap.ui.editing.attribute_form import AttributeForm
from dzmap.ui.i18n import tr

if TYPE_CHECKING:
    from dzmap.core.industries import IndustryTree
    from dzmap.services.ports import Tables


class AttributeDialog(QDialog):
    """Accepted: ``changes`` holds the values that are others now."""

    def __init__(
        self,
        tables: "Tables",
        table: str,
        row: Mapping[str, object],
        parent: QWidget | None = None,
        industries: "IndustryTree | None" = None,
    ) -> None:
        super().__init__(parent)
        self.name = str(row.get("name") or row["id"])
        self.setWindowTitle(
            tr("编辑{table}属性：{name}").format(table=tr(TABLES[table].zh), name=self.name)
        )
        self.form = AttributeForm(table, row, tables, industries)
        self.form.changed.connect(self._check)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        buttons, self._go = verb_buttons(self, tr("修改"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(scroll, 1)
        layout.addWidget(buttons)
        self.resize(560, 620)
        self._check()

    @property
    def changes(self) -> dict[str, object]:
        """The values that differ from the stored ones."""
        return self.form.changes()

    def _check(self) -> None:
        self._go.setEnabled(bool(self.changes) and not self.form.errors())
