"""One comparison on screen: ranks by the weights, the map, and the places side by side."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from dzmap.core.site_scores import Weights
from dzmap.core.siting import Group
from dzmap.core.verdicts import Explanation
from dzmap.services.jobs import Progress
from dzmap.services.siting import SitingRun
from dzmap.services.siting_map import PARKS, ZONES, with_sites
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.siting.comparison import MOST
from dzmap.ui.siting.conditions import SitingConditions
from dzmap.ui.siting.panel import ComparisonPanel
from dzmap.ui.siting.results_panel import SitingResults
from dzmap.ui.siting.run import Outcome, Ranked, ranked
from dzmap.ui.siting.site_texts import distance_text, land_text, margin_text
from dzmap.ui.siting.weights import PART_NAMES

_MAP_MS = 200  # ranks on the map follow once a slider rests
_TABLES = {"zones": "zone", "parks": "park"}


class Showing(QObject):
    """Keeps table, map and comparison on the same outcome; ``evidence_asked`` shows the dock."""

    evidence_asked = Signal()

    def __init__(
        self,
        desk: Desk,
        conditions: SitingConditions,
        results: SitingResults,
        panel: ComparisonPanel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._conditions, self._results, self._panel = conditions, results, panel
        self._shown: Ranked | None = None
        self._part = 0
        self._chosen = ""
        self._pinned: list[str] = []
        self._explained: dict[str, Explanation] = {}
        self.active = False
        self._map_rest = QTimer(self, singleShot=True, interval=_MAP_MS)
        self._map_rest.timeout.connect(self.show_map)
        conditions.weights.changed.connect(self._reweigh)
        conditions.land_changed.connect(self._rank_again)
        results.table.chosen.connect(self.choose)
        results.table.opened.connect(self._zoom)
        panel.pin_asked.connect(self.pin)
        panel.part_chosen.connect(self._choose_part)
        panel.chart.chosen.connect(self._choose_line)
        desk.selection.changed.connect(self.follow)

    @property
    def shown(self) -> Ranked | None:
        """The comparison as it is ranked now."""
        return self._shown

    @property
    def columns(self) -> tuple[str, ...]:
        """The ids of the places that stand side by side."""
        first = [self._chosen] if self._chosen else []
        return tuple(dict.fromkeys((*first, *self._pinned)))[:MOST]

    def use(self, outcome: Outcome | None) -> None:
        """Another comparison, or none."""
        self._explained.clear()
        self._shown, self._chosen, self._pinned = None, "", []
        if outcome is None:
            self._results.clear()
            self._panel.clear()
            return
        run = outcome.run
        if run.current is not None:
            self._pinned = [run.current.id]
        self._rank(outcome, {})
        self._results.show_notes((outcome.headline, *run.notes))
        works = any(
            run.current is not None
            and site.target.id == run.current.id
            and site.group is Group.ADMITTED
            for site in run.sites
        )
        self._panel.show_ways(
            "" if run.current is None else run.current.name, run.ways, works=works
        )
        self.choose(self._first())
        self._results.table.show_selected(self._chosen)

    def choose(self, target_id: str) -> None:
        """Compare a place with the pinned ones and mark it on the map."""
        if self._shown is None or not target_id:
            return
        self._chosen = target_id
        site = next(one for one in self._shown.outcome.run.sites if one.target.id == target_id)
        if self.active:
            self._desk.selection.set(f"{site.target.kind}s", [target_id])
        self._look_at(target_id)

    def pin(self) -> None:
        """Keep the chosen place as a column; beyond the room the oldest other one goes."""
        if self._chosen and self._chosen not in self._pinned:
            self._pinned = [self._chosen, *self._pinned][: MOST - 1]
            self._compare()

    def follow(self) -> None:
        """A place was selected elsewhere: on the map, by search."""
        selection = self._desk.selection
        if not self.active or self._shown is None or selection.table not in _TABLES:
            return
        compared = {site.target.id for site in self._shown.outcome.run.sites}
        wanted = next((one for one in selection.ids if one in compared), "")
        if wanted and self._chosen not in selection.ids:
            self._results.table.show_selected(wanted)
            self._look_at(wanted)
        self._mark_lines()

    def show_map(self) -> None:
        """Put the comparison on the map."""
        session = self._desk.document.session
        if self.active and self._shown is not None and session is not None:
            run, ranking = self._shown.outcome.run, self._shown.ranking
            model = with_sites(self._shown.outcome.plain_map, session, run, ranking)
            self._desk.stage.show(model, legend=(ZONES, PARKS))

    # ----------------------------------------------------------------------------------------

    def _rank(self, outcome: Outcome, moved: dict[str, int]) -> None:
        shown = ranked(
            outcome,
            self._conditions.weights.weights,
            enough_land=self._conditions.enough_land.isChecked(),
        )
        self._shown = shown
        self._results.show_ranked(shown, moved)
        self._show_hint(shown)
        self._show_curve()

    def _reweigh(self, _weights: Weights) -> None:
        self._rank_again()

    def _rank_again(self) -> None:
        """Other weights: reorder in place, and mark for a while who moved."""
        before = self._shown
        if before is None:
            return
        self._rank(before.outcome, {})
        after = self._shown
        if after is None:
            return
        old, new = before.ranking.ranks, after.ranking.ranks
        moved = {
            site.target.id: int(old[row] - new[row])
            for row, site in enumerate(after.outcome.run.sites)
            if old[row] and new[row] and old[row] != new[row]
        }
        if moved:
            self._results.show_ranked(after, moved)
        self._map_rest.start()

    def _show_hint(self, shown: Ranked) -> None:
        wanted = self._conditions.weights.weights.values
        silent = [
            tr(name)
            for name, weight, counted in zip(
                PART_NAMES, wanted, shown.effective.values, strict=True
            )
            if weight and not counted
        ]
        text = tr("拖动即时重排。权重只影响“可以进”的先后，不改变准入结论。")
        if silent:
            text = tr("“{parts}”没有资料，不计分，权重由其余两项按比例分担。").format(
                parts="、".join(silent)
            )
        self._conditions.hint.setText(text)

    def _choose_part(self, part: int) -> None:
        self._part = part
        self._show_curve()

    def _look_at(self, target_id: str) -> None:
        """A place is the one to be compared."""
        self._chosen = target_id
        self._mark_lines()
        self._compare()

    def _choose_line(self, row: int, add: bool) -> None:
        """A line of the curve was chosen: its place is compared; with Ctrl it is selected as well."""
        if self._shown is not None:
            target = self._shown.outcome.run.sites[row].target
            self._desk.selection.pick(f"{target.kind}s", [target.id], add=add)

    def _mark_lines(self) -> None:
        """The lines of selected places stand out."""
        if self._shown is not None:
            chosen = {self._chosen, *self._desk.selection.ids}
            sites = self._shown.outcome.run.sites
            self._panel.chart.show_selected(
                [row for row, site in enumerate(sites) if site.target.id in chosen]
            )

    def _show_curve(self) -> None:
        shown = self._shown
        if shown is None:
            return
        ranks = shown.ranking.ranks
        order = [int(row) for row in np.argsort(ranks, kind="stable") if ranks[row]]
        names = shown.outcome.run.labels
        found = shown.scores.sensitivity(shown.effective, self._part)
        self._panel.show_sensitivity(found, order, names, shown.effective.values[self._part])

    def _first(self) -> str:
        assert self._shown is not None
        ranks = self._shown.ranking.ranks
        sites = self._shown.outcome.run.sites
        best = next((row for row in range(len(sites)) if ranks[row] == 1), 0)
        return sites[best].target.id

    def _compare(self) -> None:
        shown, columns = self._shown, self.columns
        self._panel.show_pinnable(bool(self._chosen) and self._chosen not in self._pinned)
        if shown is None:
            return
        wanted = [one for one in columns if one not in self._explained]
        if not wanted:
            self._show_columns()
            return
        run = shown.outcome.run

        def work(progress: Progress) -> dict[str, Explanation]:
            progress.step(tr("整理对照"))
            return {one: run.explain(one) for one in wanted}

        def take(found: dict[str, Explanation]) -> None:
            if self._shown is not None and self._shown.outcome is shown.outcome:
                self._explained.update(found)
                if all(one in self._explained for one in self.columns):
                    self._show_columns()

        self._desk.jobs.run(tr("整理对照"), work, key="siting places", on_done=take)

    def _show_columns(self) -> None:
        columns = self.columns
        run = self._shown.outcome.run if self._shown is not None else None
        if run is not None:
            labels = dict(zip((site.target.id for site in run.sites), run.labels, strict=True))
            self._panel.show_places(
                [self._explained[one] for one in columns],
                [labels[one] for one in columns],
                self._facts(run, columns),
            )

    @staticmethod
    def _facts(run: SitingRun, columns: Sequence[str]) -> list[tuple[str, ...]]:
        ids = [site.target.id for site in run.sites]
        rows = [ids.index(one) for one in columns]
        return [
            (tr("准入余量"), *(margin_text(run.sites[row].margin) for row in rows)),
            (tr("空闲用地 亩"), *(land_text(run, row) for row in rows)),
            (tr("同链最近 km"), *(distance_text(float(run.nearest_km[row])) for row in rows)),
        ]

    def _zoom(self, target_id: str) -> None:
        self.evidence_asked.emit()
        for table in _TABLES:
            if self._desk.stage.zoom_to_rows(table, [target_id]):
                return
        self._desk.notices.toast(tr("这个开发区或园区没有图形，图上找不到它"))
