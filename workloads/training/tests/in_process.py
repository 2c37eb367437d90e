"""Training on one rank in the process of the test, without start-up time, so that many cases can run."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch.distributed as dist

import training_loop
from resumable.signals import Request
from tasks.config import load_config


class Scripted:
    """Replaces signals: requests after given numbers of steps of this attempt."""

    def __init__(self, requests: dict[int, Request]) -> None:
        # The loop calls take() once before the first step.
        self._requests, self._steps = requests, -1

    def take(self) -> Request:
        self._steps += 1
        return self._requests.get(self._steps, Request.NONE)

    def wait_for_stop(self, _: float) -> None:
        """No launcher waits for this rank."""


@dataclass(frozen=True)
class Outcome:
    code: int
    log: str

    @property
    def weights(self) -> str:
        found = re.search(r"weights sha256 (\w{64})", self.log)
        assert found, self.log
        return found[1]

    @property
    def begun_at(self) -> int:
        found = re.search(r"^step (\d+) of \d+, \d+ ranks", self.log, re.MULTILINE)
        assert found, self.log
        return int(found[1])


class Trainer:
    """Runs train.py's loop on one configuration."""

    def __init__(self, config: Path, caplog: pytest.LogCaptureFixture) -> None:
        self._config, self._caplog = config, caplog

    def run(
        self,
        checkpoints: Path | str,
        stop_after: int | None = None,
        *,
        frequency: int | None = 20,
        resume: str = "auto",
        checkpoint_after: int | None = None,
    ) -> Outcome:
        options = argparse.Namespace(
            checkpoint_dir=str(checkpoints), checkpoint_frequency=frequency, resume_from_checkpoint=resume
        )
        script = {step: Request.STOP for step in [stop_after] if step is not None}
        script |= {step: Request.CHECKPOINT for step in [checkpoint_after] if step}
        self._caplog.clear()
        try:
            code = training_loop.run(options, load_config(self._config), Scripted(script))  # type: ignore[arg-type]
        finally:
            dist.destroy_process_group()
        return Outcome(code, "\n".join(record.getMessage() for record in self._caplog.records))
