"""Writes checkpoints in parallel with training, and removes old ones."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import torch.distributed.checkpoint as dcp

from resumable.checkpoint_files import CheckpointWriter, reason
from resumable.history import Attempt, History, save_history, superseded
from resumable.manifest import MANIFEST, Folder, Manifest, folders
from resumable.ranks import Ranks
from resumable.schedule import Schedule
from resumable.state import TrainingState
from resumable.storage import Storage

FAILURES_IN_A_ROW = 3
"""Failed checkpoints after which training exits: without checkpoints an interruption costs more steps than
configured."""

log = logging.getLogger("checkpoint")


class CheckpointsFail(Exception):
    """Checkpoints cannot or must not be written."""


class Checkpointer:
    """Keeps the latest checkpoints of a run in a storage. All ranks call the same methods at the same
    steps."""

    def __init__(
        self,
        storage: Storage,
        ranks: Ranks,
        state: TrainingState,
        schedule: Schedule,
        history: History,
        attempt: Attempt,
        *,
        order: dict[str, object],
        keep: int,
        asynchronous: bool,
        notice_seconds: float,
    ) -> None:
        self._storage, self._ranks, self._state = storage, ranks, state
        self.schedule, self._history, self._attempt = schedule, history, attempt
        self._order, self._keep, self._asynchronous, self._notice_seconds = (
            order,
            keep,
            asynchronous,
            notice_seconds,
        )
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="checkpoint")
        self._pending: Future[None] | None = None
        self._failures = 0
        self._superseded = False
        self._began = time.monotonic()

    @property
    def writing(self) -> bool:
        return self._pending is not None and not self._pending.done()

    def save(self, last: bool = False) -> None:
        """Copies the state and writes it in parallel with training. Waits until the checkpoint is complete if
        it is the last or must block."""
        begin = time.monotonic()
        self.wait()
        step = self._state.step
        if self._ranks.from_first(step == self.schedule.complete):
            return
        # The first write blocks: without its duration, the number of steps at risk is unknown.
        block = last or not self._asynchronous or not self._ranks.from_first(self.schedule.knows_writes)
        self.schedule.started = step
        folder = Folder.create(step, self._attempt.run, self._attempt.id)
        writer = CheckpointWriter(self._storage, folder.name)
        staged: Any = dcp.async_save(
            self._state.capture(), storage_writer=writer, process_group=self._ranks.checkpoints
        )
        if self._asynchronous:
            self.schedule.stood_still(time.monotonic() - begin)
        self._pending = self._thread.submit(self._finish, staged, writer, folder, begin, block)
        if block:
            self.wait()
        if not self._asynchronous:
            self.schedule.stood_still(time.monotonic() - begin)

    def wait(self) -> None:
        """Waits until the pending checkpoint is complete or has failed."""
        if self._pending is None:
            return
        pending, self._pending = self._pending, None
        failure = pending.exception()
        if failure is None:
            self._failures = 0
            return
        self._failures += 1
        self.schedule.failed()
        if self._ranks.is_first:
            log.error("a checkpoint could not be written (%d in a row): %s", self._failures, reason(failure))
        if isinstance(failure, CheckpointsFail):
            raise failure
        if self._failures >= FAILURES_IN_A_ROW:
            raise CheckpointsFail(
                f"{self._storage.url}: {self._failures} checkpoints in a row failed"
            ) from failure

    def wait_if_at_risk(self) -> None:
        """Blocks training on the first rank while too many steps are at risk; the other ranks then wait for
        it."""
        if self._ranks.is_first and self.writing and self.schedule.at_risk(self._state.step):
            self.wait()

    def end(self, how: str) -> None:
        """Records the outcome of the attempt: `finished` or `interrupted`."""
        self.wait()
        if self._ranks.is_first:
            self._attempt.end = "finished" if how == "finished" else "interrupted"
            self._note(self._state.step)

    def _finish(
        self, staged: Future[None], writer: CheckpointWriter, folder: Folder, begin: float, blocks: bool
    ) -> None:
        """Runs on its own thread: once all ranks have written, writes the manifest, and removes old
        checkpoints."""
        staged.result()
        written = self._ranks.gather(writer.written)
        if not self._ranks.is_first:
            return
        if other := superseded(self._storage, self._attempt):
            raise CheckpointsFail(
                f"{self._storage.url}: attempt {other[:8]} has begun since and writes here; "
                "two runs need two folders of checkpoints"
            )
        files = {name: file for of_rank in written for name, file in of_rank.items()}
        manifest = Manifest(
            folder.step, self._attempt.id, self._ranks.world_size, time.time(), self._order, files
        )
        self._storage.put(f"{folder.name}/{MANIFEST}", manifest.encode())
        seconds = time.monotonic() - begin
        meanwhile = self._state.step - folder.step if not blocks or not self._asynchronous else None
        self.schedule.written(folder.step, seconds, meanwhile)
        size = sum(file.bytes for file in files.values())
        log.info("checkpoint %s counts: %.1f MB in %.2f s", folder.name, size / 1e6, seconds)
        if seconds > self._notice_seconds:
            log.warning(
                "a checkpoint takes %.0f s, an interruption leaves %.0f s (ML_CHECKPOINT_SECONDS) and will "
                "cost up to an interval; use more ranks, or a faster place for checkpoints",
                seconds,
                self._notice_seconds,
            )
        self._note(folder.step)
        self._remove_old()

    def _note(self, step: int) -> None:
        self._attempt.step = step
        self._attempt.seconds = time.monotonic() - self._began
        save_history(self._storage, self._history)

    def _remove_old(self) -> None:
        """Removes all but the best checkpoints, and incomplete ones of earlier attempts."""
        names = self._storage.names("step-")
        whole = [folder for folder in folders(names) if f"{folder.name}/{MANIFEST}" in names]
        kept = {folder.name for folder in whole[: self._keep]}
        self._storage.delete([name for name in names if name.split("/", 1)[0] not in kept])
