"""新建要素: what a shape that was drawn is, and what is known about it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.tables import TABLES
from dzmap.services.editing import EDITABLE
from dzmap.ui.buttons import verb_buttons
from dzmap.ui.editing.attribute_form import AttributeForm
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label

if TYPE_CHECKING:
    import shapely

    from dzmap.core.industries import IndustryTree
    from dzmap.services.session import Session

_KINDS = {"Point": ("Point",), "LineString": ("MultiLineString",), "Polygon": ("MultiPolygon",)}


def tables_for(shape: "shapely.Geometry") -> list[str]:
    """The tables that can store a shape."""
    wanted = (*_KINDS[shape.geom_type.removeprefix("Multi")], "Geometry")
    return [name for name in EDITABLE if TABLES[name].geometry in wanted]


class FeatureDialog(QDialog):
    """Accepted: ``table`` and ``values`` say what to add."""

    def __init__(
        self,
        session: "Session",
        shape: "shapely.Geometry",
        parent: QWidget | None = None,
        industries: "IndustryTree | None" = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("新建要素"))
        self._session = session
        self._industries = industries
        self.tables = QComboBox()
        self.tables.setAccessibleName(tr("类别"))
        for name in tables_for(shape):
            self.tables.addItem(tr(TABLES[name].zh), name)
        self.tables.currentIndexChanged.connect(self._fill)
        self._place = QScrollArea()
        self._place.setWidgetResizable(True)
        self._place.setFrameShape(QFrame.Shape.NoFrame)
        self._place.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lack = plain_label()
        self._lack.setProperty("role", "secondary")
        buttons, self._go = verb_buttons(self, tr("新建"))
        head = QFormLayout()
        head.addRow(tr("类别"), self.tables)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self._place, 1)
        layout.addWidget(self._lack)
        layout.addWidget(buttons)
        self.setMinimumSize(520, 520)
        self._fill()

    @property
    def table(self) -> str:
        """The table to add to."""
        return str(self.tables.currentData())

    @property
    def values(self) -> dict[str, object]:
        """What was filled in, by column; what was left empty is not there."""
        return {name: value for name, value in self._form.values().items() if value is not None}

    def field(self, name: str) -> QLineEdit | QComboBox:
        """The field of a column."""
        return self._form.field(name)

    def _fill(self) -> None:
        self._form = AttributeForm(self.table, None, self._session, self._industries)
        self._form.changed.connect(self._check)
        self._place.setWidget(self._form)
        self._check()

    def _check(self) -> None:
        errors = self._form.errors()
        columns = TABLES[self.table]
        lacking = list(dict.fromkeys(tr(columns.column(one.field).zh) for one in errors))
        self._lack.setText(
            tr("还要填写或更正：{fields}").format(fields="、".join(lacking)) if lacking else ""
        )
        self._go.setEnabled(not lacking)
