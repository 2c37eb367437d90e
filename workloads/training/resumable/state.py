"""Everything that decides how training goes on: weights, optimizer, schedule, step, random numbers."""

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
    """State of one rank, as torch.distributed.checkpoint takes and gives it back.

    The place in the data is the step: which samples a step takes follows from it, see data.py.
    """

    def __init__(self, model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler, rank: int) -> None:
        self.model, self.optimizer, self.scheduler = model, optimizer, scheduler
        self._rank = rank
        self.step = 0
        """Steps that are done."""

    def capture(self) -> dict[str, Any]:
        """References to the state; who keeps it has to copy it."""
        model, optimizer = get_state_dict(self.model, self.optimizer)
        return {
            "model": model,
            "optimizer": optimizer,
            "scheduler": self.scheduler.state_dict(),
            "step": self.step,
            f"random.{self._rank}": _random_state(),
        }

    def template(self, world_size: int) -> dict[str, Any]:
        """What to fill from a checkpoint that so many ranks wrote."""
        state = self.capture()
        if self._rank >= world_size:
            # This rank was not there: it keeps the numbers that its seed gave it.
            del state[f"random.{self._rank}"]
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from a filled template."""
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
        """All weights, on the CPU of the first rank; empty on the others. All ranks have to call it."""
        options = StateDictOptions(full_state_dict=True, cpu_offload=True)
        return get_model_state_dict(self.model, options=options)


def fingerprint(weights: dict[str, Any]) -> str:
    """SHA-256 of weights: equal for two runs only if every bit is."""
    digest = hashlib.sha256()
    for name, value in sorted(weights.items()):
        digest.update(name.encode())
        digest.update(value.contiguous().view(-1).view(torch.uint8).numpy())
    return digest.hexdigest()


def seed_everything(seed: int, rank: int) -> None:
    """Weights begin equal on all ranks; what is random in a step, such as dropout, differs by rank."""
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
    # Pickled by us and checked against the manifest: numpy's state is no plain tensor.
    state = torch.load(io.BytesIO(content), weights_only=False)
    random.setstate(state["python"])
    if state["numpy"] and "numpy" in sys.modules:
        sys.modules["numpy"].random.set_state(state["numpy"])
    torch.set_rng_state(state["torch"])
    if state["cuda"] is not None and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["cuda"])
