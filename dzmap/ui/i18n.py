"""Languages: Chinese is the source text, English comes from ``resources/i18n/en*.json``.

Widgets call ``self.tr("中文")``, other code ``tr("中文")``; texts in module constants are marked with
``later("中文")`` and translated where they are shown. Qt's own dialogs speak Chinese by Qt's own
translation, which the PySide6 wheel brings.
"""

import json
from functools import cache

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    QTranslator,
)
from typing_extensions import override

from dzmap.resources import resource_path


@cache
def english() -> dict[str, str]:
    """Source text -> English: ``en.json`` and what pages bring in files ``en_<page>.json``."""
    texts: dict[str, str] = {}
    for path in sorted(resource_path("i18n").glob("en*.json")):
        texts |= json.loads(path.read_text(encoding="utf-8"))
    return texts


class _English(QTranslator):
    @override
    def translate(
        self,
        context: str | bytes | bytearray | memoryview,
        source_text: str | bytes | bytearray | memoryview,
        disambiguation: str | bytes | bytearray | memoryview | None = None,
        n: int = -1,
    ) -> str:
        # Never "": Qt takes an empty text for a translation.
        text = _decoded(source_text)
        return english().get(text, text)

    @override
    def isEmpty(self) -> bool:
        return False


def _decoded(text: str | bytes | bytearray | memoryview) -> str:
    return text if isinstance(text, str) else bytes(text).decode()


class Language(QObject):
    """The language of the running application; kept alive by its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._english = _English(self)
        self._qt_chinese = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        self._qt_chinese.load("qtbase_zh_CN", folder)

    def choose(self, language: str) -> None:
        """Speak ``zh`` or ``en``; texts already shown stay until their view is built again."""
        QCoreApplication.removeTranslator(self._english)
        QCoreApplication.removeTranslator(self._qt_chinese)
        if language == "en":
            QLocale.setDefault(QLocale(QLocale.Language.English))
            QCoreApplication.installTranslator(self._english)
        else:
            QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
            QCoreApplication.installTranslator(self._qt_chinese)


def tr(text: str) -> str:
    """``text`` in the chosen language; the source text itself where no translation is known."""
    return QCoreApplication.translate("dzmap", text)


def later(text: str) -> str:
    """Mark a constant as to be translated where it is shown; gives ``text`` back."""
    return text
