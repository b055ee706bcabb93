"""What the tab 示例用例 does: cases of the open version, kept with it and run against it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout

from dzmap.core.catalogs import Catalog, ExampleCase
from dzmap.services.catalog_editing import clause_title
from dzmap.ui.catalogs.editor import Editor
from dzmap.ui.catalogs.example_dialog import ExampleDialog
from dzmap.ui.catalogs.examples_tab import ExamplesTab
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.screening.evidence import EvidencePanel, Place


class Examples(QObject):
    """``run_asked``: judge every case by the open version.

    ``targets`` are names by id of the zones and parks of the project.
    """

    run_asked = Signal()

    def __init__(self, desk: Desk, editor: Editor, words: Vocabulary, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._editor, self._words = desk, editor, words
        self.targets: Mapping[str, str] = {}
        self.tab = ExamplesTab(desk.theme)
        self.tab.asked.connect(self._do)

    @property
    def count(self) -> int:
        """How many cases the open version has."""
        return len(self.tab.model.examples)

    def show(self) -> None:
        """Show the cases of the open version."""
        self.tab.show_catalog(self._editor.catalog)
        self.tab.lock(self._editor.locked)

    def forget(self) -> None:
        """Another version is open: what its cases gave is not known."""
        self.tab.show_outcomes(())

    def _do(self, what: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "run": self.run_asked.emit,
            "add": lambda: self._ask(None),
            "edit": lambda: self._ask(self._current()),
            "remove": self._remove,
            "see": self._see,
        }
        acts[what]()

    def _current(self) -> ExampleCase | None:
        row = self.tab.row
        return self.tab.model.examples[row] if 0 <= row < self.count else None

    def _ask(self, example: ExampleCase | None) -> None:
        catalog = self._editor.catalog
        if catalog is None or self._editor.locked:
            return
        clauses = {one.id: f"{clause_title(one)} {one.id}" for one in catalog.clauses}
        dialog = ExampleDialog(self._words, example, self.targets, clauses, self.tab.window())
        dialog.accepted.connect(lambda: self._put(example, dialog.example()))
        dialog.open()

    def _put(self, before: ExampleCase | None, example: ExampleCase) -> None:
        def change(catalog: Catalog) -> Catalog:
            if before is None:
                return replace(catalog, examples=(*catalog.examples, example))
            kept = (example if one == before else one for one in catalog.examples)
            return replace(catalog, examples=tuple(kept))

        title = tr("新建用例{name}") if before is None else tr("修改用例{name}")
        self._editor.edit(title.format(name=example.name), change)

    def _remove(self) -> None:
        example = self._current()
        if example is None:
            return

        def change(catalog: Catalog) -> Catalog:
            kept = tuple(one for one in catalog.examples if one != example)
            return replace(catalog, examples=kept)

        self._editor.edit(tr("删除用例{name}").format(name=example.name), change)

    def _see(self) -> None:
        row = self.tab.row
        outcome = self.tab.model.outcome(row) if 0 <= row < self.count else None
        if outcome is None or outcome.explanation is None:
            return
        dialog = QDialog(self.tab.window())
        dialog.setWindowTitle(tr("用例：{name}").format(name=outcome.case.name))
        panel = EvidencePanel(self._desk.theme)
        panel.hide_actions()
        panel.show_explanation(outcome.explanation, Place(row + 1, self.count))
        box = QVBoxLayout(dialog)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(panel)
        dialog.resize(440, 640)
        dialog.open()
