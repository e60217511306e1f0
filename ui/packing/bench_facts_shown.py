"""Facts of the bench as people read them: names instead of codes, figures of the shift, why a parcel is stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from orderdesk.domain.bench_state import Box, Verdict
from orderdesk.domain.bench_tally import Tally
from orderdesk.queries.rows import Names
from ui import formats
from ui.models.order_cells import carrier_name
from ui.packing.bench_work import BenchPicture
from ui.packing.view_model import Fact
from ui.refusals import refusal_text
from ui.words import word

_COURIERS_NAMED = 3
# What counts in thousandths in the facts of a verdict.
_QUANTITIES = {"bench.carton_over": ("n", "wanted"), "bench.typed_over": ("n", "wanted")}


def named(verdict: Verdict, names: Names, box: Box | None) -> Verdict:
    """The same verdict with carriers by their names, and with the reason of another refusal in words."""
    facts = dict(verdict.facts)
    code = facts.get("carrier_code") or facts.get("carrier") or (box.carrier_code if box is not None else None)
    if verdict.code == "bench.handed_over" and facts.get("carrier_code") is None:
        facts["carrier"] = QCoreApplication.translate("Bench", "own van or pick-up")
    elif isinstance(code, str):
        facts["carrier"] = carrier_name(names, code)
    looks_like = facts.get("looks_like")
    # A scan that was written down comes back as JSON, which knows no tuples.
    if isinstance(looks_like, (tuple, list)):
        facts["couriers"] = _listed([carrier_name(names, each) for each in looks_like])
    if facts.get("expected_kind") == "waybill" and isinstance(facts.get("expected"), str):
        facts["expected"] = carrier_name(names, str(facts["expected"]))
    for fact in _QUANTITIES.get(verdict.code, ()):
        quantity = facts.get(fact)
        facts[fact] = formats.quantity(quantity) if isinstance(quantity, int) else quantity
    why, why_facts = facts.get("why"), facts.get("why_facts")
    if isinstance(why, str) and isinstance(why_facts, Mapping):
        facts["reason"] = refusal_text(why, why_facts)
    return replace(verdict, facts=facts)


def _listed(couriers: list[str]) -> str:
    either = QCoreApplication.translate("Bench", " or ")
    return either.join(dict.fromkeys(couriers[:_COURIERS_NAMED]))


def waiting_facts(tally: Tally, *, packed: int, waiting: int, parked: int) -> tuple[Fact, ...]:
    """How the shift goes, for a bench on which nothing lies."""
    seconds, right = tally.seconds_a_parcel, tally.right_permille
    found = [
        Fact(str(packed), QCoreApplication.translate("Bench", "Packed by you today")),
        Fact(formats.NOTHING if seconds is None else str(seconds), QCoreApplication.translate("Bench", "Seconds each")),
        Fact(
            formats.NOTHING if right is None else f"{right // 10}.{right % 10}%",
            QCoreApplication.translate("Bench", "Right at once"),
        ),
        Fact(str(waiting), QCoreApplication.translate("Bench", "Wait for their courier")),
    ]
    if parked:
        found.append(Fact(str(parked), QCoreApplication.translate("Bench", "Set aside")))
    return tuple(found)


def stop_facts(picture: BenchPicture, names: Names, now: datetime) -> tuple[Fact, ...]:
    """Which order, who stopped it and when, and why."""
    state = picture.state
    number = state.box.order_no if state.box is not None else ""
    found = [Fact(f"{number} · {picture.customer}".rstrip(" ·"), QCoreApplication.translate("Bench", "Order"))]
    facts = state.stop.facts if state.stop is not None else {}
    by, at = facts.get("by"), facts.get("at")
    who = names.users.get(by, "") if isinstance(by, UUID) else ""
    when = formats.time_of_day(at, now) if isinstance(at, datetime) else ""
    if who or when:
        found.append(Fact(f"{who} {when}".strip(), QCoreApplication.translate("Bench", "Who, when")))
    closed = facts.get("close_reason")
    reason = str(facts.get("reason") or (word("close", closed) if isinstance(closed, str) else ""))
    if reason:
        found.append(Fact(reason, QCoreApplication.translate("Bench", "Reason")))
    return tuple(found)
