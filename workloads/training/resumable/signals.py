"""Requests from signals, and the exit code of an interrupted process."""

from __future__ import annotations

import signal
import threading
from enum import IntEnum
from types import FrameType

RESUME_ME = 75
"""Exit code EX_TEMPFAIL of sysexits.h: not an error, the process can be started again."""


class Request(IntEnum):
    """Request to be handled after a step; the highest takes precedence."""

    NONE = 0
    CHECKPOINT = 1
    STOP = 2


class Requests:
    """Handles SIGTERM, which requests a stop, and SIGUSR1, which requests a checkpoint. Repeated signals have
    no effect."""

    def __init__(self) -> None:
        self._checkpoint = threading.Event()
        self._stop = threading.Event()
        signal.signal(signal.SIGTERM, self._receive)
        signal.signal(signal.SIGUSR1, self._receive)

    def _receive(self, number: int, _: FrameType | None) -> None:
        (self._stop if number == signal.SIGTERM else self._checkpoint).set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def wait_for_stop(self, seconds: float) -> None:
        """Returns after that time, or earlier if a stop is requested."""
        self._stop.wait(seconds)

    def take(self) -> Request:
        """The request since the last call. STOP persists."""
        if self.stopping:
            return Request.STOP
        if self._checkpoint.is_set():
            self._checkpoint.clear()
            return Request.CHECKPOINT
        return Request.NONE
