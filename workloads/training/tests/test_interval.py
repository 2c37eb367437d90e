"""The interval between checkpoints."""

from __future__ import annotations

import random

import pytest

from resumable.history import Attempt, History
from resumable.interval import Measurements, fixed_interval, young_daly_interval
from resumable.schedule import FIRST_CHECKPOINT_STEPS, Schedule


def measured(**changes: float) -> Measurements:
    values: dict[str, float] = {"step_seconds": 0.5, "cost_seconds": 4, "write_steps": 0} | changes
    values = {"running_seconds": 0.0, "interruptions": 0} | values
    return Measurements(**values)  # type: ignore[arg-type]


def test_formula() -> None:
    interval = young_daly_interval(measured(), prior_seconds=7200)
    # sqrt(2 * 4 s * 7200 s) = 240 s.
    assert interval.steps == 480
    assert "sqrt(2 * 4 s * 7200 s) = 240 s, 0.5 s a step" in interval.why


def test_more_interruptions_more_checkpoints() -> None:
    calm = young_daly_interval(measured(running_seconds=36000, interruptions=1), 7200)
    rough = young_daly_interval(measured(running_seconds=36000, interruptions=11), 7200)
    assert calm.steps == pytest.approx(rough.steps * 6**0.5, abs=2)


def test_checkpoints_do_not_overtake_each_other() -> None:
    assert young_daly_interval(measured(cost_seconds=1e-6, write_steps=30), 7200).steps == 30


def test_fixed_interval_leaves_room_for_the_write() -> None:
    interval = fixed_interval(100, measured(write_steps=20))
    assert (interval.steps, interval.at_risk) == (80, 100)
    assert fixed_interval(100, measured(write_steps=90)).steps == 50
    assert fixed_interval(1, measured(write_steps=90)).steps == 1


def test_minimizes_lost_time() -> None:
    """In a simulation, neither half nor twice the interval loses less."""
    cost, mean_seconds, step = 4.0, 3600.0, 0.5
    best = young_daly_interval(measured(), mean_seconds).steps * step

    def lost(interval: float) -> float:
        chance, useful, total = random.Random(0), 0.0, 0.0
        for _ in range(3000):
            life = chance.expovariate(1 / mean_seconds)
            useful += life // (interval + cost) * interval
            total += life
        return 1 - useful / total

    assert lost(best) < min(lost(best / 2), lost(best * 2))


def test_schedule_finds_the_interval() -> None:
    history = History([Attempt("a", 1, 0, seconds=900, end="interrupted"), Attempt("b", 2, 0)])
    schedule = Schedule(None, 3600, history, step=0)
    for step in range(1, FIRST_CHECKPOINT_STEPS + 1):
        schedule.stepped(0.1, writing=False)
        assert schedule.due(step) == (step == FIRST_CHECKPOINT_STEPS)
    schedule.started = FIRST_CHECKPOINT_STEPS
    schedule.stood_still(0.2)
    schedule.written(FIRST_CHECKPOINT_STEPS, 0.5, None)
    assert schedule.interval
    # sqrt(2 * 0.2 s * (3600 s + 900 s) / 2) = 30 s.
    assert schedule.interval.steps == 300
    assert schedule.interval.at_risk == 305
    assert (history.cost_seconds, history.write_seconds) == (0.2, 0.5)


def test_slower_steps_are_a_cost() -> None:
    schedule = Schedule(None, 3600, History(), step=0)
    for _ in range(20):
        schedule.stepped(0.1, writing=False)
    for _ in range(10):
        schedule.stepped(0.15, writing=True)
    schedule.stood_still(0.25)
    schedule.written(30, 1.0, 10)
    found = schedule.measurements()
    assert found and found.cost_seconds == pytest.approx(0.25 + 10 * 0.05) and found.write_steps == 10


def test_known_from_the_attempt_before() -> None:
    schedule = Schedule(100, 3600, History(cost_seconds=0.1, write_seconds=1.0), step=50)
    for _ in range(10):
        schedule.stepped(0.1, writing=False)
    assert schedule.due(140) and not schedule.due(139)
