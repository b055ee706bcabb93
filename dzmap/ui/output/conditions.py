"""The left panel: which report, and what stands on its sheet."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.services.view_report import PRINT_SCALES, SheetOptions
from dzmap.ui.i18n import later, tr
from dzmap.ui.output.content import CITY, VIEW, Draft
from dzmap.ui.plain_text import plain_label
from dzmap.ui.shell.status_fields import spoken_scale
from dzmap.ui.theme.theme import Theme

KINDS = {
    VIEW: (later("当前地图"), "map"),
    CITY: (later("城市总览报告"), "document_table"),
}
_TOLD = {
    VIEW: later("一幅 A3 图：地图现在的图层、顺序、着色和范围。"),
    CITY: later("一幅 A3 图，后接审查结论、投资汇总、计划进度和依据。按判定日审查全部规上企业。"),
}
_MOST_REMARKS = 600
_ROW = 36


@dataclass(frozen=True)
class _Typed:
    """What was typed for one kind of report; None where its proposal stands."""

    title: str | None = None
    number: str | None = None
    remarks: str = ""


class OutputConditions(QWidget):
    """``kind_changed`` asks for another report, ``changed`` for another setting of the same."""

    kind_changed = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, organisation: str) -> None:
        super().__init__()
        self._typed = {kind: _Typed() for kind in KINDS}
        self.kinds = QListWidget()
        self.kinds.setObjectName("reportKinds")
        self.kinds.setAccessibleName(tr("报告"))
        self.kinds.setIconSize(QSize(20, 20))
        for title, _ in KINDS.values():
            item = QListWidgetItem(tr(title))
            item.setSizeHint(QSize(0, _ROW))
            self.kinds.addItem(item)
        self.kinds.setCurrentRow(0)
        self.kinds.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.kinds.setFixedHeight(len(KINDS) * _ROW + 6)
        self._kind = VIEW
        self._told = plain_label(tr(_TOLD[VIEW]))
        self._told.setWordWrap(True)
        self._told.setProperty("role", "secondary")
        self.title, self.number = QLineEdit(), QLineEdit()
        self.organisation = QLineEdit(organisation)
        self.organisation.setPlaceholderText(tr("印在图幅下方"))
        self.number.setPlaceholderText(tr("如 KFQ-01"))
        self.remarks = QPlainTextEdit()
        self.remarks.setPlaceholderText(tr("每行一条，接在图上的说明后面"))
        self.remarks.setTabChangesFocus(True)
        self.remarks.setFixedHeight(84)
        self.scale = QComboBox()
        self.scale.addItem(tr("自动"), None)
        for value in PRINT_SCALES:
            self.scale.addItem(spoken_scale(value), value)
        self.scale.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.scale.setMinimumContentsLength(6)
        self._extents = QButtonGroup(self)
        self._extent_row = self._segments((tr("当前视图"), tr("全市")))
        self.grid, self.locator = QCheckBox(tr("公里网")), QCheckBox(tr("区位图"))
        self.grid.setChecked(True)
        self.locator.setChecked(True)
        self._build()
        self._connect()
        theme.changed.connect(lambda: self._dress(theme))
        self._dress(theme)

    @property
    def kind(self) -> str:
        """The report chosen."""
        return self._kind

    @property
    def whole(self) -> bool:
        """Whether the sheet shows the whole city instead of what is in view."""
        return self._extents.checkedId() == 1

    @property
    def draft(self) -> Draft:
        """The options as they stand."""
        typed = self._read()
        return Draft(
            title=typed.title,
            number=typed.number,
            organisation=self.organisation.text().strip(),
            remarks=tuple(line.strip() for line in typed.remarks.splitlines() if line.strip()),
            scale=self.scale.currentData(),
            grid=self.grid.isChecked(),
            locator=self.locator.isChecked(),
        )

    @property
    def extent_buttons(self) -> list[QAbstractButton]:
        """当前视图 and 全市."""
        return self._extents.buttons()

    def choose(self, kind: str) -> None:
        """Choose a report, as a click on it does."""
        self.kinds.setCurrentRow(list(KINDS).index(kind))

    def show_proposals(self, options: SheetOptions, scale: int | None) -> None:
        """Fill in what the report proposes where nothing was typed, and the scale it came to."""
        for field, text in ((self.title, options.title), (self.number, options.number)):
            if not field.isModified() and field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)
        automatic = tr("自动　{scale}").format(scale=spoken_scale(scale)) if scale else tr("自动")
        self.scale.setItemText(0, automatic if options.scale is None else tr("自动"))

    def forget(self) -> None:
        """Another project: what was typed for the old one goes."""
        self._typed = {kind: _Typed() for kind in KINDS}
        self._write(_Typed())

    def focus_on(self, option: str) -> None:
        """Put the cursor where an option is set."""
        field = {
            "title": self.title,
            "number": self.number,
            "organisation": self.organisation,
            "scale": self.scale,
        }.get(option)
        if field is not None:
            field.setFocus()
            if isinstance(field, QLineEdit):
                field.selectAll()

    def _build(self) -> None:
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(12, 8, 12, 12)
        box.setSpacing(8)
        box.addWidget(self._told)
        heading = plain_label(tr("页面"))
        heading.setProperty("role", "strong")
        box.addSpacing(4)
        box.addWidget(heading)
        self._form = self._page_form()
        box.addLayout(self._form)
        checks = QHBoxLayout()
        checks.addWidget(self.grid)
        checks.addWidget(self.locator)
        checks.addStretch(1)
        box.addLayout(checks)
        heading = plain_label(tr("补充说明"))
        heading.setBuddy(self.remarks)
        self.remarks.setAccessibleName(tr("补充说明"))
        box.addWidget(heading)
        box.addWidget(self.remarks)
        box.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.kinds)
        layout.addWidget(scroll, 1)

    def _page_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        paper = plain_label(tr("A3 横向"))
        paper.setMinimumHeight(24)
        for caption, field in (
            (tr("幅面"), paper),
            (tr("范围"), self._extent_row),
            (tr("比例尺"), self.scale),
            (tr("图名"), self.title),
            (tr("图号"), self.number),
            (tr("编制单位"), self.organisation),
        ):
            form.addRow(caption, field)
            if field is not self._extent_row:
                field.setAccessibleName(caption)
        return form

    def _connect(self) -> None:
        self.kinds.currentRowChanged.connect(self._take_kind)
        for field in (self.title, self.number, self.organisation):
            field.textEdited.connect(self.changed)
        self.remarks.textChanged.connect(self._limit_remarks)
        self.scale.activated.connect(self.changed)
        self._extents.idClicked.connect(self.changed)
        self.grid.clicked.connect(self.changed)
        self.locator.clicked.connect(self.changed)

    def _segments(self, titles: tuple[str, ...]) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for index, title in enumerate(titles):
            button = QToolButton()
            button.setText(title)
            button.setCheckable(True)
            button.setChecked(index == 0)
            button.setProperty("segment", True)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._extents.addButton(button, index)
            line.addWidget(button, 1)
        return row

    def _take_kind(self, row: int) -> None:
        if row < 0:
            return
        self._typed[self._kind] = self._read()
        self._kind = list(KINDS)[row]
        self._told.setText(tr(_TOLD[self._kind]))
        self._form.setRowVisible(self._extent_row, self._kind == VIEW)
        self._write(self._typed[self._kind])
        self.kind_changed.emit()

    def _read(self) -> _Typed:
        return _Typed(
            title=self.title.text().strip() if self.title.isModified() else None,
            number=self.number.text().strip() if self.number.isModified() else None,
            remarks=self.remarks.toPlainText(),
        )

    def _write(self, typed: _Typed) -> None:
        for field, text in ((self.title, typed.title), (self.number, typed.number)):
            field.setText(text or "")
            field.setModified(text is not None)
        self.remarks.blockSignals(True)
        self.remarks.setPlainText(typed.remarks)
        self.remarks.blockSignals(False)

    def _limit_remarks(self) -> None:
        """As much as the column beside the map can hold."""
        text = self.remarks.toPlainText()
        if len(text) > _MOST_REMARKS:
            self.remarks.blockSignals(True)
            self.remarks.setPlainText(text[:_MOST_REMARKS])
            self.remarks.moveCursor(self.remarks.textCursor().MoveOperation.End)
            self.remarks.blockSignals(False)
        self.changed.emit()

    def _dress(self, theme: Theme) -> None:
        for row, (_, icon) in enumerate(KINDS.values()):
            self.kinds.item(row).setIcon(theme.icon(icon, "text2"))
