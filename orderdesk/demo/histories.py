"""Twelve months of orders, written batch by batch so that any number of them needs the same memory."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from db.store import Store
from orderdesk.demo.calendar import moment_of, spread
from orderdesk.demo.desk_work import write_desk_work
from orderdesk.demo.lingering import tell_waiting, write_waiting
from orderdesk.demo.order_rows import write_story
from orderdesk.demo.payments import Cashbox, fill_credit
from orderdesk.demo.planted import SHAPES, draw_shape, tell
from orderdesk.demo.rows import Batch
from orderdesk.demo.world import World
from orderdesk.demo.written import Written
from orderdesk.domain.days import local_day

BATCH_ORDERS = 500
DAYS = 365


@dataclass(slots=True)
class History:
    """Writes the past. One transaction a batch."""

    store: Store
    world: World
    seed: int
    _cashbox: Cashbox = field(init=False)

    def __post_init__(self) -> None:
        self._cashbox = Cashbox(self.world, self.seed)

    def write(self, orders: int) -> Iterator[int]:
        """Writes so many orders; yields how many there are after each batch."""
        planned = zip(_moments(self.world.dice, orders, self.world.now), _shapes(self.world, orders), strict=True)
        done = spare = 0
        while chunk := list(islice(planned, BATCH_ORDERS)):
            with self.store.write() as connection:
                batch = Batch(connection)
                for moment, (shape, certain) in chunk:
                    # A story of two orders takes the place of the next one as well.
                    if spare and not certain:
                        spare -= 1
                        continue
                    spare += self._write_shape(batch, moment, shape) - 1
                batch.flush()
            done += len(chunk)
            yield done

    def write_waiting(self, kinds: Sequence[tuple[str, int]]) -> None:
        """Writes the orders that wait somewhere now, the last receipts, what is reserved and what credit is used."""
        with self.store.write() as connection:
            batch = Batch(connection)
            for kind, warehouse in kinds:
                story = tell_waiting(self.world, kind, warehouse)
                written = write_story(self.world, batch, self._cashbox, story)
                write_desk_work(self.world, batch, story, written)
                write_waiting(self.world, batch, kind, written)
            self._cashbox.close(batch)
            batch.flush()
            self.world.shelves.write_reserved(connection)
            fill_credit(connection, self.seed, self.world)

    def _write_shape(self, batch: Batch, moment: datetime, shape: str) -> int:
        last: Written | None = None
        count = 0
        for story in tell(self.world, moment, shape):
            box = last.parcels if story.joins and last is not None else None
            last = write_story(self.world, batch, self._cashbox, story, box=box)
            write_desk_work(self.world, batch, story, last)
            count += 1
        return count


def _shapes(world: World, orders: int) -> Iterator[tuple[str, bool]]:
    """What becomes of each order, and whether it must: by chance, and each shape once, spread over the year."""
    certain = {int((place + 1) * orders * 0.9 / (len(SHAPES) + 1)): name for place, (name, _) in enumerate(SHAPES)}
    for number in range(orders):
        yield (certain[number], True) if number in certain else (draw_shape(world.dice), False)


def _moments(dice: random.Random, orders: int, now: datetime) -> Iterator[datetime]:
    """When the orders were placed, day by day, each day sorted."""
    last = local_day(now)
    for day, count in spread(orders, last - timedelta(days=DAYS), last):
        yield from sorted(_moment(day, last, dice, now) for _ in range(count))


def _moment(day: date, last: date, dice: random.Random, now: datetime) -> datetime:
    found = moment_of(day, dice)
    if day == last and found >= now - timedelta(minutes=5):
        return now - timedelta(hours=8) * (0.02 + dice.random())
    return found
