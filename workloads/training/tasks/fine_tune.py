"""A causal language model of Hugging Face Transformers on a text dataset."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import torch
from datasets import load_dataset
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from tasks.config import FineTune


class FineTuneTask:
    """Texts are tokenized, joined and cut into blocks of equal length; the model learns to predict the next
    token."""

    def __init__(self, settings: FineTune) -> None:
        self._precision = torch.bfloat16 if settings.precision == "bfloat16" else None
        self._tokenizer = AutoTokenizer.from_pretrained(settings.model)
        if settings.model_config is None:
            self._model: Any = AutoModelForCausalLM.from_pretrained(settings.model, dtype=torch.float32)
        else:
            described = dict(settings.model_config)
            vocabulary = described.pop("vocab_size", len(self._tokenizer))
            config = AutoConfig.for_model(described.pop("model_type"), vocab_size=vocabulary, **described)
            self._model = AutoModelForCausalLM.from_config(config)
        self.model: nn.Module = self._model
        self.dataset: Any = self._blocks(settings)
        self.samples = len(self.dataset)

    def _blocks(self, settings: FineTune) -> Any:
        texts = load_dataset(
            settings.dataset, settings.dataset_name, data_files=settings.data_files, split=settings.split
        )
        length = settings.block_tokens

        def blocks(rows: dict[str, list[str]]) -> dict[str, list[list[int]]]:
            ends = [text + (self._tokenizer.eos_token or "") for text in rows[settings.text_column]]
            tokens = list(chain.from_iterable(self._tokenizer(ends)["input_ids"]))
            whole = len(tokens) // length * length
            return {"input_ids": [tokens[start : start + length] for start in range(0, whole, length)]}

        return texts.map(blocks, batched=True, remove_columns=texts.column_names).with_format("torch")

    def loss(self, model: nn.Module, batch: Any, device: torch.device) -> Tensor:
        tokens = batch["input_ids"].to(device)
        with torch.autocast(device.type, self._precision, enabled=self._precision is not None):
            loss: Tensor = model(input_ids=tokens, labels=tokens).loss
        return loss

    def export(self, weights: dict[str, Any], folder: Path) -> None:
        """In the form of `from_pretrained`."""
        self._model.save_pretrained(folder, state_dict=weights)
        self._tokenizer.save_pretrained(folder)
