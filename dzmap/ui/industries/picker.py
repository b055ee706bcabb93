"""适用行业: chips of what is in and what is out, a search field, and the tree with check boxes."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QLineEdit,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.industry_search import IndustrySearch
from dzmap.core.industry_selection import IndustrySelection
from dzmap.ui.i18n import tr
from dzmap.ui.industries.tree_model import COUNT, NAME, IndustryModel
from dzmap.ui.overlay.tags import FlowLayout
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.theme.theme import Theme

_MOST_HITS = 60
_MOST_CHIPS = 40


class IndustryPicker(QWidget):
    """Chooses an industry scope; ``changed`` says that the user chose otherwise.

    Keys: Down goes from the search field into the tree, Space ticks, Enter in the search field
    ticks the best hit, Esc clears the search.

    Args:
        theme: For icons.
        search: The classification and how to find in it (``services.industries``).
        counts: Enterprises at or under each code, shown at the right.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, search: IndustrySearch, counts: Mapping[str, int] | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._search = search
        self._selection = IndustrySelection()
        self._best = ""
        self.model = IndustryModel(search.tree, counts or {}, self)
        self.model.toggled.connect(self._toggle)
        self.field = self._make_field()
        self.view = self._make_view()
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._hint = plain_label()
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._chips, self._hint, self.field):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.field)
        self._show()

    def codes(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes that are in and the codes taken out, without letter but for 门类."""
        return self._selection.include, self._selection.exclude

    def set_codes(self, include: Iterable[str], exclude: Iterable[str] = ()) -> None:
        """Show a scope without telling; codes that do not exist stay as chips."""
        self._selection = IndustrySelection(tuple(include), tuple(exclude))
        self._show()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Other numbers of enterprises."""
        self.model.show_counts(counts)

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(tr("名称、代码、拼音"))
        field.setAccessibleName(tr("搜索行业"))
        field.setClearButtonEnabled(True)
        icon = field.addAction(
            self._theme.icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._theme.dress(icon, "search", "text2")
        field.textChanged.connect(self._find)
        field.returnPressed.connect(self._toggle_best)
        field.installEventFilter(self)
        return field

    def _make_view(self) -> QTreeView:
        view = QTreeView()
        view.setModel(self.model)
        view.setHeaderHidden(True)
        view.setUniformRowHeights(True)
        view.setIndentation(18)
        view.setAccessibleName(tr("行业"))
        view.header().setStretchLastSection(False)
        view.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        view.header().setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        view.setMinimumHeight(round(180 * self._theme.scale))
        return view

    # -- searching ---------------------------------------------------------------------------

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self._enter_tree()
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return super().eventFilter(watched, event)

    def _enter_tree(self) -> None:
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0, NAME))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, text: str) -> None:
        if not text.strip():
            self._best = ""
            self.model.show_only(None)
            self._open_chosen()
            self._show_hint()
            return
        hits = self._search.find(text, _MOST_HITS)
        self._best = hits[0].industry.code if hits else ""
        self.model.show_only([hit.industry.code for hit in hits])
        for hit in hits:
            self._open_above(hit.industry.code)
        if self._best:
            index = self.model.index_of(self._best)
            self.view.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.view.scrollTo(index)
        self._show_hint(hits[0].why if hits else tr("没有找到“{text}”").format(text=text.strip()))

    def _open_above(self, code: str) -> None:
        for entry in self._search.tree.ancestors(code):
            self.view.expand(self.model.index_of(entry.code))

    def _open_chosen(self) -> None:
        for code in (*self._selection.include, *self._selection.exclude):
            self._open_above(code)

    # -- choosing ----------------------------------------------------------------------------

    def _toggle_best(self) -> None:
        if self._best:
            self._toggle(self._best)

    def _toggle(self, code: str) -> None:
        self._selection = self._selection.toggled(self._search.tree, code)
        self._show()
        self.changed.emit()

    def _remove(self, code: str) -> None:
        self._selection = self._selection.without(code)
        self._show()
        self.changed.emit()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        self.model.show_states(self._selection.states(self._search.tree))
        if not self.field.text():
            self._open_chosen()
        self._show_chips()
        self._show_hint()

    def _show_chips(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        chosen, out = self._selection.include, self._selection.exclude
        for code in chosen[:_MOST_CHIPS]:
            self._flow.addWidget(self._chip(code, "include", tr("不再适用{industry}")))
        if len(chosen) > _MOST_CHIPS:
            rest = tr("等 {count} 类").format(count=len(chosen))
            self._flow.addWidget(_word(rest))
        if out:
            self._flow.addWidget(_word(tr("除外")))
        for code in out[:_MOST_CHIPS]:
            self._flow.addWidget(self._chip(code, "exclude", tr("不再除外{industry}")))
        self._chips.setVisible(bool(chosen or out))
        self._flow.invalidate()

    def _chip(self, code: str, kind: str, what: str) -> QToolButton:
        entry = self._search.tree.get(code)
        title = entry.title if entry else tr("{code}（没有这个代码）").format(code=code)
        chip = QToolButton()
        chip.setProperty("industry", kind)
        chip.setText(title)
        chip.setToolTip(plain_tip(what.format(industry=title)))
        chip.setAccessibleName(what.format(industry=title))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setIconSize(QSize(14, 14))
        self._theme.dress(chip, "dismiss", "accent" if kind == "include" else "error_text")
        chip.clicked.connect(lambda _=False: self._remove(code))
        return chip

    def _show_hint(self, text: str = "") -> None:
        chosen, out = self._selection.include, self._selection.exclude
        if not text and not chosen:
            text = tr("未勾选：适用除外的以外全部行业。") if out else tr("未勾选：适用全部行业。")
        self._hint.setText(text)
        self._hint.setVisible(bool(text))


def _word(text: str) -> QLabel:
    label = plain_label(text)
    label.setProperty("role", "secondary")
    label.setContentsMargins(0, 4, 0, 4)  # as tall as the chips beside it
    return label
