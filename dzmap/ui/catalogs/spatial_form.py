"""空间: 在内, 不占 or 距离 ≥ of layers, with what the project has of each, and 距离段."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.core.catalogs import AnyClause, Relation, SpatialClause
from dzmap.core.layer_kinds import LAYER_ZH
from dzmap.core.verdicts import Verdict
from dzmap.core.wording import plain_number
from dzmap.services.catalog_editing import clause_title, free_id, next_number
from dzmap.ui.catalogs.choices import Segments
from dzmap.ui.catalogs.fields import Described, ReadField
from dzmap.ui.catalogs.parts import Part, caption, form_rows
from dzmap.ui.catalogs.vocabulary import DISTANCE, Vocabulary
from dzmap.ui.catalogs.words import CONSEQUENCES, RELATIONS
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.screening.blocks import Link
from dzmap.ui.screening.marks import verdict_icon

_FIRST_DISTANCE = 300.0


class SpatialForm(Part):
    """``chosen`` asks for another clause (a band), ``added`` carries a new band."""

    chosen = Signal(str)
    added = Signal(object)

    def __init__(self, words: Vocabulary) -> None:
        super().__init__(words)
        self.relation = Segments(tr("关系"), {key: tr(text) for key, text in RELATIONS.items()})
        self.relation.chosen.connect(self._put_relation)
        self.distance = ReadField(tr("距离"), self._read, tr("如 300 m"))
        self.distance.read.connect(lambda value: self.put(distance_m=value))
        self._described = Described(self.distance)
        self.boxes: dict[str, QCheckBox] = {}
        self._others: tuple[str, ...] = ()
        self._layers = QWidget()
        QVBoxLayout(self._layers)
        self.otherwise = Segments(
            tr("不满足则"), {key: tr(text) for key, text in CONSEQUENCES.items()}
        )
        self.otherwise.chosen.connect(lambda key: self.put(otherwise=key))
        self._bands = QWidget()
        QVBoxLayout(self._bands)
        rows = form_rows()
        theme = words.theme
        self._distance_caption = caption(theme, tr("距离"), self.distance)
        rows.addRow(caption(theme, tr("关系")), self.relation)
        rows.addRow(self._distance_caption, self._described)
        rows.addRow(caption(theme, tr("图层")), self._layers)
        rows.addRow(caption(theme, tr("不满足则")), self.otherwise)
        self._rows = rows
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(rows)
        box.addWidget(self._bands)
        theme.changed.connect(self._dress)
        self._dress()
        self._offer_layers()

    @override
    def fill(self, clause: AnyClause) -> None:
        if not isinstance(clause, SpatialClause):
            return
        self._offer_layers()
        self.relation.choose(clause.relation)
        distant = clause.relation is Relation.DISTANCE_GE
        self._described.setVisible(distant)
        self._distance_caption.setVisible(distant)
        distance = clause.distance_m
        text = "" if distance is None else self.words.amount_text(DISTANCE.name, distance)
        self.distance.show_text(text)
        self._others = tuple(kind for kind in clause.layers if kind not in self.boxes)
        for kind, box in self.boxes.items():
            box.setChecked(kind in clause.layers)
        self.otherwise.choose(clause.otherwise)
        self._show_bands(clause)

    def bands(self) -> tuple[SpatialClause, ...]:
        """The distance clauses about the same layers and the same applicants, nearest first."""
        clause, catalog = self._clause, self.catalog
        if catalog is None or not isinstance(clause, SpatialClause):
            return ()
        same = (
            one
            for one in catalog.clauses
            if isinstance(one, SpatialClause)
            and one.relation is Relation.DISTANCE_GE
            and (one.layers, one.scope) == (clause.layers, clause.scope)
        )
        return tuple(sorted(same, key=lambda one: one.distance_m or 0))

    def add_band(self) -> None:
        """A milder clause about twice the distance, to be changed at will."""
        bands, catalog = self.bands(), self.catalog
        if not bands or catalog is None:
            return
        band = replace(
            bands[-1],
            id=free_id(catalog),
            number=next_number(catalog),
            distance_m=2 * (bands[-1].distance_m or _FIRST_DISTANCE),
            otherwise=Verdict.CONDITIONAL,
            replaces=(),
        )
        self.added.emit(band)

    # ----------------------------------------------------------------------------------------

    def _read(self, text: str) -> float:
        return self.words.amount(DISTANCE.name, text)

    def _put_relation(self, relation: Relation) -> None:
        clause = self._clause
        if isinstance(clause, SpatialClause):
            distant = relation is Relation.DISTANCE_GE
            distance = (clause.distance_m or _FIRST_DISTANCE) if distant else None
            self.put(relation=relation, distance_m=distance)

    def _put_layers(self) -> None:
        on = (kind for kind, box in self.boxes.items() if box.isChecked())
        self.put(layers=(*on, *self._others))

    def _offer_layers(self) -> None:
        """One box per kind of layer, with date and coverage of what the project has."""
        known = {one.kind: one for one in self.words.layers}
        layout = self._layers.layout()
        if layout is None:
            return
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        for kind, zh in LAYER_ZH.items():
            box = self.boxes.get(kind)
            if box is None:
                box = self.boxes[kind] = QCheckBox()
                box.clicked.connect(lambda _=False: self._put_layers())
                layout.addWidget(box)
            state = known[kind].state if kind in known else ""
            box.setText(f"{zh}　{state}" if state else zh)

    def _show_bands(self, clause: SpatialClause) -> None:
        layout = self._bands.layout()
        self._bands.setVisible(clause.relation is Relation.DISTANCE_GE)
        if layout is None or clause.relation is not Relation.DISTANCE_GE:
            return
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        while (item := layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        title = plain_label(tr("距离段（同样的图层和适用范围）"))
        title.setProperty("role", "secondary")
        layout.addWidget(title)
        for band in self.bands():
            text = tr("不足 {distance} m：{consequence}　{clause}").format(
                distance=plain_number(band.distance_m or 0),
                consequence=tr(CONSEQUENCES.get(band.otherwise, band.otherwise.zh)),
                clause=clause_title(band),
            )
            link = Link(text)
            link.setEnabled(band.id != clause.id)
            link.asked.connect(lambda name=band.id: self.chosen.emit(name))
            layout.addWidget(link)
        more = Link(tr("加一段…"))
        more.asked.connect(self.add_band)
        layout.addWidget(more)

    def _dress(self) -> None:
        self.otherwise.dress(
            {one: verdict_icon(self.words.theme, Verdict(one)) for one in CONSEQUENCES}
        )
