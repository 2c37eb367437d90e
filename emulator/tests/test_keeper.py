"""The processes of an instance in the local account."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from instances.keeper import descendants
from instances.process import Process

_DEADLINE_SECONDS = 20.0


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _start(script: str, folder: Path, lines: list[str]) -> Process:
    return Process([sys.executable, "-uc", script], folder=folder, environment=os.environ, line=lines.append)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process that has exited stays until its parent has asked for its exit code.
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return not listed.stdout.startswith("Z") and listed.stdout != ""


def test_exit_code_and_all_output_are_those_of_the_command(tmp_path: Path) -> None:
    lines: list[str] = []
    process = _start("print('a'); print('b'); raise SystemExit(75)", tmp_path, lines)
    assert process.wait(_DEADLINE_SECONDS) == 75
    assert lines == ["a", "b"]


def test_a_signal_reaches_the_command_and_its_exit_code_is_that_of_a_shell(tmp_path: Path) -> None:
    lines: list[str] = []
    process = _start("import time; print('begun'); time.sleep(60)", tmp_path, lines)
    wait_until(lambda: lines == ["begun"])
    process.signal("SIGTERM")
    assert process.wait(_DEADLINE_SECONDS) == 128 + signal.SIGTERM


# As torch starts workers: each in a session of its own.
_LAUNCHER = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(os.getpid(), worker.pid)
time.sleep(60)
"""


def test_a_command_that_ignores_sigterm_is_killed_with_its_child_processes(tmp_path: Path) -> None:
    lines: list[str] = []
    process = _start(_LAUNCHER, tmp_path, lines)
    wait_until(lambda: len(lines) == 1)
    process.signal("SIGTERM")
    process.kill()
    assert process.wait(_DEADLINE_SECONDS) == 128 + signal.SIGKILL
    assert not any(_runs(int(pid)) for pid in lines[0].split())


def test_no_process_outlives_the_program_that_started_it(tmp_path: Path) -> None:
    owner = f"""
import os, sys, time
from pathlib import Path
from instances.process import Process
Process([sys.executable, "-uc", {_LAUNCHER!r}], folder=Path("."), environment=os.environ, line=print)
time.sleep(60)
"""
    program = subprocess.Popen(
        [sys.executable, "-uc", owner],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout
    pids = [int(pid) for pid in program.stdout.readline().split()]
    assert len(pids) == 2
    program.kill()
    program.wait()
    program.stdout.close()
    wait_until(lambda: not any(map(_runs, pids)))


def test_descendants_are_children_and_their_children() -> None:
    parent_of = {2: 1, 3: 2, 4: 3, 5: 1, 6: 0}
    assert sorted(descendants(2, parent_of)) == [3, 4]
    assert descendants(6, parent_of) == []
