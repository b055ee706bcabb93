"""底图: the files under the layers with opacity and order, and the switch of 天地图."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from dzmap.settings import Settings
from dzmap.ui.base_maps.desk import BaseMapDesk, ShownFile
from dzmap.ui.buttons import tool_button
from dzmap.ui.elided import ElidedLabel
from dzmap.ui.i18n import later, tr
from dzmap.ui.page import Desk
from dzmap.ui.plain_text import plain_label, plain_tip

_KINDS = later("底图 (*.mbtiles *.pmtiles *.tif *.tiff);;所有文件 (*)")
_STYLES = {"vec": later("矢量地图"), "img": later("卫星影像")}


def ask_base_map(settings: Settings, parent: QWidget | None) -> Path | None:
    """A file chosen by the user; None if there is none."""
    folder = settings.folders.get("base map", str(Path.home()))
    chosen, _ = QFileDialog.getOpenFileName(parent, tr("选择底图"), folder, tr(_KINDS))
    if not chosen:
        return None
    settings.folders = {**settings.folders, "base map": str(Path(chosen).parent)}
    return Path(chosen)


class BaseMapDialog(QDialog):
    """Stays open beside the map; what is changed shows at once."""

    def __init__(self, desk: Desk, base_maps: BaseMapDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("底图"))
        self._desk = desk
        self._base_maps = base_maps
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(self._head())
        layout.addWidget(self._list(), 1)
        layout.addWidget(self._service())
        close = QPushButton(self.tr("关闭"))
        close.clicked.connect(self.close)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(540, 460)
        base_maps.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the files again, topmost first."""
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        files = list(reversed(self._base_maps.files))
        for shown in files:
            self._rows.addWidget(_FileRow(self._desk, self._base_maps, shown))
        self._rows.addStretch(1)
        self._empty.setVisible(not files)
        self._scroll.setVisible(bool(files))
        self._online.blockSignals(True)
        self._online.setChecked(self._base_maps.online)
        self._online.blockSignals(False)

    def _head(self) -> QHBoxLayout:
        words = plain_label(self.tr("MBTiles、PMTiles 或 GeoTIFF，显示在所有图层下面。"))
        words.setProperty("role", "secondary")
        add = QPushButton(self.tr("添加…"))
        add.setProperty("primary", True)
        add.setAutoDefault(False)
        add.clicked.connect(self._add)
        head = QHBoxLayout()
        head.addWidget(words, 1)
        head.addWidget(add)
        return head

    def _list(self) -> QWidget:
        holder = QWidget()
        holder.setLayout(self._rows)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(holder)
        self._empty = plain_label(self.tr("还没有底图文件\n添加一个，或把文件拖到窗口里。"))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "secondary")
        both = QWidget()
        layout = QVBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        layout.addWidget(self._empty, 1)
        return both

    def _service(self) -> QWidget:
        settings = self._desk.settings
        self._online = QCheckBox(self.tr("显示天地图（需要联网）"))
        self._style = QComboBox()
        for key, text in _STYLES.items():
            self._style.addItem(tr(text), key)
        self._style.setCurrentIndex(self._style.findData(settings.online_style))
        self._style.setAccessibleName(self.tr("天地图样式"))
        self._key = QLineEdit(settings.online_key)
        self._key.setPlaceholderText(self.tr("天地图密钥（在天地图网站免费申请）"))
        self._key.setAccessibleName(self.tr("天地图密钥"))
        self._key.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        note = plain_label(
            self.tr(
                "打开后，看到的范围会发给天地图的服务器；项目数据不上传。状态栏显示“在线底图”。"
            )
        )
        note.setWordWrap(True)
        note.setProperty("role", "secondary")
        line = QHBoxLayout()
        line.addWidget(self._style)
        line.addWidget(self._key, 1)
        frame = QFrame()
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._online)
        layout.addLayout(line)
        layout.addWidget(note)
        self._online.toggled.connect(self._switch)
        self._style.activated.connect(lambda _: self._switch(self._online.isChecked()))
        self._key.editingFinished.connect(self._take_key)
        return frame

    def _add(self) -> None:
        path = ask_base_map(self._desk.settings, self)
        if path is not None:
            self._base_maps.add(path)

    def _take_key(self) -> None:
        if self._key.text().strip() != self._desk.settings.online_key:
            self._switch(self._online.isChecked())

    def _switch(self, on: bool) -> None:
        key = self._key.text().strip()
        if on and not key:
            self._key.setFocus()
            self._desk.notices.toast(tr("先填天地图密钥，再打开在线底图"))
        self._base_maps.set_online(on=on, style=str(self._style.currentData()), key=key)


class _FileRow(QWidget):
    """One file: shown or not, name and format, opacity, order."""

    def __init__(self, desk: Desk, base_maps: BaseMapDesk, shown: ShownFile) -> None:
        super().__init__()
        path = Path(shown.choice.path)
        facts = shown.facts
        title = facts.title if facts is not None else path.name
        seen = QCheckBox()
        seen.setChecked(shown.choice.visible)
        seen.setAccessibleName(self.tr("显示 {name}").format(name=title))
        seen.toggled.connect(lambda on: base_maps.set_visible(shown, on))
        name = ElidedLabel(title)
        name.setToolTip(plain_tip(str(path)))
        remark = ElidedLabel()
        remark.setText(_remark(shown))
        remark.setProperty("role", "secondary")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(remark)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 4, 6)
        layout.setSpacing(4)
        layout.addWidget(seen)
        layout.addLayout(words, 1)
        if shown.error is not None:
            again = QPushButton(self.tr("重新选择…"))
            again.setAutoDefault(False)
            again.clicked.connect(lambda: base_maps.file_missing.emit(shown))
            layout.addWidget(again)
        else:
            layout.addWidget(_opacity(base_maps, shown))
        for icon, text, act in (
            ("zoom_in", self.tr("缩放到底图"), lambda: base_maps.zoom_to(shown)),
            ("chevron_up", self.tr("上移"), lambda: base_maps.move(shown, 1)),
            ("chevron_down", self.tr("下移"), lambda: base_maps.move(shown, -1)),
            ("dismiss", self.tr("不再使用（文件保留）"), lambda: base_maps.remove(shown)),
        ):
            button = tool_button(desk.theme, icon, text)
            button.clicked.connect(act)
            layout.addWidget(button)


def _opacity(base_maps: BaseMapDesk, shown: ShownFile) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, 100)
    slider.setSingleStep(5)
    slider.setFixedSize(96, 24)
    slider.setValue(round(shown.choice.opacity * 100))
    slider.setAccessibleName(tr("不透明度"))
    slider.setToolTip(tr("不透明度"))
    slider.valueChanged.connect(lambda percent: base_maps.set_opacity(shown, percent / 100))
    return slider


def _remark(shown: ShownFile) -> str:
    if shown.error is not None:
        return tr("打不开：{reason}").format(reason=shown.error.reason)
    if shown.facts is None:
        return tr("正在打开…")
    facts = shown.facts
    kind = tr("矢量") if facts.vector else tr("栅格")
    levels = tr("{form} · {kind} · {low}–{high} 级").format(
        form=facts.form, kind=kind, low=facts.coarsest, high=facts.finest
    )
    return f"{levels} · {facts.note}" if facts.note else levels
