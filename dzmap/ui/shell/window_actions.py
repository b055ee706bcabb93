"""The actions of the window, each made once with text, icon and keys; menus and buttons share them."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from dzmap.ui.i18n import later, tr
from dzmap.ui.shortcuts import SHORTCUTS, assign
from dzmap.ui.theme.theme import Theme

_TEXTS = {
    "new": (later("新建…"), "add"),
    "open": (later("打开…"), "folder_open"),
    "save": (later("保存"), "save"),
    "save_as": (later("另存为…"), ""),
    "close": (later("关闭项目"), ""),
    "import_enterprises": (later("企业…"), ""),
    "import_projects": (later("项目…"), ""),
    "import_zones": (later("开发区…"), ""),
    "import_parks": (later("园区…"), ""),
    "import_control": (later("管控线…"), ""),
    "import_lists": (later("引用名录…"), ""),
    "export_table": (later("导出当前表…"), "arrow_export_up"),
    "export_image": (later("地图存为图片…"), "image"),
    "history": (later("修改记录…"), "history"),
    "info": (later("项目信息"), "info"),
    "quit": (later("退出"), ""),
    "undo": (later("撤销"), "arrow_undo"),
    "redo": (later("重做"), "arrow_redo"),
    "select_all": (later("全选"), ""),
    "select_others": (later("反选"), ""),
    "select_by_value": (later("按值选择…"), ""),
    "select_by_condition": (later("按条件选择…"), ""),
    "select_by_place": (later("按位置选择…"), ""),
    "escape": (later("取消选择"), ""),
    "left_dock": (later("左侧面板"), ""),
    "right_dock": (later("右侧面板"), ""),
    "table": (later("表"), ""),
    "attribute_table": (later("属性表"), ""),
    "messages": (later("消息"), ""),
    "zoom_full": (later("全图"), "full_screen_maximize"),
    "inset": (later("附图"), "map"),
    "base_maps": (later("底图…"), "map"),
    "bookmark_add": (later("加书签…"), ""),
    "bookmarks": (later("书签列表…"), ""),
    "copy_map": (later("地图复制为图片"), "image"),
    "go_to": (later("转到坐标…"), ""),
    "measure": (later("测量"), "ruler"),
    "draw_point": (later("画点"), ""),
    "draw_line": (later("画线"), ""),
    "draw_polygon": (later("画多边形"), "pen"),
    "edit_shape": (later("编辑边界"), ""),
    "split": (later("分割"), ""),
    "merge": (later("合并"), ""),
    "topology": (later("拓扑检查…"), ""),
    "cut_hole": (later("挖洞"), ""),
    "reshape": (later("修改边界线"), ""),
    "move": (later("移动"), ""),
    "delete_features": (later("删除选中对象"), ""),
    "details": (later("选中对象的详情"), ""),
    "reset_layout": (later("恢复默认布局"), ""),
    "full_screen": (later("全屏"), ""),
    "run": (later("运行或刷新"), "play"),
    "search": (later("搜索"), "search"),
    "coordinates": (later("坐标换算…"), ""),
    "industries": (later("行业代码查询…"), ""),
    "settings": (later("设置…"), "settings"),
    "shortcuts": (later("快捷键一览"), "keyboard_123"),
    "log_folder": (later("日志文件夹"), ""),
    "about": (later("关于"), ""),
    "next_tab": (later("下方面板的下一页"), ""),
    "next_area": (later("下一个区域"), ""),
}


class WindowActions(QObject):
    """All actions by name: ``actions["save"]``."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        for name, (text, icon) in _TEXTS.items():
            action = QAction(tr(text), parent)
            keys = "import" if name == "import_enterprises" else name
            if keys in SHORTCUTS:
                assign(action, keys)
            if icon:
                theme.dress(action, icon)
            self._actions[name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def on(self, name: str, handler: Callable[[], object]) -> None:
        """Run ``handler`` when the action is triggered."""
        self._actions[name].triggered.connect(lambda _=False: handler())

    def all(self) -> list[QAction]:
        """Every action, so that the window knows their keys."""
        return list(self._actions.values())
