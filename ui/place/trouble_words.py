"""What keeps a system outside from doing its part, in words; an unknown code shows itself."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_WORDS: dict[str, object] = {
    "not_reached": QT_TRANSLATE_NOOP("Trouble", "Cannot be reached"),
    "no_answer": QT_TRANSLATE_NOOP("Trouble", "Does not answer"),
    "no_room": QT_TRANSLATE_NOOP("Trouble", "As many calls as it allows"),
    "bad_body": QT_TRANSLATE_NOOP("Trouble", "Answers what nobody can read"),
    "bad_envelope": QT_TRANSLATE_NOOP("Trouble", "Answers what nobody can read"),
    "bad_status": QT_TRANSLATE_NOOP("Trouble", "Answers what nobody can read"),
    "bad_stock": QT_TRANSLATE_NOOP("Trouble", "Answers what nobody can read"),
    "bad_token": QT_TRANSLATE_NOOP("Trouble", "Does not let us in"),
    "pending": QT_TRANSLATE_NOOP("Trouble", "Is still at it"),
    "carrier_not_followed": QT_TRANSLATE_NOOP("Trouble", "Does not follow this courier"),
    "waybill_no_length": QT_TRANSLATE_NOOP("Trouble", "Does not take this waybill number"),
    "phone_missing": QT_TRANSLATE_NOOP("Trouble", "Wants the receiver's phone"),
    "already_shipped": QT_TRANSLATE_NOOP("Trouble", "Has shipped it already"),
    "hub.fault": QT_TRANSLATE_NOOP("Trouble", "The hub failed at it: see its log"),
}
_HTTP = "http_"
_REFUSED, _ITS_OWN = 400, 500


def trouble_text(code: str) -> str:
    """A sentence for a trouble's code as the hub tells it."""
    found = _WORDS.get(code)
    if found is not None:
        return QCoreApplication.translate("Trouble", str(found))
    status = code.removeprefix(_HTTP)
    if status == code or not status.isdecimal() or int(status) < _REFUSED:
        return code
    if int(status) < _ITS_OWN:
        return QCoreApplication.translate("Trouble", "Refuses ({code})").format(code=status)
    return QCoreApplication.translate("Trouble", "Has a fault of its own ({code})").format(code=status)
