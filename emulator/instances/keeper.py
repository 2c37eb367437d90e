"""Runs a command, and ends it with all its child processes when standard input closes.

    python -m instances.keeper COMMAND...

A line of standard input is the name of a signal for the command, such as SIGTERM. Standard input closes when the
program that started this one exits, however that ends, so no process of an instance outlives its account.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

_PROC = Path("/proc")


def run(command: list[str]) -> int:
    """Runs the command. Returns its exit code, as a shell does: 128 plus the number of a signal that ended it."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_obey, args=(process,), daemon=True).start()
    code = process.wait()
    return code if code >= 0 else 128 - code


def _obey(process: subprocess.Popen[bytes]) -> None:
    for line in sys.stdin:
        _send(process.pid, signal.Signals[line.strip()])
    # Stopped first, so that it starts no further process, and ended last, because then this program exits.
    _send(process.pid, signal.SIGSTOP)
    for pid in [*descendants(process.pid, parents()), process.pid]:
        _send(pid, signal.SIGKILL)


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def descendants(pid: int, parent_of: dict[int, int]) -> list[int]:
    """Child processes of a process, their child processes, and so on."""
    children = [child for child, parent in parent_of.items() if parent == pid]
    return [each for child in children for each in [child, *descendants(child, parent_of)]]


def parents() -> dict[int, int]:
    """The parent of every process, by process id."""
    if (_PROC / "self" / "stat").exists():
        found = {}
        for path in _PROC.glob("[0-9]*/stat"):
            try:
                # The name of the program, in parentheses, may contain spaces.
                after_name = path.read_text().rpartition(")")[2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            found[int(path.parent.name)] = int(after_name.split()[1])
        return found
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
