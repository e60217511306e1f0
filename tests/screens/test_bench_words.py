"""What the bench says: every refusal has its large word, every row its reason, every suspicion its courier."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from orderdesk.domain.bench_refusals import REFUSALS
from orderdesk.domain.bench_state import BenchSetup, BenchState, Box, Phase, ScanRecord, Verdict, VerdictKind
from orderdesk.domain.bench_tally import Tally
from orderdesk.queries.rows import Names
from tests.guards.test_refusal_texts import codes
from tools.source_rules import parse
from ui.packing.bench_facts_shown import named
from ui.packing.bench_history import history_row
from ui.packing.bench_words import HEADLINES, headline, line, note, suspicion, wanted
from ui.packing.view_model import Outcome

AT = datetime(2026, 11, 21, 6, 36, 8, tzinfo=UTC)
ID = UUID(int=1)
NAMES = Names(carriers={"SF": ("顺丰速运", "SF Express"), "YTO": ("圆通速递", "YTO Express")})


def row(text: str, verdict: Verdict) -> tuple[str, str, Outcome]:
    made = history_row(ScanRecord(ID, AT, text, verdict), NAMES)
    return made.text, made.note, made.outcome


def test_every_refusal_of_the_bench_has_a_large_word() -> None:
    stops = {code for code, kind in REFUSALS.items() if kind is VerdictKind.STOP}
    assert sorted(set(REFUSALS) - set(HEADLINES) - stops) == []


#: What no gesture at a bench can run into: numbers that it makes itself, notes, other people's duties.
_NEVER = {"parcel.bad_number", "parcel.exists", "parcel.number_taken", "quantity.not_positive", "stop.needs_proof"}


def test_what_the_commands_of_the_bench_refuse_has_a_large_word_too(repository: Path) -> None:
    modules = ("packing", "bindings", "closing", "dispatch", "shortage", "stops")
    raised = {code for name in modules for code in codes(parse(repository / f"orderdesk/commands/{name}.py"))}
    stops = {code for code, kind in REFUSALS.items() if kind is VerdictKind.STOP}
    assert sorted(raised - set(HEADLINES) - stops - _NEVER) == []


@pytest.mark.parametrize("code", sorted(set(REFUSALS) - {"bench.left_behind"}))
def test_a_refused_scan_stands_in_the_list_with_its_reason(code: str) -> None:
    text, reason, outcome = row("4006381333931", Verdict(REFUSALS[code], code, {"scanned": "4006381333931"}))
    assert text == "4006381333931"
    assert reason == headline(Verdict(REFUSALS[code], code))
    assert (reason != "Not possible", outcome) == (True, Outcome.REFUSED)


def test_a_suspicious_label_names_the_courier_it_looks_like() -> None:
    facts = {"number": "YT8962646785389", "carrier": "SF", "looks_like": ("YTO",), "why": "waybill.unknown_shape"}
    verdict = named(Verdict(VerdictKind.HINT, "bench.looks_like", facts), NAMES, None)
    assert suspicion(verdict) == "A label of YTO Express?"
    assert line(verdict) == ("It goes with SF Express. If YT8962646785389 is right, scan it once more")
    assert row("YT8962646785389", verdict)[1:] == ("YTO Express? Again", Outcome.QUEUED)


def test_a_number_that_looks_like_a_label_is_not_silently_a_serial_number() -> None:
    facts = {"looks_like": ("SF", "SF", "YTO"), "sku_code": "IR-K7", "name": "Plug", "number": "SF1"}
    verdict = named(Verdict(VerdictKind.HINT, "bench.serial_again", facts), NAMES, None)
    assert suspicion(verdict) == "A label of SF Express or YTO Express?"
    assert "SF1" in line(verdict)
    assert suspicion(Verdict(VerdictKind.HINT, "bench.scan_again", {"number": "SF1"})) == ""


@pytest.mark.parametrize(
    ("kind", "expected", "words"),
    [
        ("item", "OIL-4L Oil", "Wanted: OIL-4L Oil"),
        ("waybill", "SF", "Wanted: the label of SF Express"),
        ("bin", "", "Wanted: the exception bin"),
        ("parcel", "", "Wanted: a parcel, an order or a courier label"),
    ],
)
def test_a_refusal_says_what_was_wanted_instead(kind: str, expected: str, words: str) -> None:
    facts = {"expected_kind": kind, "expected": expected, "scanned": "X"}
    assert wanted(named(Verdict(VerdictKind.REFUSED, "bench.unknown_code", facts), NAMES, None)) == words


def test_a_carton_too_large_is_told_in_pieces() -> None:
    facts = {"sku_code": "OF-1", "name": "Filter", "n": 40_000, "wanted": 1_000}
    verdict = named(Verdict(VerdictKind.OVER_SCAN, "bench.carton_over", facts), NAMES, None)
    assert line(verdict) == "OF-1 Filter: a carton holds 40, wanted: 1"


def test_a_closed_parcel_stands_in_the_list_with_its_label() -> None:
    facts = {"order_no": "SO1", "parcel_no": "PK1", "waybill_no": "SF1385628716739000"}
    assert row("SF1385628716739000", Verdict(VerdictKind.DONE, "bench.closed", facts)) == (
        "PK1 → SF1385…9000",
        "Packed and bound",
        Outcome.OK,
    )


def test_an_article_stands_in_the_list_by_its_name_and_a_card_by_what_it_does() -> None:
    facts = {"sku_code": "OIL-4L", "name": "Oil"}
    assert row("6901234567892", Verdict(VerdictKind.OK, "bench.item_ok", facts)) == (
        "6901…7892 Oil",
        "Checked",
        Outcome.OK,
    )
    assert row("~CMD-UNDO", Verdict(VerdictKind.OK, "bench.undone")) == ("Undo", "Undone", Outcome.UNDONE)
    assert row("× 23", Verdict(VerdictKind.OK, "bench.item_ok", facts))[0] == "× 23 Oil"


def test_a_long_order_number_is_not_cut_where_it_can_be_read() -> None:
    assert row("SO26112106000000011B-1", Verdict(VerdictKind.OK, "bench.opened"))[0] == "SO2611…1B-1"
    assert note(Verdict(VerdictKind.OK, "bench.opened", {"order_no": "SO1"})) == "Opened"


# -- the shift ---------------------------------------------------------------------------------------------------------


def state(phase: Phase, box: Box | None, verdict: Verdict, *, at: datetime, before: BenchState | None) -> BenchState:
    history = (*(before.history if before is not None else ()), ScanRecord(ID, at, "X", verdict))
    return BenchState(BenchSetup(ID), phase=phase, box=box, history=history, verdict=verdict)


def test_the_shift_counts_the_scans_that_were_right_at_once() -> None:
    box = Box(ID, "SO1", ID, (ID,), "courier", "SF", (), None)
    ok, wrong = Verdict(VerdictKind.OK, "bench.opened"), Verdict(VerdictKind.WRONG_ITEM, "bench.wrong_item")
    done = Verdict(VerdictKind.DONE, "bench.closed")
    tally, bench = Tally(), BenchState(BenchSetup(ID))
    for seconds, phase, verdict in (
        (0, Phase.VERIFYING, ok),
        (10, Phase.VERIFYING, wrong),
        (20, Phase.VERIFYING, ok),
        (40, Phase.DONE, done),
    ):
        following = state(phase, box, verdict, at=AT + timedelta(seconds=seconds), before=bench)
        tally, bench = tally.after(bench, following), following
    assert (tally.scans, tally.right_permille) == (4, 750)
    assert Tally.of(["ok", "wrong_item", "ok", "done", "tick"]) == tally
