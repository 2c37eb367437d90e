"""Two processes, interrupted again and again at random steps, end in the weights of a run that was left
alone."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import damage
from machine import Machine
from report import Interruption, Report

INTERRUPTIONS = 18
STEPS = 800
FREQUENCY = 40

KINDS = (
    "SIGTERM",
    "SIGTERM twice",
    "SIGTERM to a rank",
    "SIGKILL of a rank",
    "SIGKILL of all",
    "SIGKILL and damage",
)


def test_same_weights_whatever_happens(tmp_path: Path, report: Report, free_port: int) -> None:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    print(f"SEED={seed}")
    chance = random.Random(seed)
    config = tmp_path / "config.yaml"
    config.write_text(f"steps: {STEPS}\nlog_every_steps: 1\ntoy: {{pause_seconds: 0.002}}\n")
    arguments = ("--checkpoint-frequency", str(FREQUENCY), "--config", str(config))

    alone = Machine("--checkpoint-dir", str(tmp_path / "alone"), *arguments, port=free_port)
    assert alone.run() == 0, alone.text

    checkpoints = tmp_path / "interrupted"
    machine = Machine("--checkpoint-dir", str(checkpoints), *arguments, port=free_port)
    kinds = [KINDS[number % len(KINDS)] for number in range(INTERRUPTIONS)]
    chance.shuffle(kinds)
    rows: list[Interruption] = []
    machine.start()
    begin = machine.wait_for_begin(0)
    for kind in kinds:
        known = damage.newest(checkpoints)
        # To be damaged, there has to be a checkpoint of this start.
        least = FREQUENCY + 5 if kind == "SIGKILL and damage" else 3
        machine.wait_for_step(begin.step + chance.randint(least, 75), begin.line)
        note = interrupt(machine, kind, chance)
        if kind == "SIGKILL and damage" and (newest := damage.newest(checkpoints)) and newest != known:
            note = damage.damage(newest, chance.choice(damage.KINDS), chance)
        machine.start_unless_running()
        begin = machine.wait_for_begin(begin.line + 1)
        rows.append(Interruption(kind, begin.last_step, begin.step, note))
    assert machine.wait() == 0, machine.text

    equal = machine.weights == alone.weights
    report.add(f"Two processes, {FREQUENCY} steps at risk, {STEPS} steps (SEED={seed})", rows, equal)
    assert equal
    for row in rows:
        allowed = 0 if "SIGTERM" in row.kind else 2 * FREQUENCY if row.note else FREQUENCY
        assert row.lost <= allowed, row


def interrupt(machine: Machine, kind: str, chance: random.Random) -> str:
    """Interrupts, and checks how the launcher ends."""
    if kind == "SIGTERM to a rank":
        # The others learn of it, all write a checkpoint, and the launcher starts them again.
        os.kill(chance.choice(machine.workers()), signal.SIGTERM)
        return ""
    if kind == "SIGKILL of a rank":
        os.kill(chance.choice(machine.workers()), signal.SIGKILL)
        assert machine.wait() == 1, machine.text
    elif kind.startswith("SIGTERM"):
        machine.signal(signal.SIGTERM)
        if kind == "SIGTERM twice":
            machine.signal(signal.SIGTERM)
        assert machine.wait() == 75, machine.text
    else:
        machine.kill()
        assert machine.wait() == -signal.SIGKILL, machine.text
    return ""
