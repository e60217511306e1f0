"""Our robots and the imitated ones, over real HTTP."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from orderdesk.connectors import wecom_wire as wire
from orderdesk.connectors.messages import Message
from orderdesk.connectors.ports import Verdict
from orderdesk.connectors.wecom import MinuteWindow, WeComRobots
from tests.connectors.conftest import NOON, Outside, sandbox_settings, told_by_us

HELLO = Message("订单 SO1 已发货", ("宁波远航 · YTO YT0000000000017",))


def said(outside: Outside) -> list[str]:
    return [post["content"] for post in outside.state()["wecom"]["posts"]]


def test_a_message_stands_in_the_group(outside: Outside) -> None:
    assert outside.wecom.post("customers", [HELLO]).verdict is Verdict.OK
    assert said(outside) == ["**订单 SO1 已发货**\n> 宁波远航 · YTO YT0000000000017"]


def test_what_could_be_a_mention_or_a_link_is_only_text(outside: Outside) -> None:
    outside.wecom.post("customers", [Message("<@all> [x](http://evil)", ("**a**\nb `c`",))])
    (text,) = said(outside)
    assert not set("<>[]`") & set(text.replace("\n> ", ""))
    assert "http" in text


def test_eighteen_a_minute_and_then_nothing_is_sent(outside: Outside) -> None:
    outcomes = [outside.wecom.post("customers", [HELLO]) for _ in range(19)]
    assert [outcome.verdict for outcome in outcomes] == [Verdict.OK] * 18 + [Verdict.RETRY]
    assert (outcomes[-1].code, outcomes[-1].retry_after_s) == ("no_room", 60.0)
    assert len(outside.log("wecom.send")) == 18
    assert outside.wecom.room("customers", outside.clock.now()) == 0
    outside.clock.advance(seconds=61)
    assert outside.wecom.post("customers", [HELLO]).verdict is Verdict.OK


def test_a_robot_that_is_told_to_be_quiet_rests_a_minute(outside: Outside) -> None:
    other = WeComRobots(outside.wecom_settings, client=outside.client, clock=outside.clock)
    for _ in range(18):
        other.post("customers", [HELLO])
    verdicts = [outside.wecom.post("customers", [HELLO]) for _ in range(4)]
    assert [outcome.code for outcome in verdicts] == ["", "", "45009", "no_room"]
    assert outside.state()["wecom"]["too_often"] == 1
    assert outside.wecom.room("customers", outside.clock.now() + timedelta(seconds=59)) == 0


def test_a_key_that_no_robot_has_stops_the_channel(outside: Outside) -> None:
    robots = WeComRobots(
        replace(outside.wecom_settings, keys={"audit": "gone"}), client=outside.client, clock=outside.clock
    )
    assert robots.post("audit", [HELLO]).whole_system
    assert robots.post("customers", [HELLO]).verdict is Verdict.OK


@pytest.mark.parametrize("length", [4095, 4096, 4097, 9_000])
def test_a_text_is_cut_at_a_character_to_what_a_post_may_hold(outside: Outside, length: int) -> None:
    for filling in ("x", "汉", "a汉"):
        outside.clock.advance(minutes=2)
        assert outside.wecom.post("customers", [Message((filling * length)[:length])]).verdict is Verdict.OK
    for text in said(outside):
        assert len(text.encode()) <= wire.MAX_BYTES
    assert wire.cut("汉" * 2_000, 4_096) == "汉" * 1_364 + "…"
    assert wire.cut("ok", 4_096) == "ok"


def test_a_digest_holds_whole_entries_only(outside: Outside) -> None:
    messages = [
        Message(f"订单 SO{number:05d} 已发货", ("宁波远航汽配有限公司 · YTO YT0000000000017",)) for number in range(200)
    ]
    count = outside.wecom.fits(messages)
    assert 20 < count < 200
    assert outside.wecom.post("customers", messages[:count]).verdict is Verdict.OK
    (text,) = said(outside)
    assert text.startswith(f"**{count} messages**\n")
    assert "…" not in text
    assert f"SO{count - 1:05d}" in text
    assert outside.wecom.fits([Message("汉" * 5_000)]) == 1


def test_the_key_is_in_no_log_and_no_repr(outside: Outside, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="httpx"):
        outside.wecom.post("customers", [HELLO])
    assert outside.wecom_settings.key not in told_by_us(caplog) + repr(outside.wecom_settings)
    assert "webhook/send" in told_by_us(caplog)


def test_a_window_counts_any_sixty_seconds() -> None:
    window, now = MinuteWindow(2), NOON
    assert [window.take(now), window.take(now + timedelta(seconds=50)), window.take(now + timedelta(seconds=55))] == [
        True,
        True,
        False,
    ]
    assert window.wait_s(now + timedelta(seconds=55)) == 5.0
    assert window.take(now + timedelta(seconds=60))
    assert not window.take(now + timedelta(seconds=70))


def test_a_setting_allows_no_more_than_the_robot_takes(outside: Outside) -> None:
    for asked, allowed in ((60, 20), (5, 5)):
        settings = replace(outside.wecom_settings, posts_per_minute=asked)
        robots = WeComRobots(settings, client=outside.client, clock=outside.clock)
        assert robots.room("customers", NOON) == allowed


def test_channels_of_one_robot_share_its_window(outside: Outside) -> None:
    other = sandbox_settings("").wecom_keys[1]
    settings = replace(outside.wecom_settings, keys={"audit": other})
    robots = WeComRobots(settings, client=outside.client, clock=outside.clock)
    assert robots.post("customers", [HELLO]).verdict is Verdict.OK
    assert [robots.room(channel, NOON) for channel in ("customers", "floor", "audit")] == [17, 17, 18]
