"""How figures, moments and durations are written: the same on every screen."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from orderdesk.domain.days import SHANGHAI
from orderdesk.domain.money import format_price, format_yuan
from orderdesk.domain.quantity import format_quantity

NOTHING = "—"

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def money(amount_fen: int | None, *, sign: bool = False) -> str:
    """An amount with thousands and two decimals, `sign` puts ¥ before it; a dash where this seat sees none."""
    if amount_fen is None:
        return NOTHING
    text = format_yuan(amount_fen, grouped=True)
    return f"¥{text}" if sign else text


def price(unit_price_micro: int | None) -> str:
    """A unit price."""
    return NOTHING if unit_price_micro is None else format_price(unit_price_micro)


def quantity(thousandths: int) -> str:
    """A quantity without needless decimals."""
    return format_quantity(thousandths)


def moment(at: datetime | None, now: datetime, *, seconds: bool = False) -> str:
    """`MM-DD HH:mm`, with the year only when it is another one."""
    if at is None:
        return NOTHING
    local = at.astimezone(SHANGHAI)
    year = "%Y-" if local.year != now.astimezone(SHANGHAI).year else ""
    return local.strftime(f"{year}%m-%d %H:%M:%S" if seconds else f"{year}%m-%d %H:%M")


def day(on: date | None) -> str:
    """`YYYY-MM-DD`; a dash for none."""
    return NOTHING if on is None else on.isoformat()


def time_of_day(at: datetime | None, now: datetime) -> str:
    """`HH:mm` for today, else the date."""
    if at is None:
        return NOTHING
    local = at.astimezone(SHANGHAI)
    today = local.date() == now.astimezone(SHANGHAI).date()
    return local.strftime("%H:%M") if today else local.strftime("%m-%d")


def clock(at: datetime) -> str:
    """`HH:mm:ss`."""
    return at.astimezone(SHANGHAI).strftime("%H:%M:%S")


def stamp(at: datetime) -> str:
    """`YYYY-MM-DD HH:mm` in Shanghai, as tables in files want it."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def spent(seconds: float) -> str:
    """How long something took: 0.3 s, 41 min, 1 h 08 min, 2.1 d."""
    if seconds < 10:
        return QCoreApplication.translate("Format", "{n} s").format(n=f"{seconds:.1f}")
    if seconds < _MINUTE:
        return QCoreApplication.translate("Format", "{n} s").format(n=round(seconds))
    minutes = round(seconds / _MINUTE)
    if minutes < 60:
        return QCoreApplication.translate("Format", "{n} min").format(n=minutes)
    if seconds < 2 * _DAY:
        text = QCoreApplication.translate("Format", "{h} h {m} min")
        return text.format(h=minutes // 60, m=f"{minutes % 60:02d}")
    return QCoreApplication.translate("Format", "{n} d").format(n=f"{seconds / _DAY:.1f}")


def left(seconds: float) -> str:
    """How long until something is due."""
    return QCoreApplication.translate("Format", "{time} left").format(time=_roughly(seconds))


def late(seconds: float) -> str:
    """How long something is overdue."""
    return QCoreApplication.translate("Format", "{time} late").format(time=_roughly(seconds))


def _roughly(seconds: float) -> str:
    if seconds < _HOUR:
        return QCoreApplication.translate("Format", "{n} min").format(n=max(1, round(seconds / _MINUTE)))
    if seconds < 2 * _DAY:
        return QCoreApplication.translate("Format", "{n} h").format(n=round(seconds / _HOUR))
    return QCoreApplication.translate("Format", "{n} d").format(n=f"{seconds / _DAY:.1f}")


def counted(count: int, one: str, many: str) -> str:
    """`one` for a single thing, else `many` with {n}; both already in the language of the window."""
    return one if count == 1 else many.format(n=f"{count:,}")


def masked_phone(phone: str | None) -> str:
    """The middle digits hidden: 138****6021; of a short number all but the last two."""
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else f"****{phone[-2:]}"
