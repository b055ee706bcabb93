"""The interface font: families that know Chinese, tabular figures, three sizes."""

from PySide6.QtGui import QFont, QFontDatabase

FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
)
SCALES = {"standard": 1.0, "large": 1.15, "extra_large": 1.3}
BODY_PT = 10.0
SMALLEST_PT = 8.25


def application_font(size: str) -> QFont:
    """The body font at a size of the setting ``font_size``.

    A machine without any of the families (a bare Linux) gets the Noto Sans SC that the reports use.
    """
    known = set(QFontDatabase.families())
    if not known.intersection(FAMILIES):
        _load_bundled()
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(BODY_PT * SCALES[size])
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _load_bundled() -> None:
    from pylopdf_fonts_zh_cn import sans_path

    QFontDatabase.addApplicationFont(str(sans_path()))


def row_height(font: QFont, least: int = 32) -> int:
    """Height of a row of text: ``least`` at 标准 (1.9 lines of the Windows font), more above."""
    return round(least * font.pointSizeF() / BODY_PT)


def sized(font: QFont, points: float, *, bold: bool = False) -> QFont:
    """A copy of ``font`` for a role of the type scale: ``points`` is its size at 标准."""
    result = QFont(font)
    result.setPointSizeF(max(SMALLEST_PT, font.pointSizeF() * points / BODY_PT))
    if bold:
        # Faces without a bold of their own (the bundled one) are made bold from this weight on only.
        result.setWeight(QFont.Weight.Bold)
    return result
