"""The processes of a run: their ranks, their agreement on requests, and the detection of a lost one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import torch
import torch.distributed as dist

from resumable.signals import Request

T = TypeVar("T")

_SLOW_SECONDS = 3600
"""Timeout for work whose duration differs between ranks, such as downloading data or writing a shard."""


class PeerLost(Exception):
    """Another process of the run no longer responds; its instance may be lost."""


class Ranks:
    """The process group of this run. A process without a launcher is a group of one.

    Requests, checkpoints and messages use separate groups over TCP (gloo), which need no GPU: an agreement
    after every step takes some hundred microseconds of CPU time and waits for no kernel.
    """

    def __init__(self, timeout_seconds: float) -> None:
        timeout = timedelta(seconds=timeout_seconds)
        self.device = torch.device("cpu")
        if torch.cuda.is_available():
            self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
            torch.cuda.set_device(self.device)
        backend = "cpu:gloo,cuda:nccl" if self.device.type == "cuda" else "gloo"
        if "RANK" in os.environ:
            dist.init_process_group(backend, timeout=timeout)
        else:
            dist.init_process_group(backend, timeout=timeout, store=dist.HashStore(), rank=0, world_size=1)
        self.rank, self.world_size = dist.get_rank(), dist.get_world_size()
        self._messages: Any = dist.new_group(backend="gloo", timeout=timeout)
        self.checkpoints: Any = dist.new_group(backend="gloo", timeout=timedelta(seconds=_SLOW_SECONDS))
        """Group of the thread that writes checkpoints, because threads must not share a group."""

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    @contextmanager
    def first_local_process_first(self) -> Iterator[None]:
        """For work that fills a cache of the instance: its first process runs before the others, which use
        the cache."""
        first = os.environ.get("LOCAL_RANK", "0") == "0"
        if not first:
            dist.barrier(group=self.checkpoints)
        yield
        if first:
            dist.barrier(group=self.checkpoints)

    def agree(self, request: Request) -> Request:
        """The highest request of all ranks, the same on each of them."""
        if self.world_size == 1:
            return request
        value = torch.tensor([request], dtype=torch.int32)
        dist.all_reduce(value, dist.ReduceOp.MAX, group=self._messages)
        return Request(int(value))

    def mean(self, value: float) -> float:
        """Mean over all ranks."""
        total = torch.tensor([value], dtype=torch.float64)
        dist.all_reduce(total, group=self._messages)
        return float(total) / self.world_size

    def from_first(self, value: T) -> T:
        """The value of the first rank, on every rank."""
        box = [value]
        dist.broadcast_object_list(box, src=0, group=self._messages)
        return box[0]

    def gather(self, value: T) -> list[T]:
        """The values of all ranks, in order; for the thread that writes checkpoints."""
        values: list[T] = [value] * self.world_size
        dist.all_gather_object(values, value, group=self.checkpoints)
        return values


_MARKS = ("gloo", "nccl", "connection closed by peer", "connection reset by peer", "broken pipe", "timed out")


@contextmanager
def noticing_lost_peers() -> Iterator[None]:
    """Raises PeerLost for errors of gloo and NCCL after a lost connection or a timeout."""
    try:
        yield
    except RuntimeError as error:
        text = str(error)
        if isinstance(error, dist.DistError) or any(mark in text.lower() for mark in _MARKS):
            raise PeerLost(text.splitlines()[0] if text else type(error).__name__) from error
        raise
