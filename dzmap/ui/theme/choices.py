"""What a user can choose for the looks: settings values with their names."""

from dzmap.ui.i18n import later

FONT_SIZES = {"standard": later("标准"), "large": later("大"), "extra_large": later("特大")}
THEMES = {"system": later("跟随系统"), "light": later("浅色"), "dark": later("深色")}
