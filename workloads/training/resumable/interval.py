"""The interval between checkpoints."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurements:
    """Measurements of a run."""

    step_seconds: float
    """Seconds of a step while no checkpoint is written."""
    cost_seconds: float
    """Cost of a checkpoint: the time that training is blocked, and the delay of steps during the write."""
    write_steps: int
    """Steps from the copy of the state until the checkpoint is complete."""
    running_seconds: float
    """Training time of all attempts."""
    interruptions: int
    """Number of attempts that did not finish."""


@dataclass(frozen=True)
class Interval:
    """Steps between checkpoints."""

    steps: int
    """From the start of one checkpoint to the start of the next."""
    at_risk: int
    """Most steps that an interruption without notice can cost. Training waits instead of exceeding it."""
    why: str
    """The formula with its inputs, for the log."""


def fixed_interval(frequency: int, measured: Measurements | None) -> Interval:
    """At most `frequency` steps are lost.

    A checkpoint counts once it is written, so the next one starts earlier by the number of steps that a write
    takes.
    """
    early = 0 if measured is None else measured.write_steps
    # If a write takes most of an interval, more checkpoints would only wait for each other.
    steps = max(1, frequency // 2, frequency - early)
    return Interval(steps, frequency, f"{frequency} steps as set, of which a write takes {early}")


def young_daly_interval(measured: Measurements, prior_seconds: float) -> Interval:
    """The interval with the lowest total cost of checkpoints and repeated steps: sqrt(2 C M).

    C is the cost of a checkpoint, M the mean time between interruptions. J. W. Young, "A first order
    approximation to the optimum checkpoint interval", Communications of the ACM 17(9), 1974; J. T. Daly,
    Future Generation Computer Systems 22(3), 2006. It holds for C much smaller than M.

    M is (prior + running time) / (1 + interruptions): the mean of the observed times and of one interruption
    after `prior_seconds`. So a new run has a value as well, and the prior loses weight with every
    interruption.
    """
    mean_seconds = (prior_seconds + measured.running_seconds) / (1 + measured.interruptions)
    seconds = math.sqrt(2 * measured.cost_seconds * mean_seconds)
    # A checkpoint starts after the previous one is written.
    steps = max(1, round(seconds / measured.step_seconds), measured.write_steps)
    why = (
        f"sqrt(2 * {measured.cost_seconds:.4g} s * {mean_seconds:.4g} s) = {seconds:.4g} s, "
        f"{measured.step_seconds:.4g} s a step; mean time between interruptions "
        f"({prior_seconds:.4g} s + {measured.running_seconds:.4g} s) / (1 + {measured.interruptions})"
    )
    return Interval(steps, steps + measured.write_steps, why)
