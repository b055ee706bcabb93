"""What the forms of all kinds are made of: a part that edits a clause, sections, rows of fields."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dzmap.core.catalogs import AnyClause, Catalog
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme


class Part(QWidget):
    """Edits some fields of the clause it shows; ``edited`` carries the whole changed clause."""

    edited = Signal(object)

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self.words = words
        self._clause: AnyClause | None = None
        self._catalog: Catalog | None = None

    @property
    def catalog(self) -> Catalog | None:
        """The catalog of the clause."""
        return self._catalog

    def show_clause(self, clause: AnyClause, catalog: Catalog) -> None:
        """Fill the fields without telling; called after every edit as well."""
        self._clause, self._catalog = clause, catalog
        self.fill(clause)

    def fill(self, clause: AnyClause) -> None:
        """Put what the clause says into the fields."""
        raise NotImplementedError

    def put(self, **fields: object) -> None:
        """Tell that the user changed some fields of the clause."""
        if self._clause is not None:
            changed: AnyClause = replace(self._clause, **fields)  # type: ignore[arg-type]
            if changed != self._clause:
                self.edited.emit(changed)

    def put_scope(self, **fields: object) -> None:
        """Tell that the user changed some fields of the clause's scope."""
        if self._clause is not None:
            self.put(scope=replace(self._clause.scope, **fields))  # type: ignore[arg-type]


class Section(QFrame):
    """A titled block of a form; ``box`` takes its contents, ``side`` stands right of the title."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("panel", "block")
        self.title = plain_label(title)
        self.title.setProperty("role", "strong")
        self.side = plain_label()
        self.side.setProperty("role", "secondary")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.title)
        line.addStretch(1)
        line.addWidget(self.side)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(14, 10, 14, 12)
        self.box.setSpacing(8)
        self.box.addLayout(line)


def form_rows() -> QFormLayout:
    """Captions at the left, fields at the right."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(10)
    form.setVerticalSpacing(8)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def caption(theme: Theme, text: str, buddy: QWidget | None = None) -> QLabel:
    """The caption of a row, as wide as the others."""
    label = plain_label(text)
    label.setProperty("role", "caption")
    label.setMinimumWidth(round(56 * theme.scale))
    label.setMinimumHeight(round(30 * theme.scale))
    if buddy is not None:
        label.setBuddy(buddy)
    return label
