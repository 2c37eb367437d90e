"""Settings of a run, read from a YAML file."""

from __future__ import annotations

import dataclasses
import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import yaml

T = TypeVar("T")


class ConfigError(Exception):
    """An invalid setting; the message has its name, value, the allowed values and the fix."""


@dataclass(frozen=True)
class Checkpoints:
    keep: int = 3
    """Number of checkpoints to keep, at least 1."""
    asynchronous: bool = True
    """Whether training continues while a checkpoint is written."""
    expected_hours_between_interruptions: float = 6.0
    """Assumed by `--checkpoint-frequency auto` until there have been interruptions. According to AWS, more
    than a fifth of the Spot instances of many GPU types are interrupted within a month, and a job stops with
    each interruption of an instance of its fleet: several times a day in a bad week. A value that is wrong by
    a factor of four costs little, because the interval grows with its square root."""


@dataclass(frozen=True)
class Toy:
    """A classifier of random points with labels from another network."""

    samples: int = 4096
    features: int = 32
    hidden: int = 64
    layers: int = 2
    classes: int = 8
    dropout: float = 0.1
    pause_seconds: float = 0.0
    """Added to every step, to simulate a larger model."""


@dataclass(frozen=True)
class FineTune:
    """A causal language model of Hugging Face Transformers."""

    model: str = ""
    """Name on the hub, or folder with a model; with `model_config`, its tokenizer only."""
    model_config: dict[str, Any] | None = None
    """Instead of pretrained weights: `model_type` and settings of a new model."""
    dataset: str = ""
    """Name on the hub, or a loader such as `text` or `json` with `data_files`."""
    dataset_name: str | None = None
    data_files: list[str] | None = None
    split: str = "train"
    text_column: str = "text"
    block_tokens: int = 512
    """Length of a sample."""
    precision: Literal["float32", "bfloat16"] = "float32"


@dataclass(frozen=True)
class Config:
    task: Literal["toy", "fine-tune"] = "toy"
    steps: int = 1000
    """Optimizer steps of the whole run."""
    global_batch: int = 32
    """Samples per step of all ranks together, for any number of ranks."""
    seed: int = 0
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup_steps: int = 20
    parallel: Literal["ddp", "fsdp"] = "ddp"
    """ddp: every rank has the whole model. fsdp: its parameters and optimizer state are sharded."""
    log_every_steps: int = 10
    collective_timeout_seconds: float = 300.0
    """Time after which a rank without response is lost; must be longer than the slowest checkpoint."""
    checkpoints: Checkpoints = field(default_factory=Checkpoints)
    toy: Toy = field(default_factory=Toy)
    fine_tune: FineTune = field(default_factory=FineTune)

    @property
    def order(self) -> dict[str, object]:
        """Settings that determine the samples of a step."""
        return {"task": self.task, "seed": self.seed, "global_batch": self.global_batch}


def load_config(path: Path) -> Config:
    """Reads a file; omitted settings have the defaults above. Raises ConfigError."""
    try:
        content = yaml.safe_load(path.read_text()) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"--config {path}: cannot be read: {error}") from error
    config = _build(Config, content, "")
    _check(config)
    return config


def _build(kind: type[T], content: Any, place: str) -> T:
    if not isinstance(content, dict):
        raise ConfigError(f"{place.rstrip('.') or 'config'}: {content!r} is not a mapping of settings")
    types = get_type_hints(kind)
    for name in content:
        if name not in types:
            near = difflib.get_close_matches(str(name), types, 1)
            hint = f"; did you mean {place}{near[0]}?" if near else f"; known are {', '.join(types)}"
            raise ConfigError(f"{place}{name}: there is no such setting{hint}")
    values = {name: _value(types[name], value, f"{place}{name}") for name, value in content.items()}
    return kind(**values)


def _value(kind: Any, value: Any, place: str) -> Any:
    if dataclasses.is_dataclass(kind):
        return _build(kind, value, f"{place}.")  # type: ignore[arg-type]
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise ConfigError(f"{place}: {value!r} is not allowed; use one of {', '.join(get_args(kind))}")
        return value
    kinds = get_args(kind) if type(None) in get_args(kind) else (kind,)
    plain = tuple(get_origin(each) or each for each in kinds)
    if float in plain and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    # In Python, True is an int.
    if not isinstance(value, plain) or (isinstance(value, bool) and bool not in plain):
        wanted = " or ".join(each.__name__ for each in plain if each is not type(None))
        raise ConfigError(f"{place}: {value!r} is not of type {wanted}")
    return value


def _check(config: Config) -> None:
    least = {
        "steps": (config.steps, 1),
        "global_batch": (config.global_batch, 1),
        "log_every_steps": (config.log_every_steps, 1),
        "checkpoints.keep": (config.checkpoints.keep, 1),
        "toy.samples": (config.toy.samples, config.global_batch),
        "fine_tune.block_tokens": (config.fine_tune.block_tokens, 2),
    }
    for name, (value, limit) in least.items():
        if value < limit:
            raise ConfigError(f"{name}: {value} is smaller than {limit}; raise it")
    hours = config.checkpoints.expected_hours_between_interruptions
    positive = {
        "learning_rate": config.learning_rate,
        "collective_timeout_seconds": config.collective_timeout_seconds,
        "checkpoints.expected_hours_between_interruptions": hours,
    }
    for name, number in positive.items():
        if not number > 0:
            raise ConfigError(f"{name}: {number} is not above 0; raise it")
    if config.task == "fine-tune" and not (config.fine_tune.model and config.fine_tune.dataset):
        raise ConfigError("fine_tune: model and dataset have to be named for task fine-tune")
