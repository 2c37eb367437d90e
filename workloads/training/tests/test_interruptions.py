"""Two processes, repeatedly interrupted at random steps, result in the weights of an uninterrupted run."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import damage
from instance import Instance
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

    alone = Instance("--checkpoint-dir", str(tmp_path / "alone"), *arguments, port=free_port)
    assert alone.run() == 0, alone.text

    checkpoints = tmp_path / "interrupted"
    instance = Instance("--checkpoint-dir", str(checkpoints), *arguments, port=free_port)
    kinds = [KINDS[number % len(KINDS)] for number in range(INTERRUPTIONS)]
    chance.shuffle(kinds)
    rows: list[Interruption] = []
    instance.start()
    begin = instance.wait_for_begin(0)
    for kind in kinds:
        known = damage.newest(checkpoints)
        # Damage needs a checkpoint of this start.
        least = FREQUENCY + 5 if kind == "SIGKILL and damage" else 3
        instance.wait_for_step(begin.step + chance.randint(least, 75), begin.line)
        note = interrupt(instance, kind, chance)
        newest = damage.newest(checkpoints)
        # An older checkpoint must remain: the job refuses to begin anew over a damaged one.
        if kind == "SIGKILL and damage" and known and newest and newest != known:
            note = damage.damage(newest, chance.choice(damage.KINDS), chance)
        instance.start_unless_running()
        begin = instance.wait_for_begin(begin.line + 1)
        rows.append(Interruption(kind, begin.last_step, begin.step, note))
    assert instance.wait() == 0, instance.text

    equal = instance.weights == alone.weights
    report.add(f"Two processes, {FREQUENCY} steps at risk, {STEPS} steps (SEED={seed})", rows, equal)
    assert equal
    for row in rows:
        allowed = 0 if "SIGTERM" in row.kind else 2 * FREQUENCY if row.note else FREQUENCY
        assert row.lost <= allowed, row


def interrupt(instance: Instance, kind: str, chance: random.Random) -> str:
    """Interrupts, and checks the exit code of the launcher."""
    if kind == "SIGTERM to a rank":
        # All ranks agree to stop, write a checkpoint, and are restarted by the launcher.
        os.kill(chance.choice(instance.workers()), signal.SIGTERM)
        return ""
    if kind == "SIGKILL of a rank":
        os.kill(chance.choice(instance.workers()), signal.SIGKILL)
        assert instance.wait() == 1, instance.text
    elif kind.startswith("SIGTERM"):
        instance.signal(signal.SIGTERM)
        if kind == "SIGTERM twice":
            instance.signal(signal.SIGTERM)
        assert instance.wait() == 75, instance.text
    else:
        instance.kill()
        assert instance.wait() == -signal.SIGKILL, instance.text
    return ""
