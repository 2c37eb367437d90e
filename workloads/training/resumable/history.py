"""The history of all attempts at a run, stored with its checkpoints."""

from __future__ import annotations

import json
import logging
import time
import uuid
from dataclasses import asdict, dataclass, field
from typing import Literal

from resumable.storage import Storage

NAME = "history.json"
KEPT_ATTEMPTS = 1000

log = logging.getLogger("history")


@dataclass
class Attempt:
    """One start of training, from its first step until it is interrupted or finished."""

    id: str
    run: int
    """Number of the attempt, from 1."""
    started: float
    """Seconds since 1970."""
    seconds: float = 0.0
    """Known training time. The time after the last checkpoint of a killed attempt is unknown."""
    step: int = 0
    """Last known step."""
    end: Literal["unknown", "interrupted", "finished"] = "unknown"


@dataclass
class History:
    """Attempts, the oldest first, and the measurements of the latest."""

    attempts: list[Attempt] = field(default_factory=list)
    cost_seconds: float | None = None
    write_seconds: float | None = None
    tracking: dict[str, str] = field(default_factory=dict)
    """Ids of the experiment trackers' runs, see tracking.py."""

    @property
    def interruptions(self) -> int:
        """Number of earlier attempts that did not finish, for any reason."""
        return sum(attempt.end != "finished" for attempt in self.attempts[:-1])

    @property
    def running_seconds(self) -> float:
        return sum(attempt.seconds for attempt in self.attempts)

    def begin(self, first_run: int) -> Attempt:
        """Adds an attempt. `first_run` is used if the history was lost, and higher than the runs of all
        checkpoints."""
        run = max(first_run, self.attempts[-1].run + 1 if self.attempts else 1)
        attempt = Attempt(uuid.uuid4().hex, run, time.time())
        self.attempts = [*self.attempts, attempt][-KEPT_ATTEMPTS:]
        return attempt


def load_history(storage: Storage) -> History:
    """The history of a checkpoint folder; empty if it does not exist or cannot be read."""
    try:
        content = json.loads(storage.get(NAME))
        attempts = [Attempt(**attempt) for attempt in content.pop("attempts")]
        return History(attempts, **content)
    except FileNotFoundError:
        return History()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("%s/%s cannot be read (%s); interruptions are counted anew", storage.url, NAME, error)
        return History()


def save_history(storage: Storage, history: History) -> None:
    storage.put(NAME, json.dumps(asdict(history), indent=1).encode())


def superseded(storage: Storage, attempt: Attempt) -> str | None:
    """Id of an attempt that began after this one, if any: two attempts must not write to the same folder of
    checkpoints."""
    attempts = load_history(storage).attempts
    return attempts[-1].id if attempts and attempts[-1].id != attempt.id else None
