"""The complete training state: weights, optimizer, schedule, step, random number generators."""

from __future__ import annotations

import hashlib
import io
import random
import sys
from typing import Any

import torch
from torch import nn
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_state_dict,
    set_state_dict,
)
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


class TrainingState:
    """State of one rank, in the form of torch.distributed.checkpoint.

    The position in the data follows from the step, see data.py.
    """

    def __init__(self, model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, rank: int) -> None:
        self.model, self.optimizer, self.scheduler = model, optimizer, scheduler
        self._rank = rank
        self.step = 0
        """Number of completed steps."""

    def capture(self) -> dict[str, Any]:
        """References to the state; callers that keep it must copy it."""
        model, optimizer = get_state_dict(self.model, self.optimizer)
        return {
            "model": model,
            "optimizer": optimizer,
            "scheduler": self.scheduler.state_dict(),
            "step": self.step,
            f"random.{self._rank}": _random_state(),
        }

    def template(self, world_size: int) -> dict[str, Any]:
        """Template to fill from a checkpoint of that number of ranks."""
        state = self.capture()
        if self._rank >= world_size:
            # The checkpoint has no state of this rank, so it keeps the one from its seed.
            del state[f"random.{self._rank}"]
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Restores the state from a filled template."""
        set_state_dict(
            self.model,
            self.optimizer,
            model_state_dict=state["model"],
            optim_state_dict=state["optimizer"],
        )
        self.scheduler.load_state_dict(state["scheduler"])
        self.step = state["step"]
        if (numbers := state.get(f"random.{self._rank}")) is not None:
            _set_random_state(numbers)

    def weights(self) -> dict[str, Any]:
        """All weights, on the CPU of the first rank; empty on the others. All ranks must call it."""
        options = StateDictOptions(full_state_dict=True, cpu_offload=True)
        return get_model_state_dict(self.model, options=options)


def fingerprint(weights: dict[str, Any]) -> str:
    """SHA-256 of the weights; equal for two runs only if every bit is equal."""
    digest = hashlib.sha256()
    for name, value in sorted(weights.items()):
        digest.update(name.encode())
        digest.update(value.contiguous().view(-1).view(torch.uint8).numpy())
    return digest.hexdigest()


def seed_everything(seed: int, rank: int) -> None:
    """Seeds the generators: initial weights are equal on all ranks, but dropout differs by rank."""
    random.seed(seed + rank)
    torch.manual_seed(seed + rank)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed((seed + rank) % 2**32)


def _random_state() -> bytes:
    numpy = sys.modules.get("numpy")
    state = {
        "python": random.getstate(),
        "numpy": numpy.random.get_state() if numpy else None,
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state() if torch.cuda.is_available() else None,
    }
    buffer = io.BytesIO()
    torch.save(state, buffer)
    return buffer.getvalue()


def _set_random_state(content: bytes) -> None:
    # Safe to unpickle: written by this module and checked against the manifest. The state of numpy is not a
    # tensor.
    state = torch.load(io.BytesIO(content), weights_only=False)
    random.setstate(state["python"])
    if state["numpy"] and "numpy" in sys.modules:
        sys.modules["numpy"].random.set_state(state["numpy"])
    torch.set_rng_state(state["torch"])
    if state["cuda"] is not None and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["cuda"])
