"""What is to be printed, and one printed proof of it. Runs in a job; knows no widgets."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dzmap.services.application import Application
from dzmap.services.city_report import city_report, screen_enterprises
from dzmap.services.jobs import Progress
from dzmap.services.map_model import MapModel
from dzmap.services.ports import ReportWriter
from dzmap.services.preflight import ExpectedLegend, expected_legend
from dzmap.services.report_model import Report
from dzmap.services.session import Session
from dzmap.services.view_report import (
    CHOROPLETH,
    VERDICTS,
    Extent,
    SheetOptions,
    unplaced_on,
    unplaced_rows,
    usable_extent,
    view_report,
    with_options,
)
from dzmap.ui.map.stage import MapStage

VIEW, CITY = "view", "city"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The options as the user left them; None where the report's own proposal stands."""

    title: str | None = None
    number: str | None = None
    organisation: str = ""
    remarks: tuple[str, ...] = ()
    scale: int | None = None
    grid: bool = True
    locator: bool = True

    def filled(self, report: Report) -> SheetOptions:
        """The options with the proposals of ``report`` where nothing was typed."""
        sheet = report.sheets[0]
        return SheetOptions(
            title=sheet.title if self.title is None else self.title,
            number=sheet.number if self.number is None else self.number,
            organisation=self.organisation,
            remarks=self.remarks,
            scale=self.scale,
            grid=self.grid,
            locator=self.locator,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """The map of the window at one moment; ``key`` is equal while a model looks the same."""

    model: MapModel
    key: tuple[object, ...]

    @property
    def thematic(self) -> bool:
        """Whether it shows figures of a year or verdicts of a day."""
        shown = {layer.id for layer in self.model.layers if layer.visible}
        return bool(shown & {CHOROPLETH, VERDICTS})


def snapshot_of(stage: MapStage, *, whole: bool) -> Snapshot | None:
    """The map as the user sees it; ``whole`` takes the whole city instead of the view."""
    model = stage.model
    if model is None:
        return None
    extent: Extent = model.extent if whole else usable_extent(stage.bounds, model)
    layers = tuple(
        replace(layer, visible=stage.is_visible(layer), opacity=stage.opacity(layer))
        for layer in stage.layers()
    )
    looks = tuple((layer.id, layer.visible, layer.opacity) for layer in layers)
    return Snapshot(model=replace(model, layers=layers, extent=extent), key=(looks, extent))


@dataclass(frozen=True, kw_only=True, eq=False)
class Content:
    """A report before the options, kept as long as ``key`` stays the same."""

    kind: str
    key: tuple[object, ...]
    report: Report
    unplaced: Mapping[str, int]


def view_content(
    session: Session, snapshot: Snapshot, *, year: int, key: tuple[object, ...]
) -> Content:
    """当前地图."""
    report = view_report(session, map=snapshot.model, year=year)
    unplaced = unplaced_on(session, report.sheets[0].map)
    return Content(kind=VIEW, key=key, report=report, unplaced=unplaced)


def city_content(
    application: Application,
    session: Session,
    *,
    year: int,
    as_of: date,
    key: tuple[object, ...],
    progress: Progress,
) -> Content:
    """城市总览报告, with its own screening."""
    run = screen_enterprises(application, session, year, as_of, progress)
    report = city_report(session, run, year)
    return Content(kind=CITY, key=key, report=report, unplaced=unplaced_rows(session))


@dataclass(frozen=True, kw_only=True, eq=False)
class Proof:
    """A printed report: the bytes of its PDF, how long the setting took, what to check it by."""

    content: Content
    draft: Draft
    report: Report
    legends: tuple[ExpectedLegend, ...]
    pdf: bytes
    seconds: float


def proof_of(content: Content, draft: Draft, writer: ReportWriter, progress: Progress) -> Proof:
    """Print ``content`` with the options."""
    started = time.perf_counter()
    report = with_options(content.report, draft.filled(content.report))
    with TemporaryDirectory(prefix="dzmap-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "preview.pdf"
        writer.write(report, path, progress=progress)
        pdf = path.read_bytes()
    return Proof(
        content=content,
        draft=draft,
        report=report,
        legends=tuple(expected_legend(sheet) for sheet in report.sheets),
        pdf=pdf,
        seconds=time.perf_counter() - started,
    )
