#!/usr/bin/env python3
"""Trains a model and can be interrupted at any time.

    train.py --checkpoint-dir s3://BUCKET/PREFIX|PATH [--checkpoint-frequency N|auto]
             [--resume-from-checkpoint true|false|auto] [--config FILE]

Exit codes: 0 finished, 75 resume me (EX_TEMPFAIL), 2 wrong options or settings, 1 failed. SIGTERM writes a
checkpoint after the current step and exits with 75. SIGUSR1 writes a checkpoint and continues.
"""

from __future__ import annotations

# Before the import of torch, which takes seconds, so that signals are handled from the start.
from resumable.signals import Requests

requests = Requests() if __name__ == "__main__" else None

import argparse
import logging
import os
import re
import sys
from pathlib import Path

from tasks.config import Config, ConfigError, load_config

log = logging.getLogger("train")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="train.py", allow_abbrev=False, description=__doc__.split("\n")[0])
    parser.add_argument(
        "--checkpoint-dir",
        required=True,
        type=_location,
        help="location of checkpoints: s3://BUCKET/PREFIX or PATH",
    )
    parser.add_argument(
        "--checkpoint-frequency",
        default=None,
        type=_frequency,
        metavar="N|auto",
        help="most steps that an interruption may cost; auto (default): the Young-Daly interval of this run",
    )
    parser.add_argument(
        "--resume-from-checkpoint",
        default="auto",
        choices=("true", "false", "auto"),
        help="true: fail if there is none; false: start from the beginning; auto (default): if there is one",
    )
    default = Path(__file__).with_name("toy.yaml")
    parser.add_argument("--config", default=default, type=Path, metavar="FILE", help="settings (toy.yaml)")
    return parser.parse_args(arguments)


def _location(text: str) -> str:
    if "://" in text and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is neither s3://BUCKET/PREFIX nor a path")
    if not text:
        raise argparse.ArgumentTypeError("is empty; give s3://BUCKET/PREFIX or a path")
    return text


def _frequency(text: str) -> int | None:
    if text == "auto":
        return None
    if not re.fullmatch(r"[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is neither auto nor a number of steps from 1")
    return int(text)


def main() -> int:
    options = parse(sys.argv[1:])
    rank = os.environ.get("RANK", "0")
    logging.basicConfig(
        # Messages of all ranks are logged once.
        level=logging.INFO if rank == "0" else logging.WARNING,
        format=f"%(asctime)s rank {rank} %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
        stream=sys.stdout,
    )
    # It logs where it found credentials.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    try:
        config: Config = load_config(options.config)
    except ConfigError as error:
        log.error("%s", error)
        return 2
    from training_loop import run

    assert requests is not None
    return run(options, config, requests)


if __name__ == "__main__":
    try:
        code = main()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        log.exception("training failed")
        code = 1
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads of torch may still wait for a lost rank.
    os._exit(code)
