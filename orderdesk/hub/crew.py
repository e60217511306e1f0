"""The threads that do the jobs of one system: one keeps watch, the others rest until there is more than one can do."""

from __future__ import annotations

from threading import Condition


class Crew:
    """Who looks for jobs, and when. Thread-safe. Each look asks the database, so resting threads do not look."""

    def __init__(self, *, look_every_s: float) -> None:
        self._look_every_s = look_every_s
        self._changed = Condition()
        self._has_watch = False
        self._is_rung_for = False
        self._has_ended = False

    def ring(self) -> None:
        """There may be something to do: somebody looks now."""
        with self._changed:
            self._is_rung_for = True
            self._changed.notify()

    def go_to_work(self, *, is_more: bool) -> None:
        """The caller has something to do for a while: another one keeps watch, and looks at once if there `is_more`."""
        with self._changed:
            self._is_rung_for |= is_more
            self._changed.notify()

    def wait(self) -> None:
        """Returns when it is the caller's turn to look, or at the end."""
        with self._changed:
            while not self._has_ended and not self._is_rung_for:
                if self._has_watch:
                    self._changed.wait()
                elif not self._watch():
                    return
            self._is_rung_for = False

    def end(self) -> None:
        """Lets everybody go."""
        with self._changed:
            self._has_ended = True
            self._changed.notify_all()

    def _watch(self) -> bool:
        """False when the time for the next look has come."""
        self._has_watch = True
        try:
            return self._changed.wait(self._look_every_s)
        finally:
            self._has_watch = False
