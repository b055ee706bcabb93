"""适用范围: industries by the picker, then everything else that may narrow a clause."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.core.catalogs import TRUE, AnyClause, ExceptionClause, ProcedureClause, Scope
from dzmap.ui.catalogs.choices import Chips, Toggles
from dzmap.ui.catalogs.condition_builder import ConditionBuilder
from dzmap.ui.catalogs.parts import Part, caption, form_rows
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.catalogs.words import ACTIONS, CLASSES, PARKS, TIERS
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label

if TYPE_CHECKING:
    from dzmap.ui.industries.picker import IndustryPicker


class ScopeForm(Part):
    """The picker comes once the classification was read; what is not used is folded away."""

    def __init__(self, words: Vocabulary) -> None:
        super().__init__(words)
        self.picker: IndustryPicker | None = None
        self._open, self._shown = False, ""
        self._picker_place = QVBoxLayout()
        self.project_actions = self._toggles(tr("建设性质"), ACTIONS, "actions")
        self.tiers = self._toggles(tr("开发区级别"), TIERS, "zone_tiers")
        self.parks = self._toggles(tr("园区类型"), PARKS, "park_kinds")
        self.classes = self._toggles(tr("申请主体"), CLASSES, "applicant_classes")
        self.products = self._chips(tr("产品"), "products")
        self.processes = self._chips(tr("工艺"), "processes")
        self.lists = self._chips(tr("名录"), "lists")
        self.when = ConditionBuilder(words)
        self.when.changed.connect(lambda condition: self.put_scope(when=condition))
        self._when_title = plain_label()
        self._when_title.setProperty("role", "caption")
        self.fold = QToolButton()
        self.fold.setProperty("fold", True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.clicked.connect(lambda _=False: self._unfold(not self._open))
        self._more = QWidget()
        rows = form_rows()
        self._more.setLayout(rows)
        for widget in (
            self.project_actions,
            self.tiers,
            self.parks,
            self.classes,
            self.products,
            self.processes,
            self.lists,
        ):
            rows.addRow(caption(words.theme, widget.accessibleName()), widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(self._picker_place)
        box.addWidget(self.fold)
        box.addWidget(self._more)
        box.addWidget(self._when_title)
        box.addWidget(self.when)
        self._unfold(False)

    @override
    def fill(self, clause: AnyClause) -> None:
        self._bring_picker()
        scope = clause.scope
        if self.picker is not None and self.picker.codes() != _codes(scope):
            self.picker.set_codes(*_codes(scope))
        self.lists.propose(self.words.lists)
        for field, values in (
            (self.project_actions, scope.actions),
            (self.tiers, scope.zone_tiers),
            (self.parks, scope.park_kinds),
            (self.classes, scope.applicant_classes),
            (self.products, scope.products),
            (self.processes, scope.processes),
            (self.lists, scope.lists),
        ):
            field.show_values(values)
        self.when.show_condition(scope.when)
        self._when_title.setText(_when_title(clause))
        if clause.id != self._shown:
            self._shown = clause.id
            self._unfold(_narrowed(scope))
        self._name_fold()

    def _bring_picker(self) -> None:
        search = self.words.search
        if self.picker is None and search is not None:
            from dzmap.ui.industries.picker import IndustryPicker

            self.picker = IndustryPicker(self.words.theme, search, self.words.enterprises)
            self.picker.changed.connect(self._put_codes)
            self._picker_place.addWidget(self.picker)

    def _put_codes(self) -> None:
        if self.picker is not None:
            include, exclude = self.picker.codes()
            self.put_scope(industries=include, except_industries=exclude)

    def _toggles(self, name: str, choices: Mapping[str, str], field: str) -> Toggles:
        toggles = Toggles(name, choices)
        toggles.changed.connect(lambda values: self.put_scope(**{field: values}))
        return toggles

    def _chips(self, name: str, field: str) -> Chips:
        chips = Chips(self.words.theme, name)
        chips.setAccessibleName(name)
        chips.changed.connect(lambda values: self.put_scope(**{field: values}))
        return chips

    def _unfold(self, on: bool) -> None:
        self._open = on
        self._more.setVisible(on)
        icon = "chevron_up" if on else "chevron_down"
        self.words.theme.dress(self.fold, icon, "accent")
        self._name_fold()

    def _name_fold(self) -> None:
        scope = self._clause.scope if self._clause is not None else Scope()
        text = tr("收起") if self._open else tr("建设性质、级别、园区、主体、产品、工艺、名录")
        self.fold.setText(f"{text}（{tr('已填')}）" if _narrowed(scope) else text)


def _codes(scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return scope.industries, scope.except_industries


def _narrowed(scope: Scope) -> bool:
    plain = Scope(
        industries=scope.industries, except_industries=scope.except_industries, when=scope.when
    )
    return scope != plain


def _when_title(clause: AnyClause) -> str:
    if isinstance(clause, ProcedureClause):
        return tr("何时须办理")
    if isinstance(clause, ExceptionClause):
        return tr("满足什么条件才豁免")
    blank = clause.scope.when == TRUE
    return tr("还须符合（没有条件）") if blank else tr("还须符合")
