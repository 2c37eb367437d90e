"""The interface of a task: model, data and loss."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

from tasks.config import Config


class Task(Protocol):
    """Interface of a task, which your own task must implement."""

    model: nn.Module
    dataset: Dataset[Any]
    """All samples, by index; the same on every rank."""
    samples: int

    def loss(self, model: nn.Module, batch: Any, device: torch.device) -> Tensor:
        """Mean loss over the samples of a batch."""

    def export(self, weights: dict[str, Any], folder: Path) -> None:
        """Writes the trained model in its final format; does nothing if the checkpoint is enough."""


def create_task(config: Config) -> Task:
    if config.task == "toy":
        from tasks.toy import ToyTask

        return ToyTask(config.toy, config.seed)
    # Transformers takes seconds to import.
    from tasks.fine_tune import FineTuneTask

    return FineTuneTask(config.fine_tune)
