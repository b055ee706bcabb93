"""What a spatial clause found, drawn on the map: the way to what is near, or the overlap."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dzmap.core.verdicts import ClauseResult
from dzmap.services.jobs import Progress
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.screening.evidence import EvidencePanel
from dzmap.ui.screening.run import VERDICTS

if TYPE_CHECKING:
    from dzmap.services.clause_findings import Case, ClauseFinding
    from dzmap.services.map_model import MapLayer, MapModel


class Findings(QObject):
    """Draws one finding at a time for the explained row; ``changed`` asks for the map again.

    The finding of a decisive spatial clause shows unasked, others when their clause is chosen; a
    clause that is located is brought into view as well.
    """

    changed = Signal()

    def __init__(self, desk: Desk, evidence: EvidencePanel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case: Case | None = None
        self._wanted: ClauseResult | None = None
        self._layers: tuple[MapLayer, ...] = ()
        evidence.cleared.connect(lambda: self.look_at(None))
        evidence.clause_chosen.connect(self._choose)
        evidence.clause_located.connect(self._locate)
        desk.stage.released.connect(self.clear)

    def on(self, model: "MapModel") -> "MapModel":
        """The map with the finding on top."""
        from dzmap.services.layer_order import with_layers

        return with_layers(model, *self._layers) if self._layers else model

    def look_at(self, case: "Case | None") -> None:
        """Another row is explained; None: none, or one without a precise place."""
        self._case = case
        self._choose(None if case is None else case.decisive())

    def clear(self) -> None:
        """Draw nothing."""
        self._wanted = None
        if self._layers:
            self._layers = ()
            self.changed.emit()

    # ----------------------------------------------------------------------------------------

    def _choose(self, clause: ClauseResult | None) -> None:
        self.clear()
        if clause is not None and clause.kind == "spatial":
            self._draw(clause, into_view=False)

    def _locate(self, clause: ClauseResult) -> None:
        if self._case is not None:
            self._draw(clause, into_view=True)
        elif not self._desk.stage.zoom_to_rows(VERDICTS, self._desk.selection.ids):
            self._desk.notices.toast(tr("没有准确位置，这一条没有核查，图上没有可画的"))

    def _draw(self, clause: ClauseResult, *, into_view: bool) -> None:
        case = self._case
        if case is None:
            return
        self._wanted = clause

        def work(_: Progress) -> "ClauseFinding":
            from dzmap.services.clause_findings import clause_finding

            return clause_finding(case, clause)

        def take(finding: "ClauseFinding") -> None:
            if case is self._case and clause is self._wanted:
                self._show(finding, into_view=into_view)

        self._desk.jobs.run(tr("在图上画出依据"), work, key="screening finding", on_done=take)

    def _show(self, finding: "ClauseFinding", *, into_view: bool) -> None:
        self._layers = finding.layers
        self.changed.emit()
        stage = self._desk.stage
        shown = stage.model is not None and finding.layers[0] in stage.model.layers
        if into_view and shown and stage.view is not None:
            stage.view.zoom_to(finding.bounds)
