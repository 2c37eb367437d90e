from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from account import Account
from in_process import Trainer
from report import Report

# Libraries must not contact servers, nor use credentials of the user.
os.environ.update(HF_HUB_OFFLINE="1", AWS_EC2_METADATA_DISABLED="true", OMP_NUM_THREADS="1")
for variable in ("MLFLOW_TRACKING_URI", "WANDB_API_KEY", "WANDB_MODE", "RANK", "ML_INSTANCE_ID"):
    os.environ.pop(variable, None)

_REPORT = Report()


@pytest.fixture(scope="session")
def report() -> Report:
    return _REPORT


@pytest.fixture
def free_port() -> Iterator[int]:
    """A free port."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
    yield port


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _REPORT.lines:
        terminalreporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Prints the line that CI counts, in the format of Jest."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    passed, skipped = (len(reporter.stats.get(kind, [])) for kind in ("passed", "skipped"))
    failed = len(reporter.stats.get("failed", [])) + len(reporter.stats.get("error", []))
    counts = [
        (failed, "failed"),
        (skipped, "skipped"),
        (passed, "passed"),
        (failed + skipped + passed, "total"),
    ]
    text = ", ".join(f"{count} {name}" for count, name in counts if count or name in ("passed", "total"))
    print(f"Tests:       {text}")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A run of 100 steps of a millisecond."""
    path = tmp_path / "config.yaml"
    path.write_text("steps: 100\nglobal_batch: 16\nlog_every_steps: 50\n")
    return path


@pytest.fixture
def trainer(config: Path, caplog: pytest.LogCaptureFixture) -> Trainer:
    caplog.set_level("INFO")
    return Trainer(config, caplog)


@pytest.fixture(scope="session")
def account() -> Iterator[Account]:
    account = Account()
    yield account
    account.stop()
