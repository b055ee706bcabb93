"""Changing a table where it is listed: cells, blocks pasted from Excel, filling, deleting rows."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QDialog, QMenu, QMessageBox

from dzmap.core.field_rules import REFERENCES
from dzmap.core.tables import TABLES
from dzmap.services.jobs import Progress
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.plain_text import plain_box
from dzmap.ui.shortcuts import assign
from dzmap.ui.tables.table_panel import Entries, TablePanel

if TYPE_CHECKING:
    from dzmap.services.cell_edits import CellEdits, Wanted
    from dzmap.services.session import Session

_MOST_ROWS = 20_000  # that one paste or filling may change; more belong into the import


class TableEditing(QObject):
    """Makes a panel editable. Every change is one edit of the project that undo takes back."""

    def __init__(self, panel: TablePanel, desk: Desk) -> None:
        super().__init__(panel)
        self._panel = panel
        self._desk = desk
        self._count = 0
        self._current = ("", "")  # id and column of the current cell while the rows are replaced
        panel.entries = self._entries
        panel.model.typed.connect(self._type)
        panel.view.locked.connect(self._say_locked)
        panel.model.modelAboutToBeReset.connect(self._note_current)
        panel.model.modelReset.connect(self._restore_current)
        for part in panel.view.body_parts():
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(
                lambda at, part=part: self._show_menu(part.viewport().mapToGlobal(at))
            )
        self._edit = self._action("cell_edit", tr("修改单元格"), self._edit_current)
        self._paste = self._action("cells_paste", tr("粘贴"), self.paste)
        self._delete = self._action("rows_delete", tr("删除选中的行…"), self.ask_to_delete)

    def paste(self) -> None:
        """Put the clipboard in from the current cell on, or by its header if it has one."""
        from dzmap.ui.overlay.pasting import block, targets

        rows = block(QGuiApplication.clipboard().text())
        if not rows or self._writable() is None:
            return
        try:
            wanted = targets(self._panel.view, rows, _MOST_ROWS)
        except ValueError as error:
            self._desk.notices.toast(str(error))
            return
        title = f"粘贴到{self._zh}：{len(wanted):,} 行"
        self._change(wanted, title)

    def fill(self, shown: str, text: str) -> None:
        """Give a column of all selected rows the same value."""
        ids = self._selected()
        if len(ids) > _MOST_ROWS:
            text_much = tr("一次最多改 {most} 行，请先筛选或分批").format(most=f"{_MOST_ROWS:,}")
            self._desk.notices.toast(text_much)
            return
        title = f"填写{self._zh}“{self._header(shown)}”：{len(ids):,} 行"
        self._change({key: {shown: text} for key in ids}, title)

    def ask_to_delete(self) -> None:
        """Delete the selected rows once the user says so."""
        session, ids = self._writable(), self._selected()
        if session is None or not ids:
            return
        box = plain_box(self._panel.window())
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("删除行"))
        text = tr("删除 {count} 行？可以用 Ctrl+Z 撤销。").format(count=f"{len(ids):,}")
        box.setText(text)
        yes = box.addButton(tr("删除"), QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(tr("取消"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.exec()
        if box.clickedButton() is yes:
            self._attempt(partial(self._remove, ids))
        box.deleteLater()

    # ---- inside

    @property
    def _zh(self) -> str:
        return TABLES[self._panel.table].zh

    def _action(self, name: str, text: str, act: Callable[[], None]) -> QAction:
        action = assign(QAction(text, self._panel.view), name)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False: act())
        self._panel.view.addAction(action)
        return action

    def _writable(self) -> "Session | None":
        session = self._desk.document.session
        if session is not None and session.read_only:
            self._desk.notices.toast(tr("项目是只读的，不能修改；可以先另存副本"))
            return None
        return session

    def _selected(self) -> list[str]:
        return self._panel.model.ids(self._panel.view.selected_rows())

    def _header(self, shown: str) -> str:
        titles = {column.name: column.header for column in self._panel.model.columns}
        return titles[shown]

    def _entries(self, shown: str) -> Entries | None:
        """What a cell of a column is chosen from; None where it is typed."""
        from dzmap.services.attributes import entries
        from dzmap.services.cell_edits import stored_column
        from dzmap.ui.editing.attribute_form import LONGEST_LIST

        session, found = self._desk.document.session, stored_column(self._panel.table, shown)
        if session is None or found is None:
            return None
        listed = entries(session.table, found[1])
        if not listed or len(listed) > LONGEST_LIST:
            return None
        named = found[1].name in REFERENCES
        return [(str(stored), text if named else tr(text)) for stored, text in listed]

    def _edit_current(self) -> None:
        index = self._panel.view.currentIndex()
        if index.isValid():
            self._panel.view.edit_cell(index)

    def _note_current(self) -> None:
        index, model = self._panel.view.currentIndex(), self._panel.model
        ids = model.ids([index.row()]) if index.isValid() else []
        self._current = (ids[0], model.columns[index.column()].name) if ids else ("", "")

    def _restore_current(self) -> None:
        """Stay on the cell, so that one can go on with the keyboard after a change."""
        key, shown = self._current
        model = self._panel.model
        names = [column.name for column in model.columns]
        rows = list(model.rows_of([key])) if key and shown in names else []
        if rows:
            index = model.index(int(rows[0]), names.index(shown))
            keep = QItemSelectionModel.SelectionFlag.NoUpdate
            self._panel.view.selectionModel().setCurrentIndex(index, keep)

    def _say_locked(self, column: int) -> None:
        header = self._panel.model.columns[column].header
        text = tr("“{column}”是程序算出或登记的，不能直接修改").format(column=header)
        self._desk.notices.toast(text)

    def _type(self, identifier: str, shown: str, text: str) -> None:
        names = self._panel.model.frame.set_index("id").get("name")
        name = str(names.get(identifier, identifier)) if names is not None else identifier
        column = self._header(shown).split(" ")[0]
        title = f"修改{self._zh}“{name}”：{column}"
        self._change({identifier: {shown: text}}, title)

    def _change(self, wanted: "Wanted", title: str) -> None:
        """Check in the background, then store what fits and say what does not."""
        session = self._writable()
        if session is None or not wanted:
            return
        table, year = self._panel.table, self._desk.context.year
        reference = self._desk.document.application.reference
        coded = any("industry" in shown for texts in wanted.values() for shown in texts)

        def work(progress: Progress) -> "CellEdits":
            from dzmap.services.cell_edits import checked
            from dzmap.services.industries import industry_tree

            tree = industry_tree(reference) if coded else None
            return checked(session, table, wanted, year=year, industries=tree, progress=progress)

        def done(edits: "CellEdits") -> None:
            if self._desk.document.session is session:
                self._store(session, edits, title)

        self._count += 1  # one must not take the place of another
        key = f"cells {self._panel.table} {self._count}"
        self._desk.jobs.run(tr("检查要写入的值"), work, key=key, on_done=done)

    def _store(self, session: "Session", edits: "CellEdits", title: str) -> None:
        from dzmap.services.cell_edits import store

        def work(session: "Session") -> str:
            store(session, edits, title)
            notes = edits.refused or edits.doubtful
            if not notes:
                return title if edits.cells else ""
            if len(notes) > 1:
                self._list_notes(edits)
                return ""
            asked = tr("没有改") if edits.refused else tr("已改，请核对")
            note = notes[0]
            column = "" if note.column in note.text else f"{tr(note.column)} "
            return f"{asked}：{column}{note.text}"

        self._attempt(work)

    def _list_notes(self, edits: "CellEdits") -> None:
        """Row, column and reason of everything that was refused or should be looked at."""
        from dzmap.ui.overlay.refused_dialog import RefusedDialog

        text = tr("写入 {cells} 格，{refused} 格没有写入。").format(
            cells=f"{edits.cells:,}", refused=f"{len(edits.refused):,}"
        )
        title = tr("没有全部写入") if edits.refused else tr("请核对")
        self._desk.notices.log("warn", f"{title}：{text}")
        notes = (*edits.refused, *edits.doubtful)
        RefusedDialog(title, text, notes, self._panel.window()).open()

    def _remove(self, ids: list[str], session: "Session") -> str:
        from dzmap.services.editing import EDITABLE, EditError, remove

        table = self._panel.table
        if TABLES[table].geometry and table not in EDITABLE:
            raise EditError(f"“{self._zh}”的行不能在表里删除，其他数据以它为准。")
        remove(session, table, ids, reason=self._reason(session, ids))
        return tr("已删除 {count} 行").format(count=f"{len(ids):,}")

    def _reason(self, session: "Session", ids: list[str]) -> str:
        """Why settled boundaries go; "" if there are none among them."""
        from dzmap.services.editing import feature_of
        from dzmap.ui.editing.reasons import Reasons

        frame = session.table(self._panel.table)
        if "geometry_status" not in frame:
            return ""
        rows = frame[frame["id"].isin(ids)]
        features = (feature_of(row, self._panel.table) for _, row in rows.iterrows())
        locked = next((one for one in features if one.locked), None)
        return Reasons(self._panel.window()).ask(locked) if locked is not None else ""

    def _attempt(self, work: "Callable[[Session], str]") -> None:
        """Make an edit and offer to take it back; what stands against it is said."""
        from dzmap.core.problems import KnownError
        from dzmap.services.editing import EditError

        session = self._writable()
        if session is None:
            return
        before = session.revision
        try:
            done = work(session)
        except EditError as error:
            self._desk.notices.toast(str(error))
        except KnownError as error:
            self._desk.notices.error(error)
        else:
            if done:
                undo = (tr("撤销"), self._desk.document.undo)
                self._desk.notices.toast(done, undo if session.revision != before else None)

    def _show_menu(self, at: QPoint) -> None:
        view, ids = self._panel.view, self._selected()
        menu = QMenu(view)
        menu.addAction(self._edit)
        fill = menu.addAction(tr("填入所选行…"))
        fill.triggered.connect(lambda _=False: self._ask_value())
        fill.setEnabled(len(ids) > 1)
        menu.addSeparator()
        copy = menu.addAction(tr("复制（带表头）"))
        copy.triggered.connect(lambda _=False: view.copy_selected())
        menu.addAction(self._paste)
        menu.addSeparator()
        form = menu.addAction(tr("编辑属性…"))
        form.triggered.connect(lambda _=False: self._edit_row(ids[0]))
        form.setEnabled(len(ids) == 1)
        locate = menu.addAction(tr("在图上找到"))
        locate.triggered.connect(lambda _=False: self._panel.opened.emit(ids[0]))
        locate.setEnabled(len(ids) == 1 and bool(TABLES[self._panel.table].geometry))
        menu.addSeparator()
        menu.addAction(self._delete)
        menu.exec(at)
        menu.deleteLater()

    def _ask_value(self) -> None:
        from dzmap.ui.overlay.fill_dialog import FillDialog

        columns = [column for column in self._panel.model.columns if column.editable]
        current = self._panel.view.currentIndex().column()
        named = self._panel.model.columns[current].name if current >= 0 else ""
        dialog = FillDialog(columns, named, len(self._selected()), self._panel.window())
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.fill(dialog.column, dialog.text)
        dialog.deleteLater()

    def _edit_row(self, identifier: str) -> None:
        from dzmap.services.attributes import change_row, row_values
        from dzmap.services.industries import industry_tree
        from dzmap.ui.editing.attribute_dialog import AttributeDialog

        table = self._panel.table

        def work(session: "Session") -> str:
            tree = industry_tree(self._desk.document.application.reference)
            stored: Mapping[str, object] = row_values(session, table, identifier)
            dialog = AttributeDialog(session, table, stored, self._panel.window(), tree)
            if dialog.exec() != QDialog.DialogCode.Accepted or not dialog.changes:
                return ""
            change_row(session, table, identifier, dialog.changes)
            return tr("已修改“{name}”").format(name=dialog.name)

        self._attempt(work)
