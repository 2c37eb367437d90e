"""The elastic agent of torchrun, with an end that leaves time for a checkpoint."""

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
"""Starts of the workers that may end with "resume me" so soon: more of them make no progress, and cost
money."""

log = logging.getLogger("agent")


class ResumingAgent(LocalElasticAgent):
    """Starts the workers of this machine, and again in place whenever they ask to be resumed.

    torchrun passes SIGTERM on, but kills workers 30 seconds later, and has no signal for a checkpoint. So
    this agent runs on a thread, where torch leaves signals alone (PContext.start in
    torch/distributed/elastic/multiprocessing), and the main thread passes them on.
    """

    def __init__(self, spec: Any, logs_specs: Any, checkpoint_seconds: float) -> None:
        super().__init__(spec, logs_specs)
        self._checkpoint_seconds = checkpoint_seconds
        self._started = time.monotonic()
        self._soon = 0
        self.stopping = False
        """Whether this machine has to stop, so that its workers are not started again."""

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
            # The signal came while there were no workers.
            self.signal_workers(signal.SIGTERM)
        return ids

    def _stop_workers(self, worker_group: WorkerGroup, *_: Any, **__: Any) -> None:
        """Before machines join or leave: SIGTERM, so that no step is lost, and as long as a checkpoint may
        take."""
        if self._pcontext:
            self._pcontext.close(signal.SIGTERM, int(self._checkpoint_seconds))

    def _monitor_workers(self, worker_group: WorkerGroup) -> RunResult:
        result = super()._monitor_workers(worker_group)
        if result.state is WorkerState.FAILED:
            # What the base class does next depends on the restarts that are left. A failure gets none: the
            # service manager of the machine starts the launcher again, and knows when to give up.
            again = resumable(result) and not self.stopping and not self._makes_no_progress()
            self._remaining_restarts = 1 if again else 0
            if again:
                log.info("workers ended with %d: starting them again", RESUME_ME)
        return result

    def _makes_no_progress(self) -> bool:
        soon = time.monotonic() - self._started < SOON_SECONDS
        self._soon = self._soon + 1 if soon else 0
        if self._soon > SOON_IN_A_ROW:
            log.error("workers ended %d times in a row within %d s of their start", self._soon, SOON_SECONDS)
        return self._soon > SOON_IN_A_ROW


def resumable(result: RunResult, stopping: bool = False) -> bool:
    """Whether all workers that failed asked to be resumed; one that SIGTERM met before it had a handler did,
    too."""
    fine = {RESUME_ME, -signal.SIGTERM} if stopping else {RESUME_ME}
    return all(failure.exitcode in fine for failure in result.failures.values())
