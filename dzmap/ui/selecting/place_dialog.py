"""按位置选择: objects that lie in, touch, meet or are near objects of another table."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDoubleSpinBox, QVBoxLayout, QWidget

from dzmap.services.selecting import Relation
from dzmap.ui.buttons import dialog_buttons
from dzmap.ui.i18n import tr
from dzmap.ui.padded import padded
from dzmap.ui.selecting.target import TargetForm, table_box

_MOST_M = 100_000.0


class PlaceDialog(QDialog):
    """Accepted: ``target``, ``relation``, ``other`` and ``distance_m`` say what to look for."""

    def __init__(
        self, tables: Sequence[str], selected: str, count: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("按位置选择"))
        self._selected = selected
        first = next((name for name in tables if name != selected), "")
        self.target = TargetForm(tables, first)
        self._relation = QComboBox()
        for relation in Relation:
            self._relation.addItem(tr(relation.value), relation.name)
        self._relation.setCurrentIndex(self._relation.findData(Relation.WITHIN.name))
        self._relation.currentIndexChanged.connect(lambda _: self._follow())
        self._distance = padded(QDoubleSpinBox())
        self._distance.setRange(0.0, _MOST_M)
        self._distance.setDecimals(1)
        self._distance.setValue(500.0)
        self._distance.setSuffix(tr(" 米"))
        self._other = table_box(tables, selected or "zones")
        self._other.currentIndexChanged.connect(lambda _: self._follow())
        self._only = QCheckBox(tr("只看选中的 {count:,} 个").format(count=count))
        self._only.setChecked(bool(selected))
        form = self.target.form
        form.addRow(tr("关系"), self._relation)
        form.addRow(tr("距离"), self._distance)
        form.addRow(tr("对象"), self._other)
        form.addRow("", self._only)
        self.target.finish()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addWidget(self.target)
        layout.addWidget(dialog_buttons(self, tr("选择")))
        self.setMinimumWidth(440)
        self._follow()

    def ask(self, relation: Relation, other: str, *, only_selected: bool = False) -> None:
        """Fill the form in."""
        self._relation.setCurrentIndex(self._relation.findData(relation.name))
        self._other.setCurrentIndex(self._other.findData(other))
        self._only.setChecked(only_selected)

    @property
    def relation(self) -> Relation:
        """How the objects lie to the others."""
        return Relation[str(self._relation.currentData())]

    @property
    def other(self) -> str:
        """The table of the others."""
        return str(self._other.currentData())

    @property
    def distance_m(self) -> float:
        """The greatest distance in metres; counts for ``Relation.NEAR``."""
        return self._distance.value()

    @property
    def only_selected(self) -> bool:
        """Whether only the selected others count."""
        return self._only.isEnabled() and self._only.isChecked()

    def _follow(self) -> None:
        self._distance.setEnabled(self.relation is Relation.NEAR)
        self._only.setEnabled(bool(self._selected) and self.other == self._selected)
