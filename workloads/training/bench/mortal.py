"""A training attempt that stops at a given time, as with SIGKILL, without a separate process."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import torch.distributed as dist

import training_loop
from resumable.checkpointer import Checkpointer
from resumable.signals import Request, Requests
from resumable.storage import LocalStorage, Upload
from tasks.config import Config


class Killed(BaseException):
    """The attempt is over. Not an Exception, so that no handler catches it."""


class MortalStorage(LocalStorage):
    """A folder without access once the attempt is over, so that incomplete files remain incomplete."""

    dead = False

    def put(self, name: str, content: bytes) -> None:
        self._check()
        super().put(name, content)

    def write(self, name: str) -> Upload:
        self._check()
        return super().write(name)

    def read(self, name: str) -> IO[bytes]:
        self._check()
        return super().read(name)

    def delete(self, names: list[str]) -> None:
        self._check()
        super().delete(names)

    def _check(self) -> None:
        if self.dead:
            raise OSError("the attempt is over")


class Deadline(Requests):
    """Replaces signals: raises Killed after the first step that ends after a given time."""

    def __init__(self, end: float) -> None:
        self._end = end
        # The loop calls take() once before the first step.
        self.steps = -1

    def take(self) -> Request:
        self.steps += 1
        if time.perf_counter() >= self._end:
            raise Killed
        return Request.NONE

    @property
    def stopping(self) -> bool:
        return False


@dataclass(frozen=True)
class Life:
    """From the start of an attempt to its end."""

    reached: int
    """Step that it reached."""
    made: int
    """Steps that it made."""
    seconds: float
    quiet_steps: list[float]
    """Seconds of the last hundred steps during which no checkpoint was written."""


class Attempt:
    """Runs the loop of train.py on one rank."""

    def __init__(self, checkpoints: Path, config: Config, frequency: int | None) -> None:
        self._options = argparse.Namespace(
            checkpoint_dir=str(checkpoints), checkpoint_frequency=frequency, resume_from_checkpoint="auto"
        )
        self._config = config

    def run(self, seconds: float) -> Life:
        """Trains for that time."""
        storages: list[MortalStorage] = []
        checkpointers: list[Checkpointer] = []

        class Recorded(Checkpointer):
            def __init__(self, *arguments: Any, **names: Any) -> None:
                super().__init__(*arguments, **names)
                checkpointers.append(self)

        def open_storage(location: str) -> MortalStorage:
            storages.append(MortalStorage(location))
            return storages[-1]

        training_loop.Checkpointer = Recorded  # type: ignore[misc]
        training_loop.open_storage = open_storage
        begin = time.perf_counter()
        deadline = Deadline(begin + seconds)
        try:
            training_loop.run(self._options, self._config, deadline)
        except Killed:
            took = time.perf_counter() - begin
        else:
            raise AssertionError("the run has too few steps for its time")
        storages[0].dead = True
        # Not part of the measured time, because a killed process would not wait.
        checkpointers[0]._thread.shutdown(wait=True)
        dist.destroy_process_group()
        [checkpointer] = checkpointers
        quiet = list(checkpointer.schedule._quiet_steps)
        return Life(checkpointer._state.step, deadline.steps, took, quiet)
