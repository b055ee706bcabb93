"""新建要素: what a shape that was drawn is, and what is known about it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.tables import TABLES, Column
from dzmap.services.editing import EDITABLE
from dzmap.ui.i18n import tr

if TYPE_CHECKING:
    import shapely

    from dzmap.services.session import Session

_OWN = frozenset({"id", "geometry_status", "data_status", "place_quality", "source", "confidence"})
_REFERENCES = {
    "county_id": "counties",
    "zone_id": "zones",
    "park_id": "parks",
    "layer_id": "control_layers",
    "chain_id": "chains",
}
_KINDS = {"Point": ("Point",), "LineString": ("MultiLineString",), "Polygon": ("MultiPolygon",)}


def tables_for(shape: "shapely.Geometry") -> list[str]:
    """The tables that can store a shape."""
    wanted = (*_KINDS[shape.geom_type.removeprefix("Multi")], "Geometry")
    return [name for name in EDITABLE if TABLES[name].geometry in wanted]


class FeatureDialog(QDialog):
    """Accepted: ``table`` and ``values`` say what to add."""

    def __init__(
        self, session: "Session", shape: "shapely.Geometry", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("新建要素"))
        self._session = session
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self.tables = QComboBox()
        self.tables.setAccessibleName(tr("类别"))
        for name in tables_for(shape):
            self.tables.addItem(tr(TABLES[name].zh), name)
        self.tables.currentIndexChanged.connect(self._fill)
        self._place = QVBoxLayout()
        self._form = QWidget()
        self._lack = QLabel()
        self._lack.setProperty("role", "secondary")
        buttons = QDialogButtonBox()
        self._go = buttons.addButton(tr("新建"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setProperty("primary", True)
        buttons.addButton(tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        head = QFormLayout()
        head.addRow(tr("类别"), self.tables)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addLayout(self._place)
        layout.addWidget(self._lack)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        self._fill()

    @property
    def table(self) -> str:
        """The table to add to."""
        return str(self.tables.currentData())

    @property
    def values(self) -> dict[str, object]:
        """What was filled in, by column; what was left empty is not there."""
        found: dict[str, object] = {}
        for name, field in self._fields.items():
            if isinstance(field, QLineEdit):
                found[name] = field.text().strip()
            else:
                found[name] = field.currentData()
        return {name: value for name, value in found.items() if value}

    def field(self, name: str) -> QLineEdit | QComboBox:
        """The field of a column."""
        return self._fields[name]

    def _columns(self) -> list[Column]:
        """Names, choices and references; figures are filled in later in the table."""
        return [
            column
            for column in TABLES[self.table].columns
            if column.name not in _OWN
            and (
                column.required
                or column.name == "name"
                or column.choices
                or column.name in _REFERENCES
            )
        ]

    def _fill(self) -> None:
        self._fields.clear()
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        for column in self._columns():
            field = self._field(column)
            field.setAccessibleName(tr(column.zh))
            self._fields[column.name] = field
            rows.addRow(f"{tr(column.zh)}{' *' if column.required else ''}", field)
        self._place.removeWidget(self._form)
        self._form.deleteLater()
        self._form = form
        self._place.addWidget(form)
        self._check()

    def _field(self, column: Column) -> QLineEdit | QComboBox:
        if not column.choices and column.name not in _REFERENCES:
            line = QLineEdit()
            line.textChanged.connect(self._check)
            return line
        combo = QComboBox()
        by_place = column.name in ("county_id", "zone_id", "park_id")
        combo.addItem(tr("按位置") if by_place else "", None)
        if column.name in _REFERENCES:
            rows = self._session.table(_REFERENCES[column.name])
            for identifier, name in zip(rows["id"], rows["name"], strict=True):
                combo.addItem(str(name), str(identifier))
        else:
            for choice in column.choices:
                combo.addItem(tr(choice), choice)
        combo.currentIndexChanged.connect(self._check)
        return combo

    def _check(self) -> None:
        values = self.values
        lacking = [
            tr(column.zh)
            for column in self._columns()
            if column.required and column.name not in values
        ]
        self._lack.setText(
            tr("还要填：{fields}").format(fields="、".join(lacking)) if lacking else ""
        )
        self._go.setEnabled(not lacking)
