"""What was done at this bench and the hub did not accept minutes later: how grave that is, and what the bench shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from orderdesk.domain.bench_facts import BenchFacts, ParcelState, Stop
from orderdesk.domain.bench_state import Action, BenchState, Phase, ScanRecord, Verdict, VerdictKind

TAKEN_OUT = "take_item_out"
"""The deed of a `verify_item` with a negative quantity."""

NOT_TAKEN, LEFT_BEHIND, UNACCEPTED = "bench.not_taken", "bench.left_behind", "stop.unaccepted"

_HAND_OVER = "hand_over"
#: What lies in a box, and which label is on it, is then another thing than what the hub knows.
_OF_BOXES = frozenset(
    {"open_parcel", "verify_item", "bind_waybill", "close_parcel", TAKEN_OUT, "unbind_waybill", "reopen_parcel"}
)
_FINISHING = frozenset({"close_parcel", _HAND_OVER})
#: Refused for who said it or how, not for the goods: the hand-over was right, it only has to be said again.
_OF_SPEAKER = ("session.", "access.", "command.")


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something that was done here and refused by the hub, with what was refused because of it.

    `ids`: the commands, the first is the cause; `deed`: its kind; `deeds`: the kinds of all. `customer`, `parcel_no`,
    `waybill_no` empty where nothing is known of them; `said_at` aware UTC.
    """

    ids: tuple[UUID, ...]
    deed: str
    code: str
    facts: Mapping[str, object]
    said_at: datetime
    said_by: UUID | None = None
    order_ids: tuple[UUID, ...] = ()
    order_no: str = ""
    customer: str = ""
    parcel_id: UUID | None = None
    parcel_no: str = ""
    waybill_no: str = ""
    carrier_code: str | None = None
    deeds: tuple[str, ...] = ()

    @property
    def was_closed(self) -> bool:
        """Whether the parcel was finished here: then it stands with the others of its courier, or has gone."""
        return not _FINISHING.isdisjoint((self.deed, *self.deeds))

    @property
    def has_gone(self) -> bool:
        """Whether a hand-over came second: somebody else had noted it already, and nothing is wrong."""
        return (
            self.deed == _HAND_OVER
            and self.code == "parcel.not_closed"
            and self.facts.get("state") == ParcelState.HANDED_OVER
        )

    @property
    def came_too_late(self) -> bool:
        """Whether somebody else had changed the order first: what was asked can be laid over what it is now."""
        return self.deed == "edit_order" and self.code == "edit.changed_meanwhile"

    @property
    def stops(self) -> bool:
        """Whether goods may leave wrongly because of it: then the bench says STOP, otherwise a note is enough."""
        if self.deed == _HAND_OVER:
            return not self.has_gone and not self.code.startswith(_OF_SPEAKER)
        return self.deed in _OF_BOXES

    def told(self) -> dict[str, object]:
        """What a verdict says of it."""
        return {
            "deed": self.deed,
            "why": self.code,
            "why_facts": dict(self.facts),
            "order_no": self.order_no,
            "customer": self.customer,
            "parcel_no": self.parcel_no,
            "waybill_no": self.waybill_no,
            "carrier_code": self.carrier_code,
            "closed": self.was_closed,
            "by": self.said_by,
            "at": self.said_at,
        }


def face(state: BenchState, refused: Sequence[NotTaken], facts: BenchFacts) -> BenchState:
    """Raises STOP for the first thing refused by which goods may leave wrongly; the same state where there is none, or
    where the bench is stopped by something else: that has to be cleared first.

    What lies on the bench and has nothing to do with it is taken up again afterwards.
    """
    grave = [each for each in refused if each.stops]
    # A closed parcel lies with the others of its courier, or has gone: it has to be looked for.
    here = state.box.parcel_id if state.box is not None and state.phase is not Phase.DONE else None
    mine = next((each for each in grave if here is not None and each.parcel_id == here), None)
    if state.phase is Phase.STOP:
        return _told_more(state, mine, facts)
    found = mine or (grave[0] if grave else None)
    if found is None:
        return state
    if mine is not None:
        return _stopped(replace(state, pending=None, typing_line=None), _stop_here(mine, facts))
    is_busy = state.phase in (Phase.VERIFYING, Phase.READY_FOR_WAYBILL)
    aside = replace(state, history=(), actions=_of_others(state.actions, found), last_text="", last_at=None)
    away = replace(state.cleared(), actions=(), aside=aside if is_busy else None)
    return _stopped(away, _stop_of(found, facts))


def _stopped(state: BenchState, stop: Stop) -> BenchState:
    return replace(state, phase=Phase.STOP, stop=stop, verdict=Verdict(VerdictKind.STOP, stop.code, stop.facts))


def _told_more(state: BenchState, mine: NotTaken | None, facts: BenchFacts) -> BenchState:
    """A bench that is stopped because of this parcel learns what was refused of it:
    one STOP is enough for all of that."""
    if mine is None or state.stop is None or state.stop.commands == mine.ids:
        return state
    if state.stop.code != UNACCEPTED:
        return replace(state, stop=replace(state.stop, commands=mine.ids))
    return _stopped(state, _stop_here(mine, facts))


def after_stop(state: BenchState) -> BenchState:
    """The bench when a STOP has been cleared: what lay on it meanwhile is there again, a stopped parcel is not.

    A stopped parcel is out of the packer's hands, so there is nothing of his to undo in it any more.
    """
    if state.aside is None:
        return replace(state.cleared(), actions=())
    return replace(
        state.aside,
        history=state.history,
        user_id=state.user_id,
        setup=state.setup,
        last_text=state.last_text,
        last_at=state.last_at,
        actions=state.aside.actions if state.user_id == state.aside.user_id else (),
    )


def turned(record: ScanRecord, refused: Sequence[NotTaken]) -> ScanRecord:
    """The line of a scan whose commands were refused later says so; the same one where it says so already."""
    found = [each for each in refused if not set(record.said).isdisjoint(each.ids)]
    if not found or record.verdict.code in (NOT_TAKEN, UNACCEPTED):
        return record
    first = found[0]
    if record.verdict.code in ("bench.handed_over", LEFT_BEHIND):
        return _left_behind(record, found)
    kind, code = (VerdictKind.STOP, UNACCEPTED) if first.stops else (VerdictKind.REFUSED, NOT_TAKEN)
    was = {"was": str(record.verdict.kind)}
    return replace(record, verdict=Verdict(kind, code, {**record.verdict.facts, **first.told(), **was}))


def _left_behind(record: ScanRecord, found: Sequence[NotTaken]) -> ScanRecord:
    """A hand-over of which some parcels were not accepted; how many, with those that stayed at once."""
    facts = dict(record.verdict.facts)
    gone = {command for each in found if each.has_gone for command in each.ids}
    refused = {command for each in found for command in each.ids}
    later = sorted(str(command) for command in record.said if command in refused - gone)
    if not later or facts.get("later") == later:
        return record
    before = facts.get("later")
    stayed = facts.get("n", 0) if record.verdict.code == LEFT_BEHIND else 0
    kept = (stayed if isinstance(stayed, int) else 0) - (len(before) if isinstance(before, list) else 0)
    first = found[0]
    why = {"why": first.code, "why_facts": dict(first.facts), "n": kept + len(later), "later": later}
    return replace(record, verdict=Verdict(VerdictKind.REFUSED, LEFT_BEHIND, {**facts, **why}))


def _stop_of(found: NotTaken, facts: BenchFacts) -> Stop:
    """The STOP with what was tried; that the order is cancelled or held now explains more than what
    the hub answered."""
    told = found.told()
    standing = facts.stop(found.order_ids)
    if standing is not None:
        told |= {"why": standing.code, "why_facts": standing.facts}
    return Stop(UNACCEPTED, told, found.ids, found.parcel_id, found.order_ids)


def _stop_here(mine: NotTaken, facts: BenchFacts) -> Stop:
    """The same for the parcel on the bench: why its order must not go out is all that the packer needs of it."""
    found, standing = _stop_of(mine, facts), facts.stop(mine.order_ids)
    return found if standing is None else replace(found, code=standing.code, facts=standing.facts)


def _of_others(actions: tuple[Action, ...], found: NotTaken) -> tuple[Action, ...]:
    """What can still be undone: everything since the parcel in question was last touched or lay on the bench."""
    for place in range(len(actions) - 1, -1, -1):
        action = actions[place]
        box = action.before.box
        if any(getattr(intent, "parcel_id", None) == found.parcel_id for intent in action.intents):
            return actions[place + 1 :]
        if box is not None and box.parcel_id == found.parcel_id:
            return actions[place + 1 :]
    return actions
