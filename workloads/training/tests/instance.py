"""An instance of a fleet: runs launch.py as the service manager does, and can be interrupted."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent
DEADLINE_SECONDS = 180.0
"""Timeout of every wait, sufficient even on a busy computer."""

_STEP = re.compile(r"rank 0 step (\d+) of \d+, loss")
_BEGUN = re.compile(r"rank 0 step (\d+) of \d+, (\d+) ranks")
_FINISHED = re.compile(r"weights sha256 ([0-9a-f]{64})")


@dataclass(frozen=True)
class Begin:
    """A start of the workers."""

    step: int
    """Step from which they resumed."""
    ranks: int
    last_step: int
    """Last step before it, in the searched lines."""
    line: int


class Instance:
    """Consecutive runs of the launcher, with the output of all of them."""

    def __init__(
        self,
        *train: str,
        port: int,
        nodes: str = "1",
        processes: int = 2,
        environment: dict[str, str] | None = None,
        last_call_seconds: int = 2,
    ) -> None:
        self._command = [
            *(sys.executable, str(FOLDER / "launch.py"), "--job", "test", "--nodes", nodes),
            *("--processes", str(processes), "--rendezvous", f"127.0.0.1:{port}"),
            *("--last-call-seconds", str(last_call_seconds), str(FOLDER / "train.py"), *train),
        ]
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self.lines: list[str] = []
        """Output of all starts."""

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process, self.lines), daemon=True)
        self._reader.start()

    def start_unless_running(self) -> None:
        """Starts the launcher like a service manager, unless it is running."""
        if self._process is None or self._process.returncode is not None:
            self.start()

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: list[str]) -> None:
        assert process.stdout
        lines.extend(line.rstrip("\n") for line in iter(process.stdout.readline, ""))

    def wait(self) -> int:
        """The exit code of the launcher, once all of its output was read."""
        assert self._process and self._reader
        try:
            code = self._process.wait(DEADLINE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the launcher did not end:\n{self.text}") from None
        self._reader.join(DEADLINE_SECONDS)
        return code

    def run(self) -> int:
        self.start()
        return self.wait()

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not condition():
            ended = self._process and self._process.poll() is not None
            if time.monotonic() > deadline or ended:
                self.kill()
                raise AssertionError(f"waited in vain for {what}:\n{self.text}")
            time.sleep(0.002)

    def wait_for_step(self, step: int, since: int = 0) -> None:
        self.wait_until(lambda: any(each >= step for each in _steps(self.lines[since:])), f"step {step}")

    def wait_for_begin(self, since: int) -> Begin:
        """The first start of the workers in the lines since then."""
        self.wait_until(lambda: any(map(_BEGUN.search, self.lines[since:])), "the start of the workers")
        line, found = next(
            (number, match)
            for number, text in enumerate(self.lines[since:], since)
            if (match := _BEGUN.search(text))
        )
        return Begin(int(found[1]), int(found[2]), max(_steps(self.lines[since:line]), default=0), line)

    def signal(self, number: int) -> None:
        assert self._process
        os.kill(self._process.pid, number)

    def has_begun(self, since: int) -> bool:
        """Whether workers were started in the lines since then, with the first rank on this instance."""
        return any(map(_BEGUN.search, self.lines[since:]))

    def ended_with(self, code: int) -> bool:
        return self._process is not None and self._process.poll() == code

    @property
    def last_step(self) -> int:
        """Highest step of all starts."""
        return max(_steps(self.lines), default=0)

    def workers(self) -> list[int]:
        assert self._process
        return _children(self._process.pid)

    def kill(self) -> None:
        """Sends SIGKILL to all processes, as if the instance were lost."""
        assert self._process
        for pid in [self._process.pid, *self.workers()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def weights(self) -> str:
        """Digest of the final weights of a finished run."""
        found = _FINISHED.search(self.text)
        assert found, f"did not finish:\n{self.text}"
        return found[1]


def _steps(lines: list[str]) -> list[int]:
    return [int(found[1]) for line in lines if (found := _STEP.search(line))]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in path.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
