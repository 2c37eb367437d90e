"""Contents, time and retention of checkpoints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from in_process import Trainer

import resumable.checkpointer
from resumable.storage import LocalStorage


def test_resumes_bit_for_bit_from_any_step(trainer: Trainer, tmp_path: Path) -> None:
    """In the middle of an epoch and in warm-up: dropout, sample order, optimizer and schedule continue."""
    alone = trainer.run(tmp_path / "alone").weights
    for step in (1, 13, 99):
        folder = tmp_path / str(step)
        assert trainer.run(folder, stop_after=step).code == 75
        outcome = trainer.run(folder, resume="true")
        assert (outcome.begun_at, outcome.weights) == (step, alone)


def test_nothing_to_resume(trainer: Trainer, tmp_path: Path) -> None:
    outcome = trainer.run(tmp_path / "empty", resume="true")
    assert outcome.code == 1
    assert "--resume-from-checkpoint is true and there is no checkpoint" in outcome.log


def test_begins_anew_if_told_to(trainer: Trainer, tmp_path: Path) -> None:
    trainer.run(tmp_path / "run", stop_after=50)
    assert trainer.run(tmp_path / "run", stop_after=5, resume="false").begun_at == 0
    # The next run resumes the new run.
    assert trainer.run(tmp_path / "run").begun_at == 5


def test_finished_run_stays_finished(trainer: Trainer, tmp_path: Path) -> None:
    weights = trainer.run(tmp_path / "run").weights
    again = trainer.run(tmp_path / "run")
    assert (again.begun_at, again.weights) == (100, weights)


def test_another_order_of_samples_is_refused(trainer: Trainer, tmp_path: Path, config: Path) -> None:
    trainer.run(tmp_path / "run", stop_after=50)
    config.write_text(config.read_text().replace("global_batch: 16", "global_batch: 8"))
    outcome = trainer.run(tmp_path / "run")
    assert outcome.code == 1 and "'global_batch': 16" in outcome.log and "'global_batch': 8" in outcome.log


def test_keeps_the_last(trainer: Trainer, tmp_path: Path, config: Path) -> None:
    config.write_text(config.read_text() + "checkpoints: {keep: 2, asynchronous: false}\n")
    trainer.run(tmp_path / "run")
    assert sorted(path.name.split("-")[1] for path in (tmp_path / "run").glob("step-*")) == [
        "00000080",
        "00000100",
    ]


def test_interrupted_while_it_starts(trainer: Trainer, tmp_path: Path) -> None:
    assert trainer.run(tmp_path / "run", stop_after=0).code == 75
    assert trainer.run(tmp_path / "run").begun_at == 0


def test_checkpoint_on_request(trainer: Trainer, tmp_path: Path) -> None:
    """SIGUSR1: a rebalance recommendation."""
    outcome = trainer.run(tmp_path / "run", checkpoint_after=7, frequency=1000)
    assert outcome.code == 0 and "checkpoint step-00000007" in outcome.log


def test_superseded_attempt_gives_up(
    trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An instance that was believed lost must not overwrite checkpoints of its successor."""
    superseded = resumable.checkpointer.superseded
    folder = tmp_path / "run"

    def another_began(*arguments: object) -> str | None:
        history = json.loads((folder / "history.json").read_text())
        history["attempts"].append({**history["attempts"][-1], "id": "another", "run": 2})
        (folder / "history.json").write_text(json.dumps(history))
        return superseded(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(resumable.checkpointer, "superseded", another_began)
    outcome = trainer.run(folder)
    assert outcome.code == 1 and "attempt another has begun since" in outcome.log
    assert not list(folder.glob("step-*/manifest.json"))


def test_storage_that_fails(trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Training survives a single failure, but does not continue without checkpoints."""
    put, failing = LocalStorage.put, [1]

    def fail_sometimes(storage: LocalStorage, name: str, content: bytes) -> None:
        if name.endswith("manifest.json") and failing[0] > 0:
            failing[0] -= 1
            raise OSError("No space left on device")
        put(storage, name, content)

    monkeypatch.setattr(LocalStorage, "put", fail_sometimes)
    outcome = trainer.run(tmp_path / "once")
    assert outcome.code == 0 and "could not be written (1 in a row): No space left" in outcome.log
    failing[0] = 1000
    outcome = trainer.run(tmp_path / "always")
    assert outcome.code == 1 and "3 checkpoints in a row failed" in outcome.log


def test_staged_state_is_a_copy(trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow write must not contain later steps."""
    import time

    alone = trainer.run(tmp_path / "alone").weights
    finish = resumable.checkpointer.CheckpointWriter.write_data

    def slow(self: object, *arguments: object) -> object:
        time.sleep(0.05)
        return finish(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(resumable.checkpointer.CheckpointWriter, "write_data", slow)
    assert trainer.run(tmp_path / "run", stop_after=90).code == 75
    newest = max((tmp_path / "run").glob("step-*"))
    for path in newest.iterdir():
        path.unlink()
    outcome = trainer.run(tmp_path / "run")
    assert 0 < outcome.begun_at < 90 and outcome.weights == alone


def test_random_numbers_of_the_platform_are_kept() -> None:
    from resumable.state import _random_state, _set_random_state

    kept = _random_state()
    first = torch.rand(3)
    _set_random_state(kept)
    assert torch.equal(first, torch.rand(3))
