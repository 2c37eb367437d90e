"""Finds and loads the checkpoint to resume from."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import torch.distributed.checkpoint as dcp
from torch.distributed.checkpoint.api import CheckpointException

from resumable.checkpoint_files import CheckpointReader, reason
from resumable.manifest import MANIFEST, Folder, Manifest, UnusableCheckpoint, folders, read_manifest
from resumable.ranks import Ranks
from resumable.state import TrainingState
from resumable.storage import Storage

log = logging.getLogger("restore")


class NoCheckpoint(Exception):
    """There is no checkpoint to resume from; the message has the reason and the fix."""


@dataclass(frozen=True)
class Candidate:
    folder: Folder
    manifest: Manifest


def restore(
    storage: Storage, ranks: Ranks, state: TrainingState, order: dict[str, object], required: bool
) -> bool:
    """Loads the best usable checkpoint. Skipped checkpoints are logged with the reason.

    :param order: settings that determine the order of samples; they must be those of the checkpoint.
    :returns: whether there was one.
    :raises NoCheckpoint: if there is none and one is required; or if none of several can be used, because a
        silent restart from the beginning would discard them.
    """
    names = storage.names() if ranks.is_first else {}
    present = folders(names) if ranks.is_first else []
    skipped: list[str] = []
    while (candidate := ranks.from_first(_next(storage, present, names, skipped))) is not None:
        try:
            _load(storage, ranks, state, candidate)
        except CheckpointException as error:
            skipped.append(_skip(candidate.folder, reason(error)))
            continue
        if candidate.manifest.data != order:
            raise NoCheckpoint(
                f"{storage.url}: the checkpoints are of a run with {candidate.manifest.data}, "
                f"this one has {order}; set these back, or begin in another --checkpoint-dir"
            )
        log.info("resumed from step %d (%s)", state.step, candidate.folder.name)
        return True
    damaged = ranks.from_first([each for each in skipped if f"{MANIFEST} is missing" not in each])
    if damaged:
        raise NoCheckpoint(
            f"{storage.url}: no checkpoint can be used ({'; '.join(damaged)}); "
            "bring one back, or begin anew with --resume-from-checkpoint false"
        )
    if required:
        raise NoCheckpoint(
            f"{storage.url}: --resume-from-checkpoint is true and there is no checkpoint; "
            "auto begins anew in this case"
        )
    return False


def _next(
    storage: Storage, present: list[Folder], names: dict[str, int], skipped: list[str]
) -> Candidate | None:
    """Removes folders from the list until one has all files with the right size."""
    while present:
        folder = present.pop(0)
        try:
            return Candidate(folder, read_manifest(storage, folder, names))
        except UnusableCheckpoint as error:
            skipped.append(_skip(folder, str(error)))
    return None


def _skip(folder: Folder, why: str) -> str:
    log.warning("skipped %s: %s", folder.name, why)
    return f"{folder.name}: {why}"


def _load(storage: Storage, ranks: Ranks, state: TrainingState, candidate: Candidate) -> None:
    manifest = candidate.manifest
    content: dict[str, Any] = state.template(manifest.world_size)
    reader = CheckpointReader(storage, candidate.folder.name, manifest.files)
    dcp.load(content, storage_reader=reader, process_group=ranks.checkpoints)
    state.restore(content)
