"""The tasks of this version, in the order of the strip; a page is imported when it is chosen."""

from dzmap.ui.i18n import later
from dzmap.ui.page import TaskEntry, TaskPage


def _overlay() -> type[TaskPage]:
    from dzmap.ui.overlay.page import OverlayPage

    return OverlayPage


def _screening() -> type[TaskPage]:
    from dzmap.ui.screening.page import ScreeningPage

    return ScreeningPage


def _catalogs() -> type[TaskPage]:
    from dzmap.ui.catalogs.page import CatalogsPage

    return CatalogsPage


def _siting() -> type[TaskPage]:
    from dzmap.ui.siting.page import SitingPage

    return SitingPage


def _summary() -> type[TaskPage]:
    from dzmap.ui.summary.page import SummaryPage

    return SummaryPage


def _output() -> type[TaskPage]:
    from dzmap.ui.output.page import OutputPage

    return OutputPage


PAGES = (
    TaskEntry(
        key="overlay",
        digit=1,
        icon="layer",
        title=later("叠加看图"),
        sentence=later("开发区、区中园、集群、管控线和企业放到一张图上"),
        load=_overlay,
    ),
    TaskEntry(
        key="screening",
        digit=2,
        icon="shield_checkmark",
        title=later("准入审查"),
        sentence=later("按准入目录逐条判定，缺资料就写缺资料"),
        menu="review",
        load=_screening,
    ),
    TaskEntry(
        key="catalogs",
        part_of="screening",
        icon="library",
        title=later("准入目录"),
        sentence=later("写目录、检查、试算影响，发布后参与审查"),
        menu="review",
        load=_catalogs,
    ),
    TaskEntry(
        key="siting",
        digit=3,
        icon="location_target_square",
        title=later("选址比选"),
        sentence=later("一个企业或项目对照所有开发区和园区，排出先后"),
        menu="review",
        load=_siting,
    ),
    TaskEntry(
        key="summary",
        digit=4,
        icon="data_bar_vertical",
        title=later("投资汇总"),
        sentence=later("按县、区、园、链汇总，分项之和等于总计"),
        menu="statistics",
        load=_summary,
    ),
    TaskEntry(
        key="output",
        digit=6,
        icon="document_print",
        title=later("出图"),
        sentence=later("把地图和审查、汇总结果做成 PDF、离线网页和 Excel"),
        menu="output",
        load=_output,
    ),
)
