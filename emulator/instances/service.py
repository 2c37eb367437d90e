"""The service of an instance that runs its job, as ml-training.service does (lib/boot/training-services.sh)."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from .process import Process

RESUME_ME = 75
"""Exit code of launch.py after a checkpoint."""
_WRONG_OPTIONS = 2
_ENDED_BY_SIGTERM = 143
_CANNOT_START = 127
_FAILURES = 3
"""Failures within an hour after which the job is not started again."""
_HOUR_SECONDS = 3600
RESTART_SECONDS = 5
"""Pause before a restart; a real instance waits 15 seconds."""


@dataclass(frozen=True)
class Status:
    """`running`, `interrupted`, `finished` or `failed`, and the exit code once the job has exited."""

    state: str
    exit_code: int | None = None


class Service:
    """Starts a job, restarts it after a failure, and stops it.

    :param launch: starts the processes of the job.
    :param report: receives every change of the status.
    """

    def __init__(self, launch: Callable[[], Process], report: Callable[[Status], None]) -> None:
        self._launch, self._report = launch, report
        self._process: Process | None = None
        self._restart_at: float | None = None
        self._kill_at: float | None = None
        self._enabled = False
        self._failures: list[float] = []
        self.status: Status | None = None
        """The last one; None before the first start."""

    @property
    def active(self) -> bool:
        """Whether the job runs, or is about to start again."""
        return self._process is not None or self._restart_at is not None

    @property
    def stopping(self) -> bool:
        """Whether the job was asked to stop, and still runs."""
        return self._process is not None and not self._enabled

    def start(self) -> None:
        self._enabled, self._failures = True, []
        self._begin()

    def stop(self, seconds: float) -> None:
        """Asks the job to stop after a checkpoint. It is killed after that time. No effect on a job that stops
        already."""
        self._enabled, self._restart_at = False, None
        if self._process and self._kill_at is None:
            self._kill_at = time.monotonic() + seconds
            self._process.signal("SIGTERM")

    def kill(self) -> None:
        """Ends the job at once, without a status, as an instance that loses its power."""
        self._enabled, self._restart_at = False, None
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def tick(self) -> None:
        """Notices what has happened since the last call."""
        now = time.monotonic()
        if self._process and (code := self._process.poll()) is not None:
            self._process = self._kill_at = None
            self._ended(code, now)
        elif self._process and self._kill_at is not None and now >= self._kill_at:
            self._process.kill()
        if self._restart_at is not None and now >= self._restart_at:
            self._begin()

    def _begin(self) -> None:
        self._restart_at = None
        self._set(Status("running"))
        try:
            self._process = self._launch()
        except OSError:
            self._ended(_CANNOT_START, time.monotonic())

    def _ended(self, code: int, now: float) -> None:
        self._set(Status(self._state(code, now), code))
        if self._enabled and self.status == Status("interrupted", code):
            self._restart_at = now + RESTART_SECONDS

    def _state(self, code: int, now: float) -> str:
        """As in lib/boot/files/job-status.sh."""
        if code == 0:
            return "finished"
        if code in (RESUME_ME, _ENDED_BY_SIGTERM):
            return "interrupted"
        if code == _WRONG_OPTIONS:
            return "failed"
        self._failures = [each for each in self._failures if each > now - _HOUR_SECONDS] + [now]
        return "failed" if len(self._failures) >= _FAILURES else "interrupted"

    def _set(self, status: Status) -> None:
        self.status = status
        self._report(status)
