"""The form of 单个审查: the facts that the catalogs ask for first, all others under 更多."""

from collections.abc import Iterable, Iterator, Mapping

import shapely
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.asked_facts import AskedFacts
from dzmap.core.industry_search import IndustrySearch
from dzmap.core.metrics import APPLICANT_METRICS
from dzmap.core.verdicts import Target
from dzmap.services.single import SingleApplicant
from dzmap.ui.dialogs import parsed_place
from dzmap.ui.fact_field import FactField, fact_rows
from dzmap.ui.i18n import later, tr
from dzmap.ui.industries.field import IndustryField
from dzmap.ui.panel_scroll import PanelScroll
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.screening.blocks import Link, note
from dzmap.ui.theme.theme import Theme

_SUBJECT, _PROJECT, _LAND, _ENERGY = (
    later("主体"),
    later("项目"),
    later("用地"),
    later("能耗环保"),
)
_GROUPS: Mapping[str, frozenset[str]] = {
    _SUBJECT: frozenset(
        {"applicant_class", "investor_class", "registered_capital_wan_yuan", "employees"}
    ),
    _LAND: frozenset(
        {
            "land_mu",
            "land_grade",
            "far",
            "building_coefficient",
            "building_density",
            "green_ratio",
            "admin_land_share",
        }
    ),
    _ENERGY: frozenset({"energy_tce", "eia_type"}),
}
_ORDER = (_SUBJECT, _PROJECT, _LAND, _ENERGY)


class SingleForm(QWidget):
    """``changed`` tells of every edit by the user; read ``applicant``.

    ``pick_asked`` wants a click on the map, ``fill_asked`` the selected row of the project,
    ``back_asked`` the batch again, ``run_asked`` a kept result.
    """

    changed = Signal()
    pick_asked = Signal(bool)
    fill_asked = Signal()
    back_asked = Signal()
    run_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._industry: IndustryField | None = None
        self._others = ""
        self._ratios: dict[str, float | str] = {}
        self._filled: dict[str, float | str | None] = {}
        self._place: shapely.Geometry | None = None
        self._asked = AskedFacts((), place=False)
        self._rows: dict[str, QFormLayout] = {}
        self._titles: dict[str, QLabel] = {}
        self.fields: dict[str, FactField] = {}
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("名称"))
        self.name.setPlaceholderText(tr("可不填"))
        self.name.textEdited.connect(lambda _: self.changed.emit())
        self.target = QComboBox()
        self.target.setAccessibleName(tr("拟入驻开发区或园区"))
        self.target.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.target.addItem(tr("按位置确定"), None)
        self.target.activated.connect(lambda _: self.changed.emit())
        self.more = self._more_button()
        self._code_place = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(self._body(), 1)
        layout.addWidget(self._foot())
        self.show_asked(self._asked)

    # -- what is filled in -------------------------------------------------------------------

    def applicant(self) -> SingleApplicant:
        """What stands in the form; what cannot be read counts as missing."""
        values = self._values()
        stated = {name: value for name, value in values.items() if value is not None}
        return SingleApplicant(
            name=self.name.text(),
            industry=self._industry.code() if self._industry is not None else "",
            other_industries=self._others,
            facts={**stated, **dict(self._stated_ratios(values))},
            target=self.target.currentData(),
            place=self._place,
        )

    def _values(self) -> dict[str, float | str | None]:
        return {name: field.value() for name, field in self.fields.items()}

    def _stated_ratios(
        self, values: Mapping[str, float | str | None]
    ) -> Iterator[tuple[str, float | str]]:
        """Ratios that were filled in, as long as nobody changed the parts that they are made of."""
        for name, value in self._ratios.items():
            metric = APPLICANT_METRICS[name]
            parts = (metric.numerator, metric.denominator)
            if all(values.get(part) == self._filled.get(part) for part in parts):
                yield name, value

    def faults(self) -> tuple[str, ...]:
        """“总投资：不认识单位…” for every field that cannot be read."""
        return tuple(
            f"{tr(APPLICANT_METRICS[name].zh)}：{field.fault()}"
            for name, field in self.fields.items()
            if field.fault()
        )

    def show_applicant(self, applicant: SingleApplicant) -> None:
        """Fill in another applicant without telling."""
        self.blockSignals(True)
        self.name.setText(applicant.name)
        self._others = applicant.other_industries
        if self._industry is not None:
            self._industry.set_code(applicant.industry)
        for name, field in self.fields.items():
            field.show_value(applicant.facts.get(name))
        self._ratios = {
            name: value for name, value in applicant.facts.items() if name not in self.fields
        }
        self._filled = self._values()
        self._choose_target(applicant.target)
        self.show_place(applicant.place)
        self.blockSignals(False)
        self._arrange()

    # -- what may be filled in ---------------------------------------------------------------

    def use_search(self, search: IndustrySearch) -> None:
        """Let the industry be typed as code, name or pinyin."""
        if self._industry is None:
            self._industry = IndustryField(search)
            self._industry.changed.connect(self.changed)
            self._code_place.addWidget(self._industry)

    def show_targets(self, targets: Iterable[Target]) -> None:
        """Offer zones and parks; the chosen one stays if it is still there."""
        chosen = self.target.currentData()
        while self.target.count() > 1:
            self.target.removeItem(1)
        for target in targets:
            self.target.addItem(f"　{target.name}" if target.zone_id else target.name, target)
        self._choose_target(chosen)

    def show_asked(self, asked: AskedFacts) -> None:
        """Put forward what the catalogs ask for."""
        self._asked = asked
        self._arrange()

    def show_place(self, place: shapely.Geometry | None) -> None:
        """Show where the applicant lies; None: nowhere."""
        self._place = place
        text = ""
        if place is not None:
            point = place if place.geom_type == "Point" else place.representative_point()
            text = f"{point.x:.6f}, {point.y:.6f}"
        self.place.setText(text)
        outline = place is not None and place.geom_type != "Point"
        self._place_note.setText(tr("按红线（面）核查") if outline else "")
        self._place_note.setVisible(outline)
        self._clear.setEnabled(place is not None)

    def show_picking(self, picking: bool) -> None:
        """Whether a click on the map is awaited."""
        self._pick.setChecked(picking)

    # -- building ----------------------------------------------------------------------------

    def _head(self) -> QFrame:
        head = QFrame()
        head.setProperty("panel", "head")
        back, fill = Link(tr("批量审查")), Link(tr("填入选中的对象"))
        back.setAccessibleName(tr("返回批量审查"))
        back.asked.connect(self.back_asked)
        fill.asked.connect(self.fill_asked)
        self._theme.dress(back, "chevron_left", "accent")
        line = QHBoxLayout(head)
        line.setContentsMargins(6, 4, 8, 4)
        line.addWidget(back)
        line.addStretch(1)
        line.addWidget(fill)
        return head

    def _body(self) -> PanelScroll:
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(12, 10, 12, 12)
        box.setSpacing(6)
        for group in _ORDER:
            title = plain_label(tr(group))
            title.setProperty("role", "strong")
            self._titles[group], self._rows[group] = title, fact_rows()
            box.addWidget(title)
            box.addLayout(self._rows[group])
            box.addSpacing(6)
        self._rows[_SUBJECT].addRow(tr("名称"), self.name)
        self._rows[_SUBJECT].addRow(tr("行业"), self._code_place)
        self._rows[_LAND].addRow(tr("入驻"), self.target)
        self._rows[_LAND].addRow(tr("位置"), self._place_row())
        for name, metric in APPLICANT_METRICS.items():
            if metric.numerator:
                continue  # follows from its parts
            field = FactField(name)
            field.changed.connect(self.changed)
            self.fields[name] = field
            self._rows[_group_of(name)].addRow(_caption(metric.zh), field)
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._hint = note(
            tr(
                "没有填的按“缺资料”列出，不影响其他条款。金额可以写 1.2亿、3000万，用地可以写 2公顷。"
            )
        )
        box.addWidget(self._hint)
        box.addStretch(1)
        scroll = PanelScroll()
        scroll.setWidget(inner)
        return scroll

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("panel", "foot")
        run = QPushButton(f"{tr('列入审查结果')}　F5")
        run.setProperty("primary", True)
        self._theme.dress(run, "play", "on_accent")
        run.clicked.connect(lambda _=False: self.run_asked.emit())
        box = QVBoxLayout(foot)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(6)
        box.addWidget(run)
        box.addWidget(note(tr("右侧随填随判；列入结果后可以生成判定书、选址和人工复核。")))
        return foot

    def _place_row(self) -> QWidget:
        self.place = QLineEdit()
        self.place.setPlaceholderText(tr("经度, 纬度"))
        self.place.setAccessibleName(tr("位置：经度、纬度，或 CGCS2000 坐标"))
        self.place.textEdited.connect(self._read_place)
        self._pick, self._clear = QToolButton(), QToolButton()
        for button, icon, text in (
            (self._pick, "location_target_square", tr("在图上点一个位置")),
            (self._clear, "dismiss", tr("清除位置")),
        ):
            button.setAutoRaise(True)
            button.setToolTip(plain_tip(text))
            button.setAccessibleName(text)
            self._theme.dress(button, icon, "text2")
        self._pick.setCheckable(True)
        self._pick.clicked.connect(lambda: self.pick_asked.emit(self._pick.isChecked()))
        self._clear.clicked.connect(lambda _=False: self._drop_place())
        self._place_note = note()
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.place, 1)
        line.addWidget(self._pick)
        line.addWidget(self._clear)
        row = QWidget()
        box = QVBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addLayout(line)
        box.addWidget(self._place_note)
        self.show_place(None)
        return row

    def _more_button(self) -> QToolButton:
        more = QToolButton()
        more.setCheckable(True)
        more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._theme.dress(more, "chevron_down", "text2")
        more.toggled.connect(lambda _: self._arrange())
        return more

    # -- acting ------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Show the fields that are asked for or filled; the others with 更多."""
        hidden = 0
        for name, field in self.fields.items():
            wanted = name in self._asked.metrics or field.filled
            hidden += not wanted
            self._rows[_group_of(name)].setRowVisible(field, wanted or self.more.isChecked())
        text = tr("收起目录没有问到的") if self.more.isChecked() else tr("更多资料（{count} 项）")
        self.more.setText(text.format(count=hidden))
        self.more.setVisible(hidden > 0)
        shown = self.more.isChecked() or any(
            name in self._asked.metrics or self.fields[name].filled for name in _GROUPS[_ENERGY]
        )
        self._titles[_ENERGY].setVisible(shown)

    def _read_place(self, text: str) -> None:
        found = parsed_place(text)
        self._place = None if found is None else shapely.Point(found)
        bad = bool(text.strip()) and found is None
        self._place_note.setText(tr("不是德州市范围内的坐标。例如 116.7853, 36.8421"))
        self._place_note.setVisible(bad)
        self._clear.setEnabled(bool(text))
        self.changed.emit()

    def _drop_place(self) -> None:
        self.show_place(None)
        self.changed.emit()

    def _choose_target(self, target: Target | None) -> None:
        wanted = "" if target is None else target.id
        for row in range(self.target.count()):
            offered = self.target.itemData(row)
            if wanted == ("" if offered is None else offered.id):
                self.target.setCurrentIndex(row)
                return
        self.target.setCurrentIndex(0)


def _caption(zh: str) -> QLabel:
    label = plain_label(tr(zh))
    label.setWordWrap(True)
    label.setFixedWidth(76)
    label.setToolTip(plain_tip(tr(zh)))
    return label


def _group_of(metric: str) -> str:
    return next((group for group, names in _GROUPS.items() if metric in names), _PROJECT)
