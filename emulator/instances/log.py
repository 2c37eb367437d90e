"""A log of an instance, which goes to CloudWatch Logs as by the CloudWatch agent."""

import time
from collections import deque
from datetime import datetime, timezone

from .account import Account


class Log:
    """Lines that wait to be sent to a log stream. Lines may be added on any thread."""

    def __init__(self, account: Account, group: str, stream: str) -> None:
        self._account, self._group, self._stream = account, group, stream
        self._lines: deque[tuple[int, str]] = deque()
        self._sending: list[tuple[int, str]] = []

    def add(self, text: str) -> None:
        # CloudWatch Logs refuses empty events.
        if text.strip():
            self._lines.append((round(time.time() * 1000), text))

    def say(self, text: str) -> None:
        """Adds a line of the instance itself, with the time in UTC."""
        self.add(f"{utc_time()} {text}")

    def send(self) -> None:
        """Sends the lines. They are kept if that fails."""
        while self._lines:
            self._sending.append(self._lines.popleft())
        if self._sending:
            self._account.put_lines(self._group, self._stream, self._sending)
            self._sending = []


def utc_time() -> str:
    """The time in UTC, in ISO 8601 without fractions, as `date -u +%FT%TZ` prints it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
