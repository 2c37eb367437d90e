"""Wrong options and settings exit with 2 and a message with the fix."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from instance import FOLDER

from tasks.config import ConfigError, load_config


@pytest.mark.parametrize(
    ("script", "arguments", "message"),
    [
        ("train.py", "", "--checkpoint-dir"),
        (
            "train.py",
            "--checkpoint-dir gs://bucket",
            "'gs://bucket' is neither s3://BUCKET/PREFIX nor a path",
        ),
        (
            "train.py",
            "--checkpoint-dir x --checkpoint-frequency 0",
            "'0' is neither auto nor a number of steps",
        ),
        ("train.py", "--checkpoint-dir x --resume-from-checkpoint yes", "'true', 'false', 'auto'"),
        ("train.py", "--checkpoint-dir x --config none.yaml", "--config none.yaml: cannot be read"),
        ("train.py", "--checkpoint-dir x --epochs 3", "unrecognized arguments: --epochs 3"),
        ("launch.py", "--nodes 1 train.py", "--job"),
        ("launch.py", "--job a_b --nodes 1 train.py", "'a_b' is not 1 to 63 of a-z, 0-9 and -"),
        ("launch.py", "--job=-x --nodes 1 train.py", "'-x' is not 1 to 63 of a-z, 0-9 and -"),
        ("launch.py", "--job a --nodes 3:2 train.py", "'3:2' is not MIN:MAX"),
        ("launch.py", "--job a --nodes 1 --processes 0 train.py", "'0' is neither gpu nor a number"),
        ("launch.py", "--job a --nodes 1 --rendezvous host train.py", "'host' is neither auto nor HOST:PORT"),
    ],
)
def test_wrong_options(script: str, arguments: str, message: str, tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER / script), *arguments.split()]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert ended.returncode == 2
    # argparse of Python 3.12 and later writes choices without quotes.
    assert message.replace("'", "") in (ended.stdout + ended.stderr).replace("'", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stepps: 3", "stepps: there is no such setting; did you mean steps?"),
        ("toy: {layer: 3}", "toy.layer: there is no such setting; did you mean toy.layers?"),
        ("steps: many", "steps: 'many' is not of type int"),
        ("steps: true", "steps: True is not of type int"),
        ("steps: 0", "steps: 0 is smaller than 1"),
        ("task: other", "task: 'other' is not allowed; use one of toy, fine-tune"),
        ("toy: 3", "toy: 3 is not a mapping of settings"),
        ("global_batch: 9999", "toy.samples: 4096 is smaller than 9999"),
        ("learning_rate: 0", "learning_rate: 0.0 is not above 0"),
        ("task: fine-tune", "fine_tune: model and dataset have to be named"),
        ("[", "cannot be read"),
    ],
)
def test_wrong_settings(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as error:
        load_config(path)
    assert message in str(error.value)


@pytest.mark.parametrize("name", ["toy.yaml", "fine-tune.yaml"])
def test_settings_that_come_with_it(name: str) -> None:
    load_config(FOLDER / name)
