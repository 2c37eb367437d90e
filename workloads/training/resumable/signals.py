"""Requests that reach a process as signals, and the exit code that answers them."""

from __future__ import annotations

import signal
import threading
from enum import IntEnum
from types import FrameType

RESUME_ME = 75
"""Exit code EX_TEMPFAIL of sysexits.h: nothing is wrong, start me again."""


class Request(IntEnum):
    """What is to be done after a step; of several the highest wins."""

    NONE = 0
    CHECKPOINT = 1
    STOP = 2


class Requests:
    """SIGTERM asks to stop, SIGUSR1 for a checkpoint. A signal that comes again changes nothing."""

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
        """Returns after that time, or earlier if asked to stop."""
        self._stop.wait(seconds)

    def take(self) -> Request:
        """The request since the last call. STOP stays."""
        if self.stopping:
            return Request.STOP
        if self._checkpoint.is_set():
            self._checkpoint.clear()
            return Request.CHECKPOINT
        return Request.NONE
