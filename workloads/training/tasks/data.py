"""The samples of each step."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch.utils.data import DataLoader, Dataset, Sampler


class GlobalBatches(Sampler[list[int]]):
    """The share of a rank in every global batch, starting at a step.

    An epoch is a permutation determined by seed and epoch, split into global batches; an incomplete last one
    is dropped. The samples of a global batch are assigned to the ranks in turn. So step N has the same
    samples for any number of ranks and resumes, and a checkpoint only needs the step.
    """

    def __init__(
        self,
        samples: int,
        global_batch: int,
        seed: int,
        rank: int,
        world_size: int,
        first_step: int,
        steps: int,
    ) -> None:
        self._samples, self._global_batch, self._seed = samples, global_batch, seed
        self._rank, self._world_size = rank, world_size
        self._first_step, self._steps = first_step, steps

    def __len__(self) -> int:
        return self._steps - self._first_step

    def __iter__(self) -> Iterator[list[int]]:
        steps_an_epoch = self._samples // self._global_batch
        epoch, order = -1, torch.empty(0, dtype=torch.int64)
        for step in range(self._first_step, self._steps):
            if step // steps_an_epoch != epoch:
                epoch = step // steps_an_epoch
                generator = torch.Generator().manual_seed(self._seed * 1_000_003 + epoch)
                order = torch.randperm(self._samples, generator=generator)
            start = step % steps_an_epoch * self._global_batch
            batch = order[start : start + self._global_batch]
            # With more ranks than samples, a rank without a share computes with a sample of weight 0.
            yield (batch[self._rank :: self._world_size] if self._rank < len(batch) else batch[:1]).tolist()


def weight_of_rank(global_batch: int, rank: int, world_size: int) -> float:
    """Factor for the mean loss of a rank, so that the mean over ranks is the mean over the global batch."""
    return len(range(rank, global_batch, world_size)) * world_size / global_batch


def batches_from(
    dataset: Dataset[object],
    samples: int,
    global_batch: int,
    seed: int,
    rank: int,
    world: int,
    step: int,
    steps: int,
) -> DataLoader[object]:
    """Batches of a rank for the remaining steps."""
    sampler = GlobalBatches(samples, global_batch, seed, rank, world, step, steps)
    # A separate generator, so that the loader does not change the random state of the model.
    return DataLoader(dataset, batch_sampler=sampler, generator=torch.Generator().manual_seed(seed))
