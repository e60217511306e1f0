"""The lock file beside a hub's SQLite database: who has it open, and how to ask that process for something."""

from __future__ import annotations

import json
import os
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from orderdesk.errors import OrderDeskError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Windows refuses reads of a locked range, so the lock lies far behind the text.
_LOCKED_AT = 1 << 30


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has the database: where it listens ("" while it does not) and the word it obeys."""

    pid: int
    purpose: str
    url: str = ""
    token: str = field(default="", repr=False)


class DatabaseInUse(OrderDeskError):
    """Another process has the database; `holder` is None where it has not written who it is yet."""

    def __init__(self, path: Path, holder: Holder | None) -> None:
        who = "another process" if holder is None else f"{holder.purpose} (process {holder.pid})"
        super().__init__(f"the database {path.with_suffix('')} is in use by {who}")
        self.holder = holder


class LockFile:
    """Held while one process works on a SQLite database as its hub; the system lets go when the process ends."""

    def __init__(self, database: Path, *, purpose: str) -> None:
        self.path = database.with_name(f"{database.name}.lock")
        self.token = secrets.token_urlsafe(32)
        self._purpose = purpose
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()

    def take(self) -> None:
        """Takes the lock. Raises DatabaseInUse, OSError when the folder cannot be written."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Readable by this user only: who can read the token can make accounts.
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        file = os.fdopen(descriptor, "r+", encoding="utf-8")
        if not _try_lock(file):
            file.close()
            raise DatabaseInUse(self.path, read_holder(self.path))
        self._file = file
        self.announce("")

    def announce(self, url: str) -> None:
        """Writes where this process can be asked for something."""
        assert self._file is not None
        holder = {"pid": os.getpid(), "purpose": self._purpose, "url": url, "token": self.token}
        self._file.seek(0)
        self._file.truncate()
        json.dump(holder, self._file)
        self._file.flush()

    def release(self) -> None:
        """Lets go. The file stays: removing it would let two processes hold two files of one name."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()
            self._file = None


def read_holder(path: Path) -> Holder | None:
    """Who has written the lock file last; None when nobody says so."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return Holder(int(value["pid"]), str(value["purpose"]), str(value["url"]), str(value["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


if sys.platform == "win32":

    def _try_lock(file: IO[str]) -> bool:
        file.seek(_LOCKED_AT)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _try_lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
