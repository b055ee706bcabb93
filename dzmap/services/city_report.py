"""The city's report from an open project: screened, summed up by every division, put together."""

from datetime import date

from dzmap.services.application import Application
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress
from dzmap.services.report_model import Report
from dzmap.services.reporting import build_report
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening
from dzmap.services.session import Session
from dzmap.services.styling import chosen_map
from dzmap.services.summarising import summarise_project
from dzmap.services.thematic import with_verdicts

REPORT_BY = ("county", "zone", "park", "cluster", "chain")


def screen_enterprises(
    application: Application, session: Session, year: int, as_of: date, progress: Progress
) -> ScreeningRun:
    """Every enterprise against the place it stands in."""
    request = ScreeningRequest(source="enterprises", only=None, year=year, as_of=as_of)
    industries = industry_tree(application.reference)
    return run_screening(session, request, progress, industries=industries)


def city_report(session: Session, run: ScreeningRun, year: int) -> Report:
    """The report that the commands write and the window previews."""
    summaries = [summarise_project(session, by=by, year=year) for by in REPORT_BY]
    model = with_verdicts(chosen_map(session), run.result)
    return build_report(session, run=run, summaries=summaries, map=model, year=year)
