"""The list of scans beside the verdict: what was scanned, and in a few words what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from orderdesk.domain.bench_state import ScanRecord, Verdict, VerdictKind
from orderdesk.domain.scans import CARD_PREFIX, Card
from orderdesk.queries.rows import Names
from ui import formats
from ui.packing import bench_words
from ui.packing.bench_facts_shown import named
from ui.packing.paint_frame import card_text
from ui.packing.view_model import HistoryRow, Outcome

_LONGEST, _SHORT = 18, 12
_ASKING = frozenset({"bench.scan_again", "bench.looks_like", "bench.serial_again"})
_CARDS = frozenset(Card)


class HistoryRows:
    """Lines that were made before are not made again: a scan adds one, the others only move down."""

    def __init__(self) -> None:
        self._names: Names | None = None
        self._made: dict[UUID, tuple[ScanRecord, HistoryRow]] = {}

    def of(self, records: Sequence[ScanRecord], names: Names) -> tuple[HistoryRow, ...]:
        """The lines of these records, in their order."""
        known = self._made if names is self._names else {}
        found = {record.id: known.get(record.id) for record in records}
        self._names = names
        # A refusal of the hub gives a scan another verdict under the same id.
        self._made = {
            record.id: made
            if (made := found[record.id]) is not None and made[0] is record
            else (record, history_row(record, names))
            for record in records
        }
        return tuple(self._made[record.id][1] for record in records)

    def forget(self) -> None:
        """Words have changed: the language is another one."""
        self._made = {}


def history_row(record: ScanRecord, names: Names) -> HistoryRow:
    """One line of the list."""
    verdict = named(record.verdict, names, None)
    return HistoryRow(
        formats.clock(record.at), _what(record.text, verdict), bench_words.note(verdict), _outcome(verdict)
    )


def _outcome(verdict: Verdict) -> Outcome:
    if verdict.stays:
        return Outcome.REFUSED
    if verdict.code == "bench.undone":
        return Outcome.UNDONE
    return Outcome.QUEUED if verdict.code in _ASKING else Outcome.OK


def _what(text: str, verdict: Verdict) -> str:
    """What was scanned: a closed parcel with its label, an article with its name, a card with what it does."""
    facts = verdict.facts
    # A closed parcel stays one in the list, whatever the hub has said to it later.
    is_parcel = VerdictKind.DONE in (verdict.kind, facts.get("was"))
    if is_parcel and facts.get("parcel_no"):
        label = facts.get("waybill_no")
        return f"{facts['parcel_no']} → {_shortened(str(label), longest=12)}" if label else str(facts["parcel_no"])
    if verdict.code in ("bench.handed_over", "bench.left_behind"):
        return str(facts.get("carrier", ""))
    name = text.removeprefix(CARD_PREFIX)
    if name != text and name in _CARDS:
        return card_text(Card(name))
    article = facts.get("name") if facts.get("sku_code") else None
    if isinstance(article, str):
        return f"{_shortened(text, longest=10)} {article}"
    return _shortened(text)


def _shortened(text: str, *, longest: int = _LONGEST) -> str:
    if len(text) <= longest:
        return text
    kept = 4 if longest < _SHORT else 6
    return f"{text[:kept]}…{text[-4:]}"
