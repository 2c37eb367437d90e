"""Decides when the next checkpoint is due, from measurements of the run."""

from __future__ import annotations

import logging
import math
from collections import deque
from statistics import mean, median

from resumable.history import History
from resumable.interval import Interval, Measurements, fixed_interval, young_daly_interval

FIRST_CHECKPOINT_STEPS = 10
"""Steps before the first checkpoint while the interval is unknown."""
WARM_UP_STEPS = 3
"""First steps of a process, which are slow because memory, kernels and connections are set up."""

log = logging.getLogger("schedule")


class Schedule:
    """The schedule of checkpoints. The first rank decides; the others follow.

    :param frequency: steps, or None for the Young-Daly interval.
    :param prior_seconds: assumed mean time between interruptions until there have been some.
    """

    def __init__(self, frequency: int | None, prior_seconds: float, history: History, step: int) -> None:
        self._frequency, self._prior_seconds, self._history = frequency, prior_seconds, history
        self._quiet_steps: deque[float] = deque(maxlen=100)
        self._costs = deque([history.cost_seconds] if history.cost_seconds else [], maxlen=5)
        self._write_seconds = deque([history.write_seconds] if history.write_seconds else [], maxlen=5)
        self._write_steps: deque[int] = deque(maxlen=5)
        self._slower_seconds = 0.0
        self._seen = 0
        self.started = self.complete = step
        """Step of the last started checkpoint, and of the last complete one."""
        self.interval: Interval | None = None

    def stepped(self, seconds: float, writing: bool) -> None:
        """Records a step; `writing`: a checkpoint was being written."""
        self._seen += 1
        if self._seen <= WARM_UP_STEPS:
            return
        if not writing:
            self._quiet_steps.append(seconds)
        elif self._quiet_steps:
            self._slower_seconds += max(0.0, seconds - median(tuple(self._quiet_steps)))

    def stood_still(self, seconds: float) -> None:
        """Records that training was blocked by a checkpoint."""
        self._costs.append(seconds + self._slower_seconds)
        self._slower_seconds = 0.0

    def written(self, step: int, seconds: float, steps_meanwhile: int | None) -> None:
        """Records that the checkpoint of a step is complete, with the seconds that it took.

        :param steps_meanwhile: steps during the write; None if training was blocked to measure its duration.
        """
        self.complete = step
        self._write_seconds.append(seconds)
        if steps_meanwhile is not None:
            self._write_steps.append(steps_meanwhile)
        self._history.cost_seconds = mean(tuple(self._costs)) if self._costs else None
        self._history.write_seconds = mean(tuple(self._write_seconds))
        self._update()

    def failed(self) -> None:
        """Records that the last started checkpoint has failed."""
        self.started = self.complete

    @property
    def knows_writes(self) -> bool:
        return bool(self._write_seconds)

    def due(self, step: int) -> bool:
        if self.interval is None:
            self._update()
        if self.interval is None:
            steps = FIRST_CHECKPOINT_STEPS if self._frequency is None else self._frequency
        else:
            steps = self.interval.steps
        return step - self.started >= steps

    def at_risk(self, step: int) -> bool:
        """Whether one more step would exceed the steps at risk that the interval allows."""
        return self.interval is not None and step - self.complete >= self.interval.at_risk

    def measurements(self) -> Measurements | None:
        if not self._costs or not self._write_seconds or not self._quiet_steps:
            return None
        step_seconds = max(median(tuple(self._quiet_steps)), 1e-6)
        # The longest of the recent writes, so that an occasional slow write does not exceed the limit.
        expected = math.ceil(max(tuple(self._write_seconds)) / step_seconds)
        return Measurements(
            step_seconds=step_seconds,
            cost_seconds=mean(tuple(self._costs)),
            write_steps=max(tuple(self._write_steps), default=expected),
            running_seconds=self._history.running_seconds,
            interruptions=self._history.interruptions,
        )

    def _update(self) -> None:
        measured = self.measurements()
        if self._frequency is not None:
            new = fixed_interval(self._frequency, measured)
        elif measured is not None:
            new = young_daly_interval(measured, self._prior_seconds)
        else:
            return
        old = self.interval
        # A change below a tenth has no effect on the loss, and would fill the log.
        if (
            old is None
            or abs(new.steps - old.steps) > old.steps / 10
            or (new.at_risk != old.at_risk and self._frequency)
        ):
            log.info(
                "checkpoint every %d steps, at most %d steps at risk: %s", new.steps, new.at_risk, new.why
            )
            self.interval = new
