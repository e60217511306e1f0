"""Messages to groups: one by one while there is room, together when there is not, never twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from db.tables import log, work
from orderdesk.clock import SetClock
from orderdesk.connectors.messages import Message
from orderdesk.connectors.ports import Outcome
from orderdesk.connectors.wecom import WeComRobots
from orderdesk.hub.heads import DailyHeads
from orderdesk.hub.jobs import LEASE
from orderdesk.hub.messages import AUDIT, CUSTOMERS, MessageJobs, queue_message
from orderdesk.hub.texts import LANGUAGES, Texts
from orderdesk.hub.verify import read_heads
from tests.hub.linked_hub import linked, posts
from tests.hub.working_hub import KNOWN, World


class Mortal:
    """A port behind which the process ends as soon as the message is out."""

    system = "wecom"

    def __init__(self, robots: WeComRobots) -> None:
        self._robots = robots
        self.room, self.fits = robots.room, robots.fits

    def post(self, channel: str, messages: Sequence[Message]) -> Outcome:
        self._robots.post(channel, messages)
        raise KeyboardInterrupt


@pytest.fixture
def world(database_url: str, clock: SetClock) -> Iterator[World]:
    with linked(database_url, clock) as found:
        yield found


@pytest.fixture
def lone_world(sqlite_template: Path, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    """On SQLite alone, where the database makes no difference."""
    path = tmp_path / "linked.db"
    path.write_bytes(sqlite_template.read_bytes())
    with linked(f"sqlite:///{path}", clock) as found:
        yield found


def queue(world: World, count: int, *, begin: int = 0) -> list[str]:
    numbers = [f"SO{number:05d}" for number in range(begin, begin + count)]
    with world.hub.store.write() as connection:
        for number in numbers:
            facts = {"order_no": number, "customer": "宁波远航", "waybills": "YTO YT0000000000017"}
            assert queue_message(
                connection, channel=CUSTOMERS, key=number, text="shipped", facts=facts, at=world.hub.clock.now()
            )
    return numbers


def states(world: World) -> set[str]:
    return {row.state for row in world.hub.rows(log.job, log.job.c.system == "message")}


def test_few_messages_go_out_one_by_one(world: World) -> None:
    first, second = queue(world, 2)
    world.settle()
    assert [text.splitlines()[0] for text in posts(world)] == [f"**订单 {first} 已发货**", f"**订单 {second} 已发货**"]
    assert states(world) == {"done"}


def test_more_than_a_minute_holds_go_out_together_each_once(world: World) -> None:
    numbers = queue(world, 120)
    world.settle()
    texts = posts(world)
    assert [sum(number in text for text in texts) for number in numbers] == [1] * 120
    assert len(texts) < 18
    assert all(len(text.encode()) <= 4_096 for text in texts)
    assert any("条消息" in text for text in texts)
    assert world.state()["wecom"]["too_often"] == 0
    assert states(world) == {"done"}


def test_an_answer_that_is_lost_costs_no_second_message(world: World) -> None:
    world.fault("wecom.send", "drop_after_commit", probability=0.5)
    numbers = queue(world, 15)
    world.settle()
    assert [sum(number in text for text in posts(world)) for number in numbers] == [1] * 15
    assert states(world) == {"done"}


def test_a_robot_that_cannot_be_reached_or_is_busy_gets_all_of_it_later(lone_world: World) -> None:
    world = lone_world
    world.fault("wecom.send", "status", count=3, args={"code": 429})
    numbers = queue(world, 40)
    world.settle()
    assert [sum(number in text for text in posts(world)) for number in numbers] == [1] * 40


def test_a_hub_that_dies_while_it_posts_does_not_post_again(lone_world: World) -> None:
    world = lone_world
    numbers = queue(world, 30)

    assert isinstance(world.systems.messages, WeComRobots)
    sending = MessageJobs(world.hub.store, world.hub.clock, Mortal(world.systems.messages), world.systems.texts)
    runner = world.hub.runner({("message", CUSTOMERS): sending.send})
    with pytest.raises(KeyboardInterrupt):
        runner.run_one("message")
    assert len(posts(world)) == 1
    world.settle()
    assert [sum(number in text for text in posts(world)) for number in numbers] == [1] * 30


def test_a_hub_that_is_slow_does_not_post_what_another_one_has_taken_over(world: World) -> None:
    (number,) = queue(world, 1)
    assert world.systems.messages is not None
    sending = MessageJobs(world.hub.store, world.hub.clock, world.systems.messages, world.systems.texts)
    slow = world.hub.runner({("message", CUSTOMERS): sending.send})._lease("message")
    assert slow is not None
    world.hub.clock.advance(seconds=LEASE.total_seconds() + 1)
    world.settle()
    assert sending.send(slow).text == "another hub has taken it over"
    assert [sum(number in text for text in posts(world))] == [1]
    assert states(world) == {"done"}


def test_a_robot_that_is_gone_is_one_case_and_the_messages_wait(lone_world: World) -> None:
    world = lone_world
    world.fault("wecom.send", "signature_failure", count=1)
    numbers = queue(world, 25)
    world.parts.jobs.run_one("message")
    assert [(case.code, case.facts["code"]) for case in world.hub.rows(work.case)] == [("outside.stopped", "93000")]
    assert states(world) == {"due"}
    world.hub.clock.advance(minutes=6)
    world.settle()
    assert [sum(number in text for text in posts(world)) for number in numbers] == [1] * 25


def test_the_head_hashes_of_the_day_are_told_once(world: World, tmp_path: Path) -> None:
    heads = DailyHeads(world.hub.store, world.hub.clock, tmp_path, tells=True)
    world.hub.place()
    for _ in range(3):
        heads.write_due()
    world.settle()
    (text,) = posts(world)
    file = tmp_path / "heads-2026-11-02.json"
    assert "heads-2026-11-02.json" in text
    assert f"{len(read_heads(file))} 条链" in text
    (job,) = world.hub.rows(log.job, log.job.c.kind == AUDIT)
    assert job.payload["facts"]["sha256"] in text
    world.hub.clock.advance(days=1)
    heads.write_due()
    world.settle()
    assert len(posts(world)) == 2


def test_no_key_of_a_robot_is_kept_with_a_job(lone_world: World) -> None:
    lone_world.fault("wecom.send", "drop_after_commit", count=1)
    queue(lone_world, 2)
    lone_world.settle()
    kept = json.dumps([str(row._mapping) for row in lone_world.hub.rows(log.job)])
    assert [key for key in KNOWN.wecom_keys if key in kept] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    texts = Texts.of(language)
    assert texts.words.keys() == Texts.of("zh").words.keys()
    names = ("order_no", "by", "about", "bench", "customer", "waybills", "day", "chains", "file", "sha256")
    facts = dict.fromkeys(names, "x")
    for code in texts.words.keys() - {"digest"}:
        message = texts.message(code, facts)
        assert message.title
        assert message.lines
    assert texts.digest_title.format(count=3).count("3") == 1
