"""How often to write a checkpoint."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurements:
    """What the run knows of itself."""

    step_seconds: float
    """A step while no checkpoint is written."""
    cost_seconds: float
    """What a checkpoint costs training: the time that it stands still, and the steps that are slower
    meanwhile."""
    write_steps: int
    """Steps that training makes from the copy of the state until the checkpoint counts."""
    running_seconds: float
    """Of all attempts."""
    interruptions: int
    """Attempts that did not finish."""


@dataclass(frozen=True)
class Interval:
    """Steps between checkpoints."""

    steps: int
    """From the start of one checkpoint to the start of the next."""
    at_risk: int
    """Most steps that an interruption without notice can cost. Training waits rather than to go beyond."""
    why: str
    """The formula with its inputs, for the log."""


def fixed_interval(frequency: int, measured: Measurements | None) -> Interval:
    """At most `frequency` steps are lost.

    A checkpoint counts once it is written. So the next one starts as many steps early as a write takes.
    """
    early = 0 if measured is None else measured.write_steps
    # Where a write takes most of an interval, more checkpoints would only wait for each other.
    steps = max(1, frequency // 2, frequency - early)
    return Interval(steps, frequency, f"{frequency} steps as set, of which a write takes {early}")


def young_daly_interval(measured: Measurements, prior_seconds: float) -> Interval:
    """The interval for which checkpoints and repeated work together cost least: sqrt(2 C M).

    C is the cost of a checkpoint, M the mean time between interruptions. J. W. Young, "A first order
    approximation to the optimum checkpoint interval", Communications of the ACM 17(9), 1974; J. T. Daly,
    Future Generation Computer Systems 22(3), 2006. It holds for C much smaller than M.

    M is (prior + running time) / (1 + interruptions): the mean of what was seen and of one interruption after
    `prior_seconds`, so that a young run has a value as well and the prior loses weight with every
    interruption.
    """
    mean_seconds = (prior_seconds + measured.running_seconds) / (1 + measured.interruptions)
    seconds = math.sqrt(2 * measured.cost_seconds * mean_seconds)
    # A checkpoint begins when the one before is written.
    steps = max(1, round(seconds / measured.step_seconds), measured.write_steps)
    why = (
        f"sqrt(2 * {measured.cost_seconds:.4g} s * {mean_seconds:.4g} s) = {seconds:.4g} s, "
        f"{measured.step_seconds:.4g} s a step; mean time between interruptions "
        f"({prior_seconds:.4g} s + {measured.running_seconds:.4g} s) / (1 + {measured.interruptions})"
    )
    return Interval(steps, steps + measured.write_steps, why)
