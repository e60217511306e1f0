"""Child processes of a benchmark: hubs and bare servers that say when they are ready, and the CPU time they used."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parent.parent
_READY = re.compile(r"http://127\.0\.0\.1:(\d+)")
_SNAPSHOTS_WITHIN_S = 120.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on loopback."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(arguments: Sequence[str], folder: Path, *, log: str = "server.log") -> Iterator[Server]:
    """Runs a Python module that prints its address on loopback when it is ready; ended by SIGTERM."""
    environment = {
        **os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    with (folder / log).open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=_REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    try:
        yield Server(process.pid, _port_of(process, folder / log))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def hub_arguments(url: str, *, notes: Path | None = None) -> list[str]:
    """The product's own hub on a free port, without timers and jobs; `notes` is where it writes what was watched."""
    watched = "-" if notes is None else str(notes)
    return ["benchmarks.hub", watched, "serve", "--database", url, "--port", "0", "--no-work"]


def await_snapshots(folder: Path, count: int) -> None:
    """Returns when hubs in this folder have made so many snapshots: they do so once, some seconds after their start.

    Raises RuntimeError when they do not come.
    """
    end = time.monotonic() + _SNAPSHOTS_WITHIN_S
    while len(list(folder.rglob("*.db.zst"))) < count:
        if time.monotonic() > end:
            raise RuntimeError(f"the snapshots did not come within {_SNAPSHOTS_WITHIN_S:.0f} s")
        time.sleep(0.2)


def _port_of(process: subprocess.Popen[str], log: Path) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if found := _READY.search(line):
            # Whatever it prints later must not fill the pipe.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return int(found[1])
    raise RuntimeError(f"the server did not come up: {log.read_text(encoding='utf-8')[-2000:]}")


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time of these processes and of their living and ended children."""
    parents = _parents()
    return sum(_own_cpu(pid) for pid in _with_children(pids, parents))


def _own_cpu(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    fields = text.rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / _TICKS


def _parents() -> dict[int, int]:
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            text = (entry / "stat").read_text(encoding="ascii", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        found[int(entry.name)] = int(text.rpartition(")")[2].split()[1])
    return found


def _with_children(pids: Iterable[int], parents: Mapping[int, int]) -> set[int]:
    found = set(pids)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def resident_mb(pid: int) -> float:
    """Resident memory of a process in MB."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0
