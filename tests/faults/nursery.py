"""Processes to kill: a parent that has imported everything forks each of them, so that a start costs milliseconds.

Run as a program it is that parent: JSON lines in (`{"run": task, …}`, `{"wait": pid}`), JSON lines out.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any, Self

REPOSITORY = Path(__file__).resolve().parents[2]

#: No child outlives this, whatever becomes of the test that asked for it.
LONGEST_LIFE_S = 290


class Nursery:
    """The test's end: starts processes and waits for them."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, cwd=REPOSITORY,
            )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(30)
        process.stdout.close()

    def start(self, task: str, **arguments: Any) -> int:
        """Starts a task of tests.faults.children; returns its process id."""
        return int(self._ask({"run": task, "arguments": arguments})["pid"])

    def wait(self, pid: int) -> int:
        """Waits for the end of a process; its exit code, negative when a signal ended it."""
        return int(self._ask({"wait": pid})["code"])

    def kill(self, pid: int) -> None:
        """Kills a process that is still running."""
        os.kill(pid, signal.SIGKILL)
        self.wait(pid)

    def words(self) -> str:
        """What the processes said on their error output, for a failing test."""
        return self._log.read_text(encoding="utf-8")[-4_000:]

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line, f"the nursery ended:\n{self.words()}"
        answer: dict[str, Any] = json.loads(line)
        return answer


def main() -> None:
    """Forks what it is asked for until its input ends; then nobody is left."""
    from tests.faults import children

    children.warm_up()
    gc.collect()
    gc.freeze()
    alive: set[int] = set()
    for line in sys.stdin:
        question = json.loads(line)
        if "run" in question:
            pid = _fork(getattr(children, question["run"]), question["arguments"])
            alive.add(pid)
            answer = {"pid": pid}
        else:
            pid = question["wait"]
            answer = {"code": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}
            alive.discard(pid)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _fork(task: Any, arguments: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.alarm(LONGEST_LIFE_S)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        task(**arguments)
        code = 0
    except Exception:  # noqa: BLE001  # the child's boundary: whatever it was, the test reads it and sees the code
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
