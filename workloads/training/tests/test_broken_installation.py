"""launch.py ends with an exit code and the reason, whatever ends the thread of its agent."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent
DEADLINE_SECONDS = 60
"""Timeout of the launcher, which hung for ever; sufficient even on a busy computer."""

_RENDEZVOUS = {"torch/distributed/elastic/rendezvous/api.py": "class RendezvousError(Exception): pass"}


def _launch(folder: Path, modules: dict[str, str]) -> tuple[int, list[str]]:
    """Runs launch.py with only these modules. Returns its exit code and the lines of its log."""
    shutil.copy(FOLDER / "launch.py", folder)
    for name, text in modules.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        # Regular packages: one without this file would lose to the torch that is installed.
        for package in Path(name).parents[:-1]:
            (folder / package / "__init__.py").touch()
        (folder / name).write_text(text)
    command = [sys.executable, "launch.py", *["--job", "a", "--nodes", "1", "--processes", "1"]]
    ended = subprocess.run(
        [*command, "--rendezvous", "127.0.0.1:9", "train.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=DEADLINE_SECONDS,
        cwd=folder,
    )
    return ended.returncode, ended.stdout.splitlines()


@pytest.mark.parametrize(
    ("torch", "reason"),
    [
        ("raise ImportError('libcudart.so.13: cannot open shared object file')", "ImportError: libcudart"),
        ("raise OSError('libtorch_cuda.so:\\n cannot map')", "OSError: libtorch_cuda.so: cannot map"),
        ("x =", "SyntaxError: invalid syntax"),
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise MemoryError", "MemoryError"),
        ("raise BaseException('odd')", "BaseException: odd"),
        ("", "ModuleNotFoundError: No module named 'torch.distributed'"),
    ],
)
def test_broken_torch(torch: str, reason: str, tmp_path: Path) -> None:
    code, lines = _launch(tmp_path, {"torch/__init__.py": torch})
    # job-status.sh counts 1, and reports the job as failed after the third.
    assert code == 1
    assert len(lines) == 1
    assert f"launch cannot load torch and resumable: {reason}" in lines[0]


def test_missing_resumable(tmp_path: Path) -> None:
    code, lines = _launch(tmp_path, _RENDEZVOUS)
    assert code == 1
    assert len(lines) == 1
    assert "cannot load torch and resumable: ModuleNotFoundError: No module named 'resumable'" in lines[0]


@pytest.mark.parametrize(
    "end", ["SystemExit(0)", "KeyboardInterrupt()", "MemoryError()", "OSError(28, 'full')"]
)
def test_end_of_the_agent(end: str, tmp_path: Path) -> None:
    code, lines = _launch(
        tmp_path,
        {
            **_RENDEZVOUS,
            "resumable/agent.py": "",
            "resumable/fleet.py": "",
            "torch/distributed/elastic/agent/server/api.py": f"raise {end}",
        },
    )
    assert code == 1
    assert f"launch the launcher failed: {end.split('(')[0]}" in lines[0]
