"""Goodput of interrupted training: the useful share of steps and of time.

Interruptions are random, with a given mean time between them, and the same for every checkpoint interval. The
attempts run the loop of train.py with real checkpoints on a disk, on one rank and in one process: starting a
process takes as long as a hundred steps, which would hide the differences. So the measured time is that of
training, checkpoints and restoring, and one second represents an hour on a fleet.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import os
import random
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from chart import chart
from mortal import Attempt

from tasks.config import Checkpoints, Config, Toy

WAYS: dict[str, int | None] = {"every 5 steps": 5, "every 25 steps": 25, "every 125 steps": 125, "auto": None}


@dataclass(frozen=True)
class Goodput:
    """Shares, as parts of 1."""

    steps: float
    """Useful steps per step made."""
    time: float
    """Time of the useful steps, at the speed of the run while no checkpoint is written, per total time.

    The speed is that of the same run, so that other load on the computer has no influence.
    """
    interruptions: int


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10, help="time of each run (10)")
    parser.add_argument(
        "--between", type=float, nargs="+", default=[2, 4, 8], help="mean seconds between (2 4 8)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the interruptions (1)")
    parser.add_argument("--folder", type=Path, help="for checkpoints (a temporary one)")
    parser.add_argument(
        "--chart", type=Path, default=Path(__file__).with_name("goodput.svg"), help="file (SVG)"
    )
    return parser.parse_args()


def measure(folder: Path, config: Config, frequency: int | None, lives: list[float]) -> Goodput:
    shutil.rmtree(folder, ignore_errors=True)
    attempt = Attempt(folder, config, frequency)
    found = [attempt.run(life) for life in lives]
    pace = median(seconds for life in found for seconds in life.quiet_steps)
    reached, made = found[-1].reached, sum(life.made for life in found)
    return Goodput(reached / made, reached * pace / sum(life.seconds for life in found), len(lives) - 1)


def lives(mean: float, seconds: float, chance: random.Random) -> list[float]:
    """Times from start to interruption, up to a total of the seconds."""
    found: list[float] = []
    while (left := seconds - sum(found)) > 0:
        found.append(min(left, chance.expovariate(1 / mean)))
    return found


def main() -> None:
    options = parse()
    logging.disable(logging.WARNING)
    # A checkpoint of 14 MB. The pause simulates a GPU, so that the CPU is free for the writing thread.
    toy = Toy(features=128, hidden=1024, layers=2, samples=4096, pause_seconds=0.02)
    config = Config(steps=10**6, global_batch=16, log_every_steps=10**6, toy=toy)
    with tempfile.TemporaryDirectory(dir=options.folder) as temporary:
        folder = Path(temporary, "checkpoints")
        alone = measure(folder, config, 10**6, [options.seconds])
        print(f"{os.cpu_count()} cores, {options.seconds:g} s a run; time: ratio to a run that is left alone")
        print(f"{'checkpoints':<26}" + "".join(f"{f'{each:g} s between':>20}" for each in options.between))
        print(f"{'':<26}" + f"{'steps':>11}{'time':>9}" * len(options.between))
        series: dict[str, list[float]] = {}
        for way, asynchronous in itertools.product(WAYS, (True, False)):
            name = f"{way}, {'asynchronous' if asynchronous else 'blocking'}"
            found = []
            for mean in options.between:
                # The initial assumption of auto is wrong by a factor of three on purpose.
                hours = 3 * mean / 3600
                checkpoints = Checkpoints(
                    asynchronous=asynchronous, expected_hours_between_interruptions=hours
                )
                times = lives(mean, options.seconds, random.Random(options.seed))
                found.append(measure(folder, replace(config, checkpoints=checkpoints), WAYS[way], times))
            series[name] = [each.time / alone.time for each in found]
            cells = (f"{each.steps:>11.1%}{each.time / alone.time:>9.1%}" for each in found)
            print(f"{name:<26}" + "".join(cells), flush=True)
        print("interruptions: " + ", ".join(f"{each.interruptions}" for each in found))
    options.chart.write_text(
        chart("Useful time of all time, by mean time between interruptions", options.between, series, 0.0)
    )
    print(f"chart: {options.chart}")


if __name__ == "__main__":
    main()
