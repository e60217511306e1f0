"""Language of the window: English in the source, Chinese from the catalogue, changed while it runs."""

from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from ui.assets import asset

CATALOGUE = "orderdesk_zh_CN.qm"


class Language(StrEnum):
    CHINESE = "zh"
    ENGLISH = "en"


class Tongue(QObject):
    """The language in use. Widgets hear of a change by QEvent.LanguageChange, others by `language_changed`."""

    language_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.language = Language.ENGLISH
        self._texts = QTranslator(self)
        self._qt_texts = QTranslator(self)

    def use(self, language: Language | str) -> None:
        """Speaks another language from now on.

        Raises MissingAsset when the installation lacks the Chinese catalogue.
        """
        wanted = Language(language)
        if wanted is self.language:
            return
        if wanted is Language.CHINESE:
            self._texts.load(str(asset("i18n", CATALOGUE)))
            self._qt_texts.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
            QCoreApplication.installTranslator(self._qt_texts)
            QCoreApplication.installTranslator(self._texts)
        else:
            QCoreApplication.removeTranslator(self._texts)
            QCoreApplication.removeTranslator(self._qt_texts)
        self.language = wanted
        self.language_changed.emit()

    def toggle(self) -> None:
        """The other language (Ctrl+L)."""
        self.use(Language.ENGLISH if self.language is Language.CHINESE else Language.CHINESE)


tongue = Tongue()


def system_language() -> Language:
    """Chinese on a Chinese desktop, else English."""
    chinese = QLocale.system().language() == QLocale.Language.Chinese
    return Language.CHINESE if chinese else Language.ENGLISH
