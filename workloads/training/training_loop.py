"""The training loop: steps, requests, and checkpoints when they are due."""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR

from resumable.checkpointer import Checkpointer, CheckpointsFail
from resumable.history import History, load_history, save_history
from resumable.manifest import folders
from resumable.ranks import PeerLost, Ranks, noticing_lost_peers
from resumable.restore import NoCheckpoint, restore
from resumable.schedule import Schedule
from resumable.signals import RESUME_ME, Request, Requests
from resumable.state import TrainingState, fingerprint, seed_everything
from resumable.storage import Storage, open_storage
from resumable.tracking import Tracker, create_trackers
from tasks.config import Config
from tasks.data import batches_from, weight_of_rank
from tasks.task import Task, create_task

LOST_PEER_PAUSE_SECONDS = 3
"""A failing rank makes others fail: they wait, so that the launcher sees the first failure."""

log = logging.getLogger("train")


def run(options: argparse.Namespace, config: Config, requests: Requests) -> int:
    """Trains until all steps are done or a stop is requested. Returns the exit code."""
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", category=UserWarning, module="torch")
    try:
        with noticing_lost_peers():
            ranks = Ranks(config.collective_timeout_seconds)
            return Run(options, config, requests, ranks).train()
    except (NoCheckpoint, CheckpointsFail) as error:
        log.error("%s", error)
        return 1
    except PeerLost as error:
        log.warning("another rank is lost: %s", error)
        requests.wait_for_stop(LOST_PEER_PAUSE_SECONDS)
        return RESUME_ME


class Run:
    """One attempt at a run, on one rank."""

    def __init__(self, options: argparse.Namespace, config: Config, requests: Requests, ranks: Ranks) -> None:
        self._config, self._requests, self._ranks = config, requests, ranks
        # Before the model is created, so that its initial weights are equal on all ranks.
        seed_everything(config.seed, 0)
        with ranks.first_local_process_first():
            self._task: Task = create_task(config)
        self._state = _training_state(self._task.model, config, ranks)
        seed_everything(config.seed + 1, ranks.rank)
        self._storage: Storage = open_storage(options.checkpoint_dir)
        if options.resume_from_checkpoint != "false":
            required = options.resume_from_checkpoint == "true"
            restore(self._storage, ranks, self._state, config.order, required)
        self._checkpointer, self._trackers = self._begin(options)

    def _begin(self, options: argparse.Namespace) -> tuple[Checkpointer, list[Tracker]]:
        config, first = self._config, self._ranks.is_first
        history = self._ranks.from_first(load_history(self._storage) if first else History())
        names = self._storage.names("step-") if first else {}
        last_run = max((folder.run for folder in folders(names)), default=0)
        # The first rank uses the attempt in its history.
        attempt = self._ranks.from_first(history.begin(last_run + 1))
        trackers = create_trackers(config, history) if first else []
        if first:
            save_history(self._storage, history)
        prior_seconds = config.checkpoints.expected_hours_between_interruptions * 3600
        schedule = Schedule(options.checkpoint_frequency, prior_seconds, history, self._state.step)
        checkpointer = Checkpointer(
            self._storage,
            self._ranks,
            self._state,
            schedule,
            history,
            attempt,
            order=config.order,
            keep=config.checkpoints.keep,
            asynchronous=config.checkpoints.asynchronous,
            notice_seconds=float(os.environ.get("ML_CHECKPOINT_SECONDS", "120")),
        )
        return checkpointer, trackers

    def train(self) -> int:
        """Runs the remaining steps."""
        config, ranks, state = self._config, self._ranks, self._state
        log.info(
            "step %d of %d, %d ranks on %s", state.step, config.steps, ranks.world_size, ranks.device.type
        )
        batches = batches_from(
            self._task.dataset,
            self._task.samples,
            config.global_batch,
            config.seed,
            ranks.rank,
            ranks.world_size,
            state.step,
            config.steps,
        )
        self._task.model.train()
        # A signal may have arrived during the start, which takes some time.
        if ranks.agree(self._requests.take()) is Request.STOP:
            return self._interrupted()
        end = time.perf_counter()
        for batch in batches:
            self._checkpointer.wait_if_at_risk()
            loss = self._step(batch)
            begin, end = end, time.perf_counter()
            self._checkpointer.schedule.stepped(end - begin, self._checkpointer.writing)
            if state.step % config.log_every_steps == 0 or state.step == config.steps:
                self._log(loss, end - begin)
            if self._answer() is Request.STOP:
                return self._interrupted()
            end = time.perf_counter()
        return self._finished()

    def _step(self, batch: Any) -> torch.Tensor:
        state, ranks = self._state, self._ranks
        loss = self._task.loss(state.model, batch, ranks.device)
        (loss * weight_of_rank(self._config.global_batch, ranks.rank, ranks.world_size)).backward()
        state.optimizer.step()
        state.optimizer.zero_grad(set_to_none=True)
        state.scheduler.step()
        state.step += 1
        return loss.detach()

    def _answer(self) -> Request:
        """The request that all ranks agree on after this step."""
        request, step = self._requests.take(), self._state.step
        if request is Request.NONE and self._ranks.is_first and self._checkpointer.schedule.due(step):
            request = Request.CHECKPOINT
        request = self._ranks.agree(request)
        if request is Request.CHECKPOINT and step < self._config.steps:
            self._checkpointer.save()
        return request

    def _interrupted(self) -> int:
        log.info("stopping at step %d", self._state.step)
        try:
            self._checkpointer.save(last=True)
        except CheckpointsFail as error:
            log.error("%s", error)
        self._checkpointer.end("interrupted")
        self._close(finished=False)
        return RESUME_ME

    def _finished(self) -> int:
        self._checkpointer.save(last=True)
        if self._ranks.from_first(self._checkpointer.schedule.complete) != self._state.step:
            raise CheckpointsFail(f"{self._storage.url}: the last checkpoint could not be written")
        self._checkpointer.end("finished")
        weights = self._state.weights()
        if self._ranks.is_first:
            self._export(weights)
            log.info("finished at step %d, weights sha256 %s", self._state.step, fingerprint(weights))
        self._close(finished=True)
        return 0

    def _export(self, weights: dict[str, Any]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self._task.export(weights, Path(folder))
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():
                    with self._storage.write(f"model/{path.relative_to(folder).as_posix()}") as upload:
                        upload.write(path.read_bytes())

    def _log(self, loss: torch.Tensor, seconds: float) -> None:
        mean = self._ranks.mean(float(loss))
        if self._ranks.is_first:
            step, rate = self._state.step, float(self._state.scheduler.get_last_lr()[0])
            log.info(
                "step %d of %d, loss %.4f, %.1f ms a step", step, self._config.steps, mean, seconds * 1000
            )
            for tracker in self._trackers:
                tracker.log(step, {"loss": mean, "learning_rate": rate, "step_seconds": seconds})

    def _close(self, finished: bool) -> None:
        for tracker in self._trackers:
            tracker.close(finished)


def _training_state(model: nn.Module, config: Config, ranks: Ranks) -> TrainingState:
    model.to(ranks.device)
    if config.parallel == "fsdp":
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.fsdp import fully_shard

        fully_shard(model, mesh=init_device_mesh(ranks.device.type, (ranks.world_size,)))
    elif ranks.world_size > 1:
        devices = [ranks.device] if ranks.device.type == "cuda" else None
        model = nn.parallel.DistributedDataParallel(model, device_ids=devices)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )

    def factor(step: int) -> float:
        """Rises for the warm-up, then falls linearly to 0 at the last step."""
        warmed = min(1.0, (step + 1) / max(1, config.warmup_steps))
        return warmed * max(0.0, (config.steps - step) / config.steps)

    return TrainingState(model, optimizer, LambdaLR(optimizer, factor), ranks.rank)
