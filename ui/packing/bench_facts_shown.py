"""Facts of the bench as people read them: names instead of codes, figures of the shift, why a parcel is stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from orderdesk.domain.bench_state import BenchState, Box, Verdict
from orderdesk.domain.bench_tally import Tally
from orderdesk.queries.bench_lists import PackedToday
from orderdesk.queries.rows import Names
from ui import formats
from ui.models.order_cells import carrier_name
from ui.packing.bench_work import BenchPicture
from ui.packing.view_model import Fact
from ui.refusals import refusal_text
from ui.refused_words import tried
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


def waiting_facts(tally: Tally, packed: PackedToday, *, goal: int, waiting: int, parked: int) -> tuple[Fact, ...]:
    """How the shift goes, for a bench on which nothing lies; `goal`: parcels a day, 0 where none is set."""
    seconds, right = packed.seconds_each, tally.right_permille
    found = [
        Fact(str(packed.count), QCoreApplication.translate("Bench", "Packed today")),
        Fact(formats.NOTHING if seconds is None else str(seconds), QCoreApplication.translate("Bench", "Seconds each")),
        Fact(
            formats.NOTHING if right is None else f"{right // 10}.{right % 10}%",
            QCoreApplication.translate("Bench", "Right at once"),
        ),
        *([Fact(str(max(goal - packed.count, 0)), QCoreApplication.translate("Bench", "Still to go"))] if goal else []),
        Fact(str(waiting), QCoreApplication.translate("Bench", "To be fetched")),
    ]
    if parked:
        found.append(Fact(str(parked), QCoreApplication.translate("Bench", "Set aside")))
    return tuple(found)


def stopped_fact(state: BenchState, name: str) -> str:
    """A fact of what has stopped the bench, where that is a parcel which does not lie on it."""
    found = state.stop.facts.get(name) if state.stop is not None else None
    return "" if found is None else str(found)


def fetching(state: BenchState, names: Names) -> tuple[str, ...]:
    """The first step to a parcel that does not lie on the bench any more: where to look for it."""
    if state.box is not None or state.stop is None or not state.stop.commands:
        return ()
    carrier = carrier_name(names, stopped_fact(state, "carrier_code") or None)
    number = stopped_fact(state, "waybill_no") or stopped_fact(state, "parcel_no")
    if carrier and state.stop.facts.get("closed"):
        text = QCoreApplication.translate("Bench", "Find {number} where the parcels for {carrier} stand")
        return (text.format(number=number, carrier=carrier),)
    return (QCoreApplication.translate("Bench", "Find parcel {number}").format(number=number),)


def stop_facts(picture: BenchPicture, names: Names, now: datetime) -> tuple[Fact, ...]:
    """Which order, who stopped it and when, and why."""
    state = picture.state
    facts = state.stop.facts if state.stop is not None else {}
    number = state.box.order_no if state.box is not None else stopped_fact(state, "order_no")
    customer = picture.customer or stopped_fact(state, "customer")
    found = [Fact(f"{number} · {customer}".rstrip(" ·"), QCoreApplication.translate("Bench", "Order"))]
    by, at = facts.get("by"), facts.get("at")
    who = names.users.get(by, "") if isinstance(by, UUID) else ""
    when = formats.time_of_day(at, now) if isinstance(at, datetime) else ""
    if facts.get("deed"):
        deed = f"{tried(str(facts['deed']))} · {who} {when}".rstrip(" ·")
        found.append(Fact(deed, QCoreApplication.translate("Bench", "Tried")))
    elif who or when:
        found.append(Fact(f"{who} {when}".strip(), QCoreApplication.translate("Bench", "Who, when")))
    closed = facts.get("close_reason")
    why, why_facts = facts.get("why"), facts.get("why_facts")
    if isinstance(why, str) and isinstance(why_facts, Mapping):
        known = {name: facts.get(name) for name in ("order_no", "parcel_no", "waybill_no")}
        found.append(Fact(refusal_text(why, {**known, **why_facts}), QCoreApplication.translate("Bench", "Reason")))
        return tuple(found)
    reason = str(facts.get("reason") or (word("close", closed) if isinstance(closed, str) else ""))
    if reason:
        found.append(Fact(reason, QCoreApplication.translate("Bench", "Reason")))
    return tuple(found)
