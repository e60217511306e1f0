"""Programs of ours as child processes: started, watched until they are ready, stopped in order."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from orderdesk.errors import OrderDeskError
from orderdesk.start import module_command

_LOOK_EVERY_S = 0.05
_STOPS_WITHIN_S = 10.0
_TIED = "orderdesk.tied"


class NotRunning(OrderDeskError):
    """A program of ours did not start, or does not go on; the text is a sentence for people."""


@dataclass(slots=True)
class Child:
    """A running program of ours whose output goes into a file."""

    name: str
    module: str
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes]
    output: Path

    def wait_for(self, words: str, within_s: float) -> str:
        """The line of the output that begins with `words`, without them. Raises NotRunning."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            ended = self.process.poll()
            for line in self._lines():
                if line.startswith(words):
                    return line.removeprefix(words).strip()
            if ended is not None:
                raise NotRunning(f"{self.name} ended at once: {self._last_words()}")
            time.sleep(_LOOK_EVERY_S)
        raise NotRunning(f"{self.name} was not ready after {within_s:.0f} seconds, see {self.output}")

    def stop(self) -> None:
        """Asks it to end, and ends it where that takes too long."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(_STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()

    def _lines(self) -> list[str]:
        return self.output.read_text(encoding="utf-8", errors="replace").splitlines()

    def _last_words(self) -> str:
        lines = [line for line in self._lines() if line.strip()]
        return lines[-1] if lines else "without a word"


@dataclass(slots=True)
class Children:
    """Children of this program; the last one started is the first to be stopped. `tied`: they end by themselves when
    this program has ended without stopping them."""

    logs: Path
    tied: bool = False
    _running: list[Child] = field(default_factory=list)

    def start(self, name: str, module: str, arguments: Sequence[str]) -> Child:
        """Starts `python -m module arguments`."""
        self.logs.mkdir(parents=True, exist_ok=True)
        output = self.logs / f"{name}.log"
        if output.exists():
            output.replace(self.before(name))
        with output.open("wb") as file:
            # A session of its own: Ctrl-C reaches this program only, which then stops the others in order.
            process = subprocess.Popen(
                module_command(*([_TIED] if self.tied else []), module, *arguments),
                stdin=subprocess.PIPE if self.tied else subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        child = Child(name, module, tuple(arguments), process, output)
        self._running.append(child)
        return child

    def again(self, child: Child, *more: str) -> Child:
        """Starts one that has ended in its old place; `more` arguments stand above its old ones."""
        place = self._running.index(child)
        child.stop()
        fresh = self.start(child.name, child.module, (*child.arguments, *more))
        self._running[place] = self._running.pop()
        return fresh

    def ended(self) -> list[Child]:
        """The children that have ended by themselves."""
        return [child for child in self._running if child.process.poll() is not None]

    def named(self, name: str) -> Child:
        """A child by its name. Raises KeyError."""
        for child in self._running:
            if child.name == name:
                return child
        raise KeyError(name)

    def before(self, name: str) -> Path:
        """Where the words of an earlier run are kept."""
        return self.logs / f"{name}.before.log"

    def stop(self) -> None:
        """Stops all of them."""
        while self._running:
            self._running.pop().stop()
