"""Experiment tracking with MLflow or Weights & Biases, when their standard variables configure one."""

from __future__ import annotations

import dataclasses
import os
from typing import Any, Protocol

from resumable.history import History
from tasks.config import Config


class Tracker(Protocol):
    """Receives the metrics of a run."""

    def log(self, step: int, values: dict[str, float]) -> None: ...

    def close(self, finished: bool) -> None: ...


class MlflowTracker:
    """`MLFLOW_TRACKING_URI`, and optionally `MLFLOW_EXPERIMENT_NAME` and `MLFLOW_RUN_ID`."""

    def __init__(self, config: Config, history: History) -> None:
        import mlflow

        self._mlflow = mlflow
        # MLflow creates the experiment on the first use of its name.
        if "MLFLOW_EXPERIMENT_NAME" in os.environ:
            mlflow.set_experiment(os.environ["MLFLOW_EXPERIMENT_NAME"])
        run = mlflow.start_run(
            run_id=os.environ.get("MLFLOW_RUN_ID") or history.tracking.get("mlflow"),
            run_name=os.environ.get("TORCHELASTIC_RUN_ID"),
        )
        if history.tracking.get("mlflow") != run.info.run_id:
            mlflow.log_params(_flat(config))
        history.tracking["mlflow"] = run.info.run_id

    def log(self, step: int, values: dict[str, float]) -> None:
        self._mlflow.log_metrics(values, step=step)

    def close(self, finished: bool) -> None:
        self._mlflow.end_run("FINISHED" if finished else "KILLED")


class WandbTracker:
    """`WANDB_API_KEY`, or `WANDB_MODE=offline`; and optionally `WANDB_PROJECT`, `WANDB_RUN_ID` and others."""

    def __init__(self, config: Config, history: History) -> None:
        import wandb

        run_id = os.environ.get("WANDB_RUN_ID") or history.tracking.get("wandb")
        self._run = wandb.init(
            id=run_id, name=os.environ.get("TORCHELASTIC_RUN_ID"), resume="allow", config=_flat(config)
        )
        # Steps repeat after a resume, so the axis is the training step instead of the number of calls.
        self._run.define_metric("*", step_metric="step")
        history.tracking["wandb"] = self._run.id

    def log(self, step: int, values: dict[str, float]) -> None:
        self._run.log({"step": step, **values})

    def close(self, finished: bool) -> None:
        if not finished:
            self._run.mark_preempting()
        self._run.finish(exit_code=0 if finished else 75)


def create_trackers(config: Config, history: History) -> list[Tracker]:
    """The trackers that the environment configures. A resumed run continues the tracker's run, with the id in
    the history."""
    trackers: list[Tracker] = []
    if os.environ.get("MLFLOW_TRACKING_URI"):
        trackers.append(MlflowTracker(config, history))
    if os.environ.get("WANDB_API_KEY") or os.environ.get("WANDB_MODE") == "offline":
        trackers.append(WandbTracker(config, history))
    return trackers


def _flat(config: Config) -> dict[str, Any]:
    """Settings by full name, without those of the other task."""
    flat: dict[str, Any] = {}
    other = "fine_tune" if config.task == "toy" else "toy"
    for name, value in dataclasses.asdict(config).items():
        if isinstance(value, dict):
            if name != other:
                flat |= {f"{name}.{key}": each for key, each in value.items()}
        else:
            flat[name] = value
    return flat
