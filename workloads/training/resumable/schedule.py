"""When the next checkpoint is due, from what the run measures."""

from __future__ import annotations

import logging
import math
from collections import deque
from statistics import mean, median

from resumable.history import History
from resumable.interval import Interval, Measurements, fixed_interval, young_daly_interval

FIRST_CHECKPOINT_STEPS = 10
"""Steps before the first checkpoint when nothing is known yet and the interval is to be found."""
WARM_UP_STEPS = 3
"""The first steps of a process are slow: memory, kernels and connections are set up."""

log = logging.getLogger("schedule")


class Schedule:
    """Decides on the first rank; the others follow.

    :param frequency: steps, or None for the Young-Daly interval.
    :param prior_seconds: mean time between interruptions that is assumed until interruptions have been seen.
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
        """Steps at which the last checkpoint was started, and those of the last that counts."""
        self.interval: Interval | None = None

    def stepped(self, seconds: float, writing: bool) -> None:
        """A step was made, while a checkpoint was written or not."""
        self._seen += 1
        if self._seen <= WARM_UP_STEPS:
            return
        if not writing:
            self._quiet_steps.append(seconds)
        elif self._quiet_steps:
            self._slower_seconds += max(0.0, seconds - median(tuple(self._quiet_steps)))

    def stood_still(self, seconds: float) -> None:
        """Training waited so long for a checkpoint."""
        self._costs.append(seconds + self._slower_seconds)
        self._slower_seconds = 0.0

    def written(self, step: int, seconds: float, steps_meanwhile: int | None) -> None:
        """The checkpoint of a step counts now, so long after it was started.

        :param steps_meanwhile: that training made; None if it stood still to find out how long a write takes.
        """
        self.complete = step
        self._write_seconds.append(seconds)
        if steps_meanwhile is not None:
            self._write_steps.append(steps_meanwhile)
        self._history.cost_seconds = mean(tuple(self._costs)) if self._costs else None
        self._history.write_seconds = mean(tuple(self._write_seconds))
        self._update()

    def failed(self) -> None:
        """The last checkpoint that was started will not count."""
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
        """Whether one more step would put more steps at risk than the interval allows."""
        return self.interval is not None and step - self.complete >= self.interval.at_risk

    def measurements(self) -> Measurements | None:
        if not self._costs or not self._write_seconds or not self._quiet_steps:
            return None
        step_seconds = max(median(tuple(self._quiet_steps)), 1e-6)
        # A write that takes long now and then must not break the promise: the longest of the last counts.
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
        # Within a tenth the loss is the same; less would fill the log.
        if (
            old is None
            or abs(new.steps - old.steps) > old.steps / 10
            or (new.at_risk != old.at_risk and self._frequency)
        ):
            log.info(
                "checkpoint every %d steps, at most %d steps at risk: %s", new.steps, new.at_risk, new.why
            )
            self.interval = new
