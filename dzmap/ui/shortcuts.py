"""Every key of the program in one table; Ctrl+/ shows it, menus and views take theirs from it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dzmap.ui.i18n import later, tr


@dataclass(frozen=True)
class Shortcut:
    """Keys (the first is shown in menus), what they do, and where they hold."""

    keys: tuple[str, ...]
    text: str
    group: str = later("整个窗口")


_MAP = later("地图有焦点时")
_SKETCH = later("在图上量算或绘制时")
_LAYERS = later("图层树有焦点时")
_TABLES = later("属性表有焦点时")
_PAGES = later("出图预览有焦点时")
_REVIEW = later("准入审查")
_CATALOGS = later("准入目录")

SHORTCUTS = {
    "new": Shortcut(("Ctrl+N",), later("新建项目")),
    "open": Shortcut(("Ctrl+O",), later("打开项目")),
    "save": Shortcut(("Ctrl+S",), later("保存")),
    "save_as": Shortcut(("Ctrl+Shift+S",), later("另存为")),
    "import": Shortcut(("Ctrl+I",), later("导入")),
    "undo": Shortcut(("Ctrl+Z",), later("撤销")),
    "redo": Shortcut(("Ctrl+Y", "Ctrl+Shift+Z"), later("重做")),
    "copy": Shortcut(("Ctrl+C",), later("复制（表格带表头）")),
    "select_all": Shortcut(("Ctrl+A",), later("全选")),
    "select_by_value": Shortcut(("F3",), later("按值选择")),
    "select_by_condition": Shortcut(("Ctrl+F3",), later("按条件选择")),
    "escape": Shortcut(("Esc",), later("退出工具、关闭弹出、取消选择")),
    "task_1": Shortcut(("Ctrl+1",), later("叠加看图")),
    "task_2": Shortcut(("Ctrl+2",), later("准入审查")),
    "task_3": Shortcut(("Ctrl+3",), later("选址比选")),
    "task_4": Shortcut(("Ctrl+4",), later("投资汇总")),
    "task_6": Shortcut(("Ctrl+6", "Ctrl+P"), later("出图")),
    "search": Shortcut(("Ctrl+F",), later("搜索")),
    "bookmark_add": Shortcut(("Ctrl+B",), later("加书签")),
    "bookmarks": Shortcut(("Ctrl+Shift+B",), later("书签列表")),
    "copy_map": Shortcut(("Ctrl+Shift+M",), later("地图复制为图片")),
    "go_to": Shortcut(("Ctrl+G",), later("转到坐标")),
    "measure": Shortcut(("Ctrl+M",), later("测量")),
    "export_table": Shortcut(("Ctrl+E",), later("导出当前表")),
    "run": Shortcut(("F5",), later("运行或刷新当前任务")),
    "table": Shortcut(("F6",), later("当前图层的属性表，或收起下方面板")),
    "right_dock": Shortcut(("F7",), later("右侧面板")),
    "left_dock": Shortcut(("F8",), later("左侧面板")),
    "messages": Shortcut(("F9",), later("消息")),
    "full_screen": Shortcut(("F11",), later("全屏")),
    "next_area": Shortcut(("Ctrl+F6",), later("下一个区域")),
    "details": Shortcut(("Alt+Return",), later("选中对象的详情")),
    "next_tab": Shortcut(("Ctrl+Tab",), later("下方面板的下一页")),
    "row_before": Shortcut(("Alt+Left",), later("上一行的依据"), _REVIEW),
    "row_after": Shortcut(("Alt+Right",), later("下一行的依据"), _REVIEW),
    "catalog_check": Shortcut(("F7",), later("检查目录"), _CATALOGS),
    "clause_add": Shortcut(("Ins",), later("加一条同类的条款"), _CATALOGS),
    "clause_copy": Shortcut(("Ctrl+D",), later("复制为新条款"), _CATALOGS),
    "clause_delete": Shortcut(("Del",), later("删除选中的条款"), _CATALOGS),
    "layer_switch": Shortcut(("Space",), later("显示或隐藏图层"), _LAYERS),
    "layer_rename": Shortcut(("F2",), later("重命名图层或图层组"), _LAYERS),
    "layer_up": Shortcut(("Alt+Up",), later("上移图层或图层组"), _LAYERS),
    "layer_down": Shortcut(("Alt+Down",), later("下移图层或图层组"), _LAYERS),
    "layer_remove": Shortcut(("Del",), later("从地图移除图层"), _LAYERS),
    "layer_copy_style": Shortcut(("Ctrl+Shift+C",), later("复制样式"), _LAYERS),
    "layer_paste_style": Shortcut(("Ctrl+Shift+V",), later("粘贴样式"), _LAYERS),
    "cell_edit": Shortcut(("F2",), later("修改单元格"), _TABLES),
    "cells_paste": Shortcut(("Ctrl+V",), later("粘贴"), _TABLES),
    "rows_delete": Shortcut(("Del",), later("删除选中的行"), _TABLES),
    "shortcuts": Shortcut(("Ctrl+/",), later("快捷键一览")),
    "map_pan": Shortcut(("←", "→", "↑", "↓"), later("平移 10 %（加 Shift 为 50 %）"), _MAP),
    "map_zoom": Shortcut(("+", "−", "0"), later("放大、缩小、全图"), _MAP),
    "map_next": Shortcut(("Tab", "Shift+Tab"), later("视图内下一个、上一个对象"), _MAP),
    "map_pick": Shortcut(("Enter", "Space"), later("选中并看详情、加选或取消"), _MAP),
    "map_drag": Shortcut((later("Space + 鼠标"),), later("按住空格拖动地图，不放下工具"), _MAP),
    "map_menu": Shortcut(("M",), later("地图中心的右键菜单"), _MAP),
    "map_leave": Shortcut(("Esc",), later("依次退出工具、重叠对象、层级浏览、选择"), _MAP),
    "sketch_back": Shortcut(("Backspace", "Enter"), later("撤回上一点、完成"), _SKETCH),
    "sketch_hold": Shortcut(("Alt", "Shift"), later("按住：不捕捉；画直角"), _SKETCH),
    "pages_turn": Shortcut(("PgUp", "PgDn", "←", "→"), later("上一页、下一页"), _PAGES),
    "pages_zoom": Shortcut(("+", "−", "0"), later("放大、缩小、整页"), _PAGES),
}


def assign(action: QAction, name: str) -> QAction:
    """Give an action its keys from the table."""
    action.setShortcuts([QKeySequence(key) for key in SHORTCUTS[name].keys])
    return action


class ShortcutsDialog(QDialog):
    """All keys at a glance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("快捷键一览"))
        table = QTableWidget(len(SHORTCUTS), 3)
        table.setHorizontalHeaderLabels([self.tr("按键"), self.tr("作用"), self.tr("在哪里有效")])
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        for row, shortcut in enumerate(SHORTCUTS.values()):
            cells = ("、".join(map(tr, shortcut.keys)), tr(shortcut.text), tr(shortcut.group))
            for column, text in enumerate(cells):
                table.setItem(row, column, QTableWidgetItem(text))
        table.resizeColumnsToContents()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(table)
        layout.addWidget(buttons)
        self.resize(620, 560)
