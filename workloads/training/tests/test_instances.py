"""Two instances, of which one is lost and replaced."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from instance import DEADLINE_SECONDS, Begin, Instance
from report import Interruption, Report


class Pair:
    """Two instances with one process each. The first is the host of the rendezvous."""

    def __init__(self, folder: Path, config: Path, port: int, nodes: str) -> None:
        train = ("--checkpoint-dir", str(folder), "--checkpoint-frequency", "30", "--config", str(config))
        self.host, self.guest = (Instance(*train, port=port, nodes=nodes, processes=1) for _ in range(2))
        self.both = (self.host, self.guest)

    def start(self) -> None:
        self.host.start()
        self.host.wait_until(lambda: "rendezvous at" in self.host.text, "the host")
        time.sleep(1)
        self.guest.start()

    def wait_for_begin(self, since: tuple[int, int]) -> tuple[Instance, Begin]:
        """The instance with the first rank at the next start of the workers. Restarts launchers that exit
        with 75."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            for instance, mark in zip(self.both, since, strict=True):
                if instance.has_begun(mark):
                    return instance, instance.wait_for_begin(mark)
                if instance.ended_with(75):
                    instance.start()
            time.sleep(0.02)
        raise AssertionError("\n\n".join(instance.text for instance in self.both))

    def marks(self) -> tuple[int, int]:
        return len(self.host.lines), len(self.guest.lines)

    def finish(self) -> str:
        """Digest of the weights."""
        for instance in self.both:
            while (code := instance.wait()) == 75:
                instance.start()
            assert code == 0, instance.text
        return next(instance for instance in self.both if "sha256" in instance.text).weights


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text("steps: 200\nlog_every_steps: 1\ntoy: {pause_seconds: 0.01}\n")
    return path


def test_instance_is_replaced(config: Path, tmp_path: Path, report: Report, free_port: int) -> None:
    """First the guest is lost, then the host and with it the store of the rendezvous."""
    alone = Instance(
        *(
            "--checkpoint-dir",
            str(tmp_path / "alone"),
            "--checkpoint-frequency",
            "30",
            "--config",
            str(config),
        ),
        port=free_port,
    )
    assert alone.run() == 0, alone.text
    pair = Pair(tmp_path / "run", config, free_port, "2")
    pair.start()
    first, begin = pair.wait_for_begin((0, 0))
    rows = []
    for lost in (pair.guest, pair.host):
        first.wait_for_step(begin.step + 50, begin.line)
        marks = pair.marks()
        lost.kill()
        assert lost.wait() == -9
        last_step = first.last_step
        lost.start()
        began = time.monotonic()
        first, begin = pair.wait_for_begin(marks)
        note = f"training again after {time.monotonic() - began:.0f} s"
        assert begin.ranks == 2
        kind = "SIGKILL of the host" if lost is pair.host else "SIGKILL of an instance"
        rows.append(Interruption(kind, max(last_step, begin.last_step), begin.step, note))
    equal = pair.finish() == alone.weights
    report.add("Two instances, one is lost and replaced, 30 steps at risk, 200 steps", rows, equal)
    assert equal
    assert all(0 <= row.lost <= 30 for row in rows), rows


def test_instances_leave_and_join(config: Path, tmp_path: Path, free_port: int) -> None:
    """1:2 instances: one continues alone, and another joins later, without losing a step."""
    config.write_text(config.read_text().replace("200", "600"))
    pair = Pair(tmp_path / "run", config, free_port, "1:2")
    pair.start()
    first, begin = pair.wait_for_begin((0, 0))
    if begin.ranks == 1:
        # The guest came after the last call.
        first, begin = pair.wait_for_begin((begin.line + 1, 0))
    assert begin.ranks == 2
    first.wait_for_step(begin.step + 40, begin.line)
    marks = pair.marks()
    pair.guest.kill()
    pair.guest.wait()
    first, begin = pair.wait_for_begin(marks)
    assert (first, begin.ranks) == (pair.host, 1)
    first.wait_for_step(begin.step + 40, begin.line)
    marks = pair.marks()
    pair.guest.start()
    _, again = pair.wait_for_begin(marks)
    assert again.ranks == 2
    stopped = next(line for line in pair.host.lines[marks[0] :] if "stopping at step" in line)
    assert stopped.endswith(f"step {again.step}"), "an instance that joins costs no step"
    pair.finish()
