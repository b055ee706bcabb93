"""The use case of a new project: the sample, or an empty one, as window and commands make it."""

from pathlib import Path

from dzmap.services.application import Application
from dzmap.services.jobs import Progress
from dzmap.services.sampling import build_sample
from dzmap.services.session import create_project

SAMPLE_TITLE = "德州市开发区规划（示例）"


def write_new_project(
    application: Application,
    path: Path,
    *,
    sample: bool,
    progress: Progress,
    enterprises: int = 2000,
) -> None:
    """Write a new project: the sample, or an empty one with counties, plan targets and chains.

    Args:
        application: the ports.
        path: where the project shall stand; KnownError if a file is there already.
        sample: whether the sample's zones, enterprises, projects and catalogs go in.
        progress: told what is being written; who calls says that data are prepared.
        enterprises: how many enterprises the sample has.
    """
    reference = application.reference
    create_project(
        application.stores,
        path,
        build_sample(reference, enterprises=enterprises) if sample else reference.base_tables(),
        catalogs=reference.sample_catalogs() if sample else (),
        metadata={
            "title": SAMPLE_TITLE if sample else path.stem,
            "sample": "1" if sample else "0",
        },
        progress=progress,
    )
