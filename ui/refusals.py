"""A refusal's code and facts as a sentence in the language of the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from ui import formats
from ui.refusal_texts import REFUSALS
from ui.words import word

_OF_RECEIVER = frozenset({"name", "phone", "province", "city", "district", "street"})


class _Facts(dict[str, object]):
    """Facts for a sentence; one that is not known stands there as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def refusal_text(code: str | None, facts: Mapping[str, object] | None = None) -> str:
    """What a person reads; a code without a sentence of its own says so and shows itself."""
    found = REFUSALS.get(code or "")
    if found is None:
        return QCoreApplication.translate("Refusals", "Not possible ({code})").format(code=code)
    return fill(QCoreApplication.translate("Refusal", str(found)), facts or {})


def reason_text(reason: str) -> str:
    """A reason as a person wrote it; one that the hub gave is a code and has its words here."""
    found = REFUSALS.get(reason)
    return reason if found is None else QCoreApplication.translate("Refusal", str(found))


def fill(text: str, facts: Mapping[str, object]) -> str:
    """Puts facts into a sentence; what ends in `_fen` as money."""
    shown = {name: value for name, value in facts.items() if value not in (None, "")}
    for name in [each for each in shown if each.endswith("_fen") and isinstance(shown[each], int)]:
        shown[name] = formats.money(int(str(shown[name])), sign=True)
    if isinstance(shown.get("reason"), str):
        shown["reason"] = reason_text(str(shown["reason"]))
    if isinstance(shown.get("field"), str):
        shown["field"] = _field_words(str(shown["field"]))
    return text.format_map(_Facts(shown))


def _field_words(field: str) -> str:
    """What the window calls a field of an order that somebody else was faster to change."""
    if field in _OF_RECEIVER:
        return word("edited", "ship_to")
    return word("edited", "lines" if field.startswith("line ") else field)
