"""The service that runs the job of an instance in the local account."""

from typing import Any, cast

import pytest

from instances import service as module
from instances.process import Process
from instances.service import Service, Status


class _Command:
    """A command that exits when the test says so."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.received: list[str] = []

    def signal(self, name: str) -> None:
        self.received.append(name)

    def kill(self) -> None:
        self.received.append("SIGKILL")
        self.code = 137

    def poll(self) -> int | None:
        return self.code

    def wait(self, _: float) -> int | None:
        return self.code


class _Run:
    """A service with its commands, statuses and time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands: list[_Command] = []
        self.statuses: list[Status] = []
        self.now = 1000.0
        time: Any = self
        monkeypatch.setattr(module, "time", time)
        self.service = Service(self._launch, self.statuses.append)

    def monotonic(self) -> float:
        return self.now

    def _launch(self) -> Process:
        self.commands.append(_Command())
        return cast("Process", self.commands[-1])

    def ends(self, code: int) -> None:
        """The command exits, and after the pause the service may start it again."""
        self.commands[-1].code = code
        self.service.tick()
        self.now += module.RESTART_SECONDS
        self.service.tick()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> _Run:
    run = _Run(monkeypatch)
    run.service.start()
    return run


def test_a_job_that_finishes_is_not_started_again(run: _Run) -> None:
    run.ends(0)
    assert run.statuses == [Status("running"), Status("finished", 0)]
    assert not run.service.active


def test_wrong_options_are_not_tried_again(run: _Run) -> None:
    run.ends(2)
    assert run.statuses == [Status("running"), Status("failed", 2)]


def test_an_interrupted_job_is_started_again_any_number_of_times(run: _Run) -> None:
    for _ in range(5):
        run.ends(75)
    assert len(run.commands) == 6
    assert run.statuses[-2:] == [Status("interrupted", 75), Status("running")]


def test_the_third_failure_within_an_hour_is_the_last(run: _Run) -> None:
    run.ends(1)
    run.now += 3601
    for _ in range(3):
        run.ends(1)
    assert run.statuses[-1] == Status("failed", 1)
    assert len(run.commands) == 4


def test_a_start_after_a_failure_counts_anew(run: _Run) -> None:
    for _ in range(3):
        run.ends(1)
    run.service.start()
    run.ends(1)
    assert run.statuses[-1] == Status("running")


def test_a_program_that_cannot_be_started_counts_as_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    run = _Run(monkeypatch)

    def launch() -> Process:
        raise FileNotFoundError("python")

    service = Service(launch, run.statuses.append)
    service.start()
    for _ in range(3):
        run.now += module.RESTART_SECONDS
        service.tick()
    assert run.statuses[-1] == Status("failed", 127)
    assert not service.active


def test_a_stop_waits_for_the_checkpoint(run: _Run) -> None:
    run.service.stop(20)
    run.service.stop(20)
    run.now += 19
    run.service.tick()
    assert run.commands[0].received == ["SIGTERM"]
    assert run.service.stopping
    run.ends(75)
    assert run.statuses[-1] == Status("interrupted", 75)
    assert not run.service.active


def test_a_job_that_does_not_stop_in_time_is_killed(run: _Run) -> None:
    run.service.stop(20)
    run.now += 20
    run.service.tick()
    run.service.tick()
    assert run.commands[0].received == ["SIGTERM", "SIGKILL"]
    assert run.statuses[-1] == Status("interrupted", 137)


def test_a_stop_before_a_restart_keeps_it_from_starting(run: _Run) -> None:
    run.commands[0].code = 75
    run.service.tick()
    assert run.service.active
    run.service.stop(20)
    run.now += module.RESTART_SECONDS
    run.service.tick()
    assert len(run.commands) == 1
