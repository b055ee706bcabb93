"""Whether the open draft can be published, publishing it, and what it would change."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dzmap.core.catalogs import Catalog
from dzmap.core.impact import CatalogImpact
from dzmap.core.problems import KnownError
from dzmap.services.catalog_versions import PublishSummary, publish, publish_summary
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress
from dzmap.ui.catalogs.checking import Checking
from dzmap.ui.catalogs.editor import Editor
from dzmap.ui.catalogs.impact import ImpactAnalysis
from dzmap.ui.catalogs.publish_dialog import PublishDialog
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk


class Publishing(QObject):
    """``state`` carries why publishing is not possible ("" if it is)."""

    state = Signal(str)

    def __init__(
        self, desk: Desk, editor: Editor, checking: Checking, window: QWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._editor = desk, editor
        self._checking, self._window = checking, window

    def show(self, errors: int) -> None:
        """Say whether the open version can be published, given the errors found in it."""
        self.state.emit(self._reason(errors))

    def ask_publish(self) -> None:
        """Show what publishing does; the user decides."""
        session, catalog = self._desk.document.session, self._editor.catalog
        if session is None or catalog is None or catalog.published:
            return
        reference = self._desk.document.application.reference

        def work(progress: Progress) -> PublishSummary:
            progress.step(tr("准备发布"))
            return publish_summary(session, catalog.id, catalog.version, industry_tree(reference))

        self._desk.jobs.run(tr("准备发布"), work, key="catalog publish", on_done=self._show_summary)

    def ask_impact(self) -> None:
        """What the open version changes; with a slider if the clause has a threshold."""
        session, catalog = self._desk.document.session, self._editor.catalog
        if session is None or catalog is None:
            return
        if not len(session.table("enterprises")) and not len(session.table("projects")):
            self._desk.notices.toast(tr("项目中没有企业和投资项目，不能推算影响"))
            return
        analysis = ImpactAnalysis(
            self._desk, catalog, self._window.window(), self._editor.clause_id
        )
        analysis.adopted.connect(lambda value: self._editor.put_threshold(0, value))
        analysis.start()

    def _show_summary(self, summary: PublishSummary) -> None:
        if summary.blocking:
            self._editor.failed.emit(
                KnownError(
                    tr("不能发布"),
                    reason=tr("检查有 {count} 处错误").format(count=len(summary.blocking)),
                )
            )
            return
        document = self._desk.document
        dialog = PublishDialog(self._desk.theme, summary, document.author, self._window.window())
        dialog.accepted.connect(lambda: self._publish(summary.catalog, dialog.publisher))
        dialog.open()
        session = document.session
        if session is None or not len(session.table("enterprises")):
            dialog.show_impact(tr("项目中没有企业"))
            return
        self._checking.with_base(
            tr("统计影响"),
            lambda base, progress: base.impact([summary.catalog], progress=progress),
            "catalog publish impact",
            lambda found: dialog.show_impact(impact_text(found)),
        )

    def _publish(self, catalog: Catalog, name: str) -> None:
        session = self._desk.document.session
        if session is None:
            return
        tree = industry_tree(self._desk.document.application.reference)
        try:
            publish(session, catalog.id, catalog.version, name, industries=tree)
        except KnownError as error:
            self._desk.notices.error(error)
            return
        self._desk.notices.toast(
            tr("已发布 v{version}，从 {day} 起参与审查").format(
                version=catalog.version, day=catalog.effective_from
            ),
            (tr("撤销"), self._desk.document.undo),
        )

    def _reason(self, errors: int) -> str:
        catalog, session = self._editor.catalog, self._desk.document.session
        if catalog is None or session is None or catalog.published:
            return ""
        if session.read_only:
            return tr("项目是只读的，不能发布")
        if errors:
            return tr("有 {count} 个错误，不能发布").format(count=errors)
        return ""


def impact_text(impact: CatalogImpact) -> str:
    """“37 家结论改变”."""
    return tr("{count} 家企业的结论会改变").format(count=f"{impact.changed.count:,}")
