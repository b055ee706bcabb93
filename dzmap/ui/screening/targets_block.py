"""② 对照哪个开发区: everybody's own, all zones, or chosen zones and parks."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QListWidget, QListWidgetItem, QRadioButton

from dzmap.ui.i18n import tr
from dzmap.ui.screening.basis import Basis
from dzmap.ui.screening.blocks import Block, note
from dzmap.ui.theme.theme import Theme

_OWN, _ALL, _SOME = range(3)


class TargetsBlock(Block):
    """The choice of targets; ``changed`` asks for ``only`` to be read."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 2, tr("对照哪个开发区"))
        self._zone_ids: tuple[str, ...] = ()
        self._group = QButtonGroup(self)
        self._radios = [
            QRadioButton(text)
            for text in (
                tr("各自申报或所在的开发区"),
                tr("全部开发区"),
                tr("指定开发区或区中园"),
            )
        ]
        for place, radio in enumerate(self._radios):
            radio.setChecked(place == _OWN)
            self._group.addButton(radio, place)
            self.box.addWidget(radio)
        self.list = QListWidget()
        self.list.setObjectName("targets")
        self.list.setAccessibleName(tr("指定开发区或区中园"))
        self.list.setFixedHeight(196)
        self.list.hide()
        self.box.addWidget(self.list)
        self._note = note()
        self.box.addWidget(self._note)
        self._group.idClicked.connect(self._choose)
        self.list.itemChanged.connect(lambda _: self._choose())
        self._choose()

    @property
    def only(self) -> tuple[str, ...] | None:
        """The targets of a run; None: each applicant's own."""
        if self._group.checkedId() == _ALL:
            return self._zone_ids
        return self._chosen() if self._group.checkedId() == _SOME else None

    def show_basis(self, basis: Basis | None) -> None:
        """Offer the zones and parks of a project; what was checked stays checked."""
        kept = set(self._chosen())
        self._zone_ids = () if basis is None else basis.zone_ids
        self._radios[_ALL].setText(
            tr("全部 {count} 个开发区").format(count=len(self._zone_ids))
            if self._zone_ids
            else tr("全部开发区")
        )
        self.list.blockSignals(True)
        self.list.clear()
        for place in () if basis is None else basis.places:
            item = QListWidgetItem(f"　{place.name}" if place.inside else place.name)
            item.setData(Qt.ItemDataRole.UserRole, place.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            checked = place.id in kept
            item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def lacks(self) -> str:
        """Why nothing could be screened against; "" if something can."""
        if self._group.checkedId() == _SOME and not self._chosen():
            return tr("先勾选至少一个开发区或区中园。")
        if self._group.checkedId() == _ALL and not self._zone_ids:
            return tr("项目中还没有开发区，先导入。")
        return ""

    def _chosen(self) -> tuple[str, ...]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _choose(self) -> None:
        which = self._group.checkedId()
        self.list.setVisible(which == _SOME)
        notes = {
            _ALL: tr("每个对象与每个开发区各出一行结论；图上取其中最宽的。"),
            _SOME: tr("已勾选 {count} 个").format(count=len(self._chosen())),
        }
        self._note.setText(notes.get(which, ""))
        self._note.setVisible(which in notes)
        self.changed.emit()
