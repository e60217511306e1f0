"""A bench in its window over the small company, with an ear for its sounds."""

from __future__ import annotations

from orderdesk.clock import SetClock
from ui.components.sounds import Beeper, Sound
from ui.packing.bench_room import BenchRoom
from ui.packing.view_model import Phase
from ui.scanner.event_clock import monotonic_ms


class Ear(Beeper):
    """Hears what is played, and sees what the screen shows at that moment."""

    def __init__(self) -> None:
        super().__init__(player=[])
        self.room: BenchRoom | None = None
        self.heard: list[tuple[Sound, Phase]] = []

    def play(self, sound: Sound) -> None:
        assert self.room is not None
        self.heard.append((sound, self.room.bench.view.phase))


def phase_of(room: BenchRoom) -> Phase:
    """What the screen says."""
    return room.bench.view.phase


def scan(room: BenchRoom, *codes: str) -> None:
    """Each scan a second after the last, so that none is taken for the same pull of the trigger."""
    for code in codes:
        clock = room._workplace.clock
        assert isinstance(clock, SetClock)
        clock.advance(seconds=1)
        room.take_scan(code, monotonic_ms())
