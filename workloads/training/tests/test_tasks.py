"""Tasks: order of samples, sharded models, a language model, experiment tracking."""

from __future__ import annotations

import json
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import torch
from in_process import Trainer
from instance import Instance

from resumable.storage import LocalStorage
from tasks.data import GlobalBatches, weight_of_rank


@pytest.mark.parametrize("world_size", [1, 2, 3, 5])
def test_a_step_takes_the_same_samples_on_any_number_of_ranks(world_size: int) -> None:
    alone = list(GlobalBatches(100, 8, 0, 0, 1, 0, 30))
    ranks = [list(GlobalBatches(100, 8, 0, rank, world_size, 10, 30)) for rank in range(world_size)]
    for number, parts in enumerate(zip(*ranks, strict=True)):
        assert sorted(chain(*parts)) == sorted(alone[10 + number])


def test_every_sample_counts_once_an_epoch() -> None:
    epoch = list(chain(*GlobalBatches(96, 8, 3, 0, 1, 12, 24)))
    assert sorted(epoch) == list(range(96))
    assert epoch != list(chain(*GlobalBatches(96, 8, 3, 0, 1, 0, 12)))


@pytest.mark.parametrize(("batch", "world_size"), [(8, 2), (8, 3), (2, 3)])
def test_mean_over_ranks_is_the_mean_over_the_batch(batch: int, world_size: int) -> None:
    losses = torch.rand(50)
    ranks = [next(iter(GlobalBatches(50, batch, 0, rank, world_size, 0, 1))) for rank in range(world_size)]
    weighted = [
        losses[part].mean() * weight_of_rank(batch, rank, world_size) for rank, part in enumerate(ranks)
    ]
    whole = losses[next(iter(GlobalBatches(50, batch, 0, 0, 1, 0, 1)))].mean()
    assert torch.stack(weighted).mean() == pytest.approx(float(whole))


def test_sharded_model(tmp_path: Path, free_port: int) -> None:
    """FSDP2: each rank writes its part of the weights; a single rank resumes from both."""
    config = tmp_path / "config.yaml"
    config.write_text("steps: 120\nparallel: fsdp\nlog_every_steps: 1\ntoy: {pause_seconds: 0.01}\n")
    train = (
        "--checkpoint-dir",
        str(tmp_path / "run"),
        "--checkpoint-frequency",
        "30",
        "--config",
        str(config),
    )
    two, one = (Instance(*train, port=free_port, processes=processes) for processes in (2, 1))
    two.start()
    two.wait_for_step(60)
    two.kill()
    two.wait()
    sizes = [size for name, size in LocalStorage(tmp_path / "run").names("step-").items() if "distcp" in name]
    assert min(sizes) > max(sizes) / 3
    one.start()
    begin = one.wait_for_begin(0)
    assert begin.step >= two.last_step - 30 and begin.ranks == 1
    assert one.wait() == 0, one.text


@pytest.fixture
def language_model(config: Path, tmp_path: Path) -> Path:
    """A small GPT-2 without weights, and a text, as local files: nothing is downloaded."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    text = tmp_path / "text.txt"
    text.write_text(
        "\n".join(f"{number} times {number + 1} is {number * (number + 1)}" for number in range(400))
    )
    tokenizer = Tokenizer(models.WordLevel(unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train([str(text)], trainers.WordLevelTrainer(vocab_size=300, special_tokens=["?", "<end>"]))
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="?", eos_token="<end>")
    fast.save_pretrained(tmp_path / "tokenizer")
    config.write_text(
        f"""
task: fine-tune
steps: 12
global_batch: 4
log_every_steps: 1
fine_tune:
  model: {tmp_path / "tokenizer"}
  model_config: {{model_type: gpt2, n_layer: 2, n_head: 2, n_embd: 32, n_positions: 16}}
  dataset: text
  data_files: [{text}]
  block_tokens: 16
"""
    )
    return config


def test_language_model(
    language_model: Path, trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    alone = trainer.run(tmp_path / "alone", frequency=4)
    assert alone.code == 0, alone.log
    assert trainer.run(tmp_path / "run", stop_after=7, frequency=4).code == 75
    outcome = trainer.run(tmp_path / "run", frequency=4)
    assert (outcome.begun_at, outcome.weights) == (7, alone.weights)

    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(tmp_path / "run" / "model")
    tokens = AutoTokenizer.from_pretrained(tmp_path / "run" / "model")("7 times", return_tensors="pt")
    assert model.generate(tokens["input_ids"], max_new_tokens=3).shape == (1, 5)


def test_nothing_is_tracked_unless_configured(trainer: Trainer, tmp_path: Path) -> None:
    trainer.run(tmp_path / "run")
    assert not {"mlflow", "wandb"} & set(sys.modules)


def test_mlflow_goes_on_in_the_same_run(
    trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"file://{tmp_path}/mlflow")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    assert trainer.run(tmp_path / "run", stop_after=60).code == 75
    assert trainer.run(tmp_path / "run").code == 0
    [metric] = (tmp_path / "mlflow").glob("*/*/metrics/loss")
    assert [line.split()[2] for line in metric.read_text().splitlines()] == ["50", "100"]
    [setting] = (tmp_path / "mlflow").glob("*/*/params/toy.hidden")
    assert setting.read_text() == "64"


def test_wandb_goes_on_in_the_same_run(
    trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offline, so the behaviour of the server for a resumed run is not tested."""
    ids: list[Any] = []
    for name, value in {"WANDB_MODE": "offline", "WANDB_DIR": str(tmp_path), "WANDB_SILENT": "true"}.items():
        monkeypatch.setenv(name, value)
    for stop_after in (60, None):
        assert trainer.run(tmp_path / "run", stop_after=stop_after).code == (75 if stop_after else 0)
        ids.append(json.loads((tmp_path / "run" / "history.json").read_text())["tracking"]["wandb"])
    assert ids[0] == ids[1]
    assert len(list(tmp_path.glob(f"wandb/offline-run-*-{ids[0]}"))) >= 1
