"""The elastic agent of torchrun, with time for a checkpoint before workers are stopped."""

from __future__ import annotations

import logging
import os
import signal
import time
from typing import Any

from torch.distributed.elastic.agent.server.api import RunResult, WorkerGroup, WorkerState
from torch.distributed.elastic.agent.server.local_elastic_agent import LocalElasticAgent

from resumable.signals import RESUME_ME

SOON_SECONDS = 60
SOON_IN_A_ROW = 10
"""Consecutive starts of the workers that may exit with "resume me" within that time; more make no progress,
and cost money."""

log = logging.getLogger("agent")


class ResumingAgent(LocalElasticAgent):
    """Starts the workers of this instance, and restarts them when they exit with "resume me".

    torchrun forwards SIGTERM, but kills the workers after 30 seconds, and has no signal for a checkpoint. So
    this agent runs on a thread, where torch does not handle signals (PContext.start in
    torch/distributed/elastic/multiprocessing), and the main thread forwards them.
    """

    def __init__(self, spec: Any, logs_specs: Any, checkpoint_seconds: float) -> None:
        super().__init__(spec, logs_specs)
        self._checkpoint_seconds = checkpoint_seconds
        self._started = time.monotonic()
        self._soon = 0
        self.stopping = False
        """Whether this instance must stop, so that its workers are not restarted."""

    def signal_workers(self, number: int) -> bool:
        """Sends a signal to the workers. False if there are none."""
        pids = list(self._pcontext.pids().values()) if self._pcontext else []
        reached = False
        for pid in pids:
            try:
                os.kill(pid, number)
                reached = True
            except ProcessLookupError:
                continue
        return reached

    def _start_workers(self, worker_group: WorkerGroup) -> dict[int, Any]:
        self._started = time.monotonic()
        ids = super()._start_workers(worker_group)
        if self.stopping:
            # The signal arrived while there were no workers.
            self.signal_workers(signal.SIGTERM)
        return ids

    def _stop_workers(self, worker_group: WorkerGroup, *_: Any, **__: Any) -> None:
        """Called before instances join or leave. Sends SIGTERM and leaves time for a checkpoint, so that no
        step is lost."""
        if self._pcontext:
            self._pcontext.close(signal.SIGTERM, int(self._checkpoint_seconds))

    def _monitor_workers(self, worker_group: WorkerGroup) -> RunResult:
        result = super()._monitor_workers(worker_group)
        if result.state is WorkerState.FAILED:
            # The base class restarts workers if restarts are left. After a failure there are none: the
            # service manager of the instance restarts the launcher, with a limit.
            again = resumable(result) and not self.stopping and not self._makes_no_progress()
            self._remaining_restarts = 1 if again else 0
            if again:
                log.info("workers exited with %d: restarting them", RESUME_ME)
        return result

    def _makes_no_progress(self) -> bool:
        soon = time.monotonic() - self._started < SOON_SECONDS
        self._soon = self._soon + 1 if soon else 0
        if self._soon > SOON_IN_A_ROW:
            log.error("workers exited %d times in a row within %d s of their start", self._soon, SOON_SECONDS)
        return self._soon > SOON_IN_A_ROW


def resumable(result: RunResult, stopping: bool = False) -> bool:
    """Whether all failed workers exited with "resume me", or while stopping, were terminated by SIGTERM
    before they had a handler."""
    fine = {RESUME_ME, -signal.SIGTERM} if stopping else {RESUME_ME}
    return all(failure.exitcode in fine for failure in result.failures.values())
