"""A small classifier on synthetic data: runs anywhere, in milliseconds a step."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset, TensorDataset

from tasks.config import Toy


class ToyTask:
    """Random points, classified by a network with random weights."""

    def __init__(self, settings: Toy, seed: int) -> None:
        self._pause_seconds = settings.pause_seconds
        generator = torch.Generator().manual_seed(seed)
        points = torch.randn(settings.samples, settings.features, generator=generator)
        teacher = torch.randn(settings.features, settings.classes, generator=generator)
        self.dataset: Dataset[Any] = TensorDataset(points, (points @ teacher).argmax(1))
        self.samples = settings.samples
        layers: list[nn.Module] = []
        width = settings.features
        for _ in range(settings.layers):
            # With dropout, the weights of a resumed run show whether its random state was restored.
            layers += [nn.Linear(width, settings.hidden), nn.ReLU(), nn.Dropout(settings.dropout)]
            width = settings.hidden
        self.model: nn.Module = nn.Sequential(*layers, nn.Linear(width, settings.classes))

    def loss(self, model: nn.Module, batch: Any, device: torch.device) -> Tensor:
        if self._pause_seconds:
            time.sleep(self._pause_seconds)
        points, classes = (each.to(device) for each in batch)
        return nn.functional.cross_entropy(model(points), classes)

    def export(self, weights: dict[str, Any], folder: Path) -> None:
        """Writes nothing; the checkpoint is enough."""
