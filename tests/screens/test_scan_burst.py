"""Bursts against typing, told apart by the keys' own time stamps alone."""

import re

from hypothesis import given
from hypothesis import strategies as st

from ui.scanner.burst import Action, Burst
from ui.scanner.event_clock import EventClock
from ui.scanner.settings import ScanSettings

CODE = "PK2611210000017"


def feed(burst: Burst, text: str, *, start: int = 1000, step: int = 5) -> list[Action]:
    return [burst.character(char, start + place * step) for place, char in enumerate(text)]


def test_a_fast_burst_with_its_end_is_a_scan() -> None:
    burst = Burst(ScanSettings())
    assert set(feed(burst, CODE)) == {Action.HOLD}
    assert burst.terminator(1000 + 5 * len(CODE)) is Action.SCAN
    assert burst.text == CODE


@given(st.lists(st.integers(min_value=51, max_value=400), min_size=1, max_size=30))
def test_no_typing_is_ever_taken_for_a_scan(gaps: list[int]) -> None:
    burst, at = Burst(ScanSettings()), 1000
    for gap in gaps:
        assert burst.character("a", at) in (Action.HOLD, Action.REPLAY_HOLD)
        at += gap
    assert burst.terminator(at) in (Action.PASS, Action.REPLAY_PASS)


@given(st.text("ABC0123456789-~", min_size=4, max_size=40), st.integers(min_value=0, max_value=25))
def test_every_scan_within_the_speed_limit_is_recognised(code: str, step: int) -> None:
    burst = Burst(ScanSettings())
    feed(burst, code, step=step)
    assert burst.terminator(1000 + step * len(code)) is Action.SCAN
    assert burst.text == code


def test_a_quick_roll_of_two_keys_is_typing() -> None:
    burst = Burst(ScanSettings())
    feed(burst, "as", step=20)
    assert burst.terminator(1040) is Action.REPLAY_PASS


def test_a_key_typed_just_before_a_scan_is_kept() -> None:
    burst = Burst(ScanSettings())
    assert burst.character("x", 1000) is Action.HOLD
    assert burst.character("P", 1060) is Action.REPLAY_HOLD
    feed(burst, CODE[1:], start=1065)
    assert burst.terminator(1140) is Action.SCAN
    assert burst.text == CODE


def test_the_tail_of_a_broken_burst_is_no_code() -> None:
    burst = Burst(ScanSettings())
    feed(burst, "PK26112")
    feed(burst, "10000017", start=1120)
    assert burst.terminator(1165) is Action.FRAGMENT
    assert burst.text == "10000017"
    burst.clear()
    feed(burst, CODE, start=1300)
    assert burst.terminator(1400) is Action.SCAN


def test_an_end_that_comes_late_is_no_code_either() -> None:
    burst = Burst(ScanSettings())
    feed(burst, CODE)
    assert burst.interrupted() is Action.REPLAY_PASS
    assert burst.terminator(1200) is Action.FRAGMENT
    assert burst.terminator(1210) is Action.PASS


def test_a_burst_too_short_for_a_code_does_not_spoil_the_next() -> None:
    burst = Burst(ScanSettings())
    feed(burst, "abc")
    assert burst.terminator(1015) is Action.REPLAY_PASS
    feed(burst, CODE, start=1100)
    assert burst.terminator(1180) is Action.SCAN


def test_equal_characters_marked_as_repeated_belong_to_the_burst() -> None:
    burst = Burst(ScanSettings())
    feed(burst, "SF00")
    assert burst.character("0", 1020, repeated=True) is Action.HOLD
    feed(burst, "17", start=1025)
    assert burst.terminator(1035) is Action.SCAN
    assert burst.text == "SF00017"


def test_a_key_held_down_passes() -> None:
    burst = Burst(ScanSettings())
    assert burst.character("a", 1000) is Action.HOLD
    assert burst.character("a", 1030, repeated=True) is Action.REPLAY_PASS
    assert burst.character("a", 1060, repeated=True) is Action.PASS


def test_a_prefix_needs_no_timing_and_loses_no_typed_text() -> None:
    burst = Burst(ScanSettings(prefix="~"), is_timed=False)
    assert burst.character("a", 900) is Action.PASS
    assert burst.prefix(1000) is Action.HOLD
    feed(burst, CODE, start=1200, step=200)
    assert burst.is_prefixed
    assert burst.terminator(9000) is Action.SCAN
    assert burst.text == CODE


def test_text_before_a_prefix_goes_on_first() -> None:
    burst = Burst(ScanSettings(prefix="~"))
    assert burst.character("a", 1000) is Action.HOLD
    assert burst.prefix(1010) is Action.REPLAY_HOLD
    assert burst.text == ""


def test_a_prefix_inside_a_code_is_a_character() -> None:
    burst = Burst(ScanSettings(prefix="~"))
    burst.prefix(1000)
    burst.prefix(1005)
    feed(burst, "CMD-UNDO", start=1010)
    assert burst.terminator(1060) is Action.SCAN
    assert burst.text == "~CMD-UNDO"


def test_a_prefix_alone_is_let_go() -> None:
    burst = Burst(ScanSettings(prefix="~"))
    burst.prefix(1000)
    assert burst.terminator(1005) is Action.REPLAY_PASS
    burst.prefix(2000)
    assert burst.interrupted() is Action.REPLAY_PASS
    assert not burst.is_holding


def test_a_clock_that_jumps_back_starts_a_new_burst() -> None:
    burst = Burst(ScanSettings())
    feed(burst, "AB", start=5000)
    assert burst.character("C", 100) is Action.REPLAY_HOLD


def test_patterns_say_what_a_code_may_be() -> None:
    settings = ScanSettings(patterns=(re.compile(r"PK\d{13}"), re.compile(r"SF\d+")))
    assert settings.accepts(CODE)
    assert not settings.accepts(CODE + "X")
    assert ScanSettings().accepts("anything")


def test_event_stamps_become_times_of_one_clock() -> None:
    now = [50_000]
    clock = EventClock(lambda: now[0])
    assert clock.at(1_000) == 50_000
    now[0] = 50_120  # the window was busy: the event is 20 ms old
    assert clock.at(1_100) == 50_100
    now[0] = 50_195
    assert clock.at(1_200) == 50_195  # the fastest one so far sets the distance
    assert clock.at(0) == 50_195
    now[0] = 900_000
    assert clock.at(5) == 900_000  # another origin
