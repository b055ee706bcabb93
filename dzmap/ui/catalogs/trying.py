"""试一家…: the dialog, and the judgement of the enterprise that was chosen in it."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dzmap.core.verdicts import Explanation
from dzmap.services.catalog_trial import try_applicant
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress
from dzmap.services.screening import ScreeningRequest, applicants_of
from dzmap.ui.catalogs.editor import Editor
from dzmap.ui.catalogs.try_dialog import TryDialog
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk


class Trying(QObject):
    """Opens the dialog for the open version."""

    def __init__(self, desk: Desk, editor: Editor, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._editor, self._window = desk, editor, window

    def ask(self) -> None:
        """Choose an enterprise and see what the open version says of it."""
        session, catalog = self._desk.document.session, self._editor.catalog
        if session is None or catalog is None:
            return
        enterprises = session.table("enterprises")
        if not len(enterprises):
            self._desk.notices.toast(tr("项目中没有企业，先导入企业再试"))
            return
        title = f"{catalog.title} v{catalog.version}"
        dialog = TryDialog(self._desk.theme, enterprises, title, self._window.window())
        dialog.wanted.connect(lambda one: self._judge(dialog, one))
        dialog.open()

    def _judge(self, dialog: TryDialog, enterprise: str) -> None:
        session, catalog = self._desk.document.session, self._editor.catalog
        if session is None or catalog is None:
            return
        context, reference = self._desk.context, self._desk.document.application.reference
        request = ScreeningRequest(year=context.year, as_of=context.as_of)

        def work(progress: Progress) -> Explanation:
            progress.step(tr("试一家"))
            every = applicants_of(session, request)
            one = every[every["id"] == enterprise].reset_index(drop=True)
            single = ScreeningRequest(year=request.year, as_of=request.as_of, source=one)
            return try_applicant(session, catalog, single, industries=industry_tree(reference))

        self._desk.jobs.run(
            tr("试一家"),
            work,
            key="catalog trial",
            on_done=lambda found: dialog.show_explanation(enterprise, found),
        )
