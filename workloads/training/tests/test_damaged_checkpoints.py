"""A damaged checkpoint is skipped, and training results in the same weights."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import damage
import pytest
from in_process import Trainer


@pytest.fixture
def interrupted(trainer: Trainer, tmp_path: Path) -> Path:
    """Checkpoints of steps up to 70, of which three are kept."""
    folder = tmp_path / "checkpoints"
    assert trainer.run(folder, stop_after=70).code == 75
    assert len(list(folder.glob("step-*"))) == 3
    return folder


def test_a_dozen_damages(trainer: Trainer, interrupted: Path, tmp_path: Path) -> None:
    alone = trainer.run(tmp_path / "alone").weights
    for seed in range(12):
        chance = random.Random(seed)
        folder = tmp_path / f"damaged-{seed}"
        shutil.copytree(interrupted, folder)
        best = sorted(path.name for path in folder.glob("step-*"))
        done = [
            damage.damage(newest, damage.KINDS[(seed + again) % len(damage.KINDS)], chance)
            for again in range(chance.choice([1, 2]))
            if (newest := folder / best[-1 - again])
        ]
        outcome = trainer.run(folder)
        assert outcome.code == 0, outcome.log
        assert outcome.begun_at == int(best[-1 - len(done)].split("-")[1]), (done, outcome.log)
        for each in done:
            # A deleted folder cannot be reported.
            assert each.split("/")[0] in outcome.log or each.endswith(" deleted"), (each, outcome.log)
        assert outcome.weights == alone, done


def test_says_what_is_wrong(trainer: Trainer, interrupted: Path) -> None:
    newest, second, _ = sorted(interrupted.glob("step-*"), reverse=True)
    piece = newest / "__0_0.distcp"
    piece.write_bytes(piece.read_bytes()[:-1])
    content = bytearray((second / "__0_0.distcp").read_bytes())
    content[1000] ^= 1
    (second / "__0_0.distcp").write_bytes(content)
    log = trainer.run(interrupted).log
    size = piece_size = len(content)
    assert f"skipped {newest.name}: __0_0.distcp has {size - 1} bytes instead of {piece_size}" in log
    assert f"skipped {second.name}: __0_0.distcp has another digest than it was written with" in log


def test_nothing_usable_is_an_error(trainer: Trainer, interrupted: Path) -> None:
    """A silent restart would discard checkpoints that a user could still repair."""
    for manifest in interrupted.glob("step-*/manifest.json"):
        manifest.write_text("{")
    outcome = trainer.run(interrupted)
    assert outcome.code == 1
    assert "no checkpoint can be used" in outcome.log and "--resume-from-checkpoint false" in outcome.log
    assert trainer.run(interrupted, resume="false").code == 0


def test_torn_checkpoint_alone_is_none(trainer: Trainer, tmp_path: Path) -> None:
    """The instance was lost while the first checkpoint was being written."""
    torn = tmp_path / "checkpoints" / "step-00000010-run-0001-abc"
    torn.mkdir(parents=True)
    (torn / "__0_0.distcp").write_bytes(b"half")
    outcome = trainer.run(torn.parent)
    assert outcome.code == 0 and outcome.begun_at == 0
    assert "skipped step-00000010-run-0001-abc: manifest.json is missing" in outcome.log
    assert not torn.exists()


def test_history_lost(trainer: Trainer, interrupted: Path) -> None:
    """Newer checkpoints still rank above older ones."""
    (interrupted / "history.json").write_text("[]")
    assert trainer.run(interrupted, stop_after=5).code == 75
    assert json.loads((interrupted / "history.json").read_text())["attempts"][0]["run"] == 2
    assert trainer.run(interrupted).begun_at == 75
