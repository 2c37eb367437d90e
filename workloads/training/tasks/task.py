"""What is trained: model, data and loss."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

from tasks.config import Config


class Task(Protocol):
    """What a script of your own has to bring, besides its settings."""

    model: nn.Module
    dataset: Dataset[Any]
    """Every sample on its own; `len()` is its size. The same on every rank."""
    samples: int

    def loss(self, model: nn.Module, batch: Any, device: torch.device) -> Tensor:
        """Mean loss over the samples of a batch."""

    def export(self, weights: dict[str, Any], folder: Path) -> None:
        """Writes the trained model in the form in which it is used; nothing if the checkpoint is that
        form."""


def create_task(config: Config) -> Task:
    if config.task == "toy":
        from tasks.toy import ToyTask

        return ToyTask(config.toy, config.seed)
    # Transformers takes seconds to import.
    from tasks.fine_tune import FineTuneTask

    return FineTuneTask(config.fine_tune)
