"""The Python environment of jobs, which all instances of this computer share."""

import os
import time
from enum import Enum
from pathlib import Path

from .process import Process

_PROGRESS_SECONDS = 15


class State(Enum):
    """Whether jobs can run."""

    INSTALLING = "installing"
    READY = "ready"
    FAILED = "failed"


class Libraries:
    """Installs PyTorch and the other libraries of jobs, once for this checkout.

    :param script: prints the path of an interpreter with the libraries on standard output, after it has installed them
        if need be. What it says on standard error goes to the boot log.
    :param folder: for its output.
    """

    def __init__(self, script: Path, folder: Path) -> None:
        self._script, self._output = script, folder / "interpreter"
        self._process: Process | None = None
        self._begun = self._said = 0.0
        self.lines: list[str] = []
        """What the installation has said."""
        self.interpreter = ""
        """Path of the interpreter, once ready."""

    def prepare(self) -> State:
        """Starts the installation if need be, and returns how far it is. After a failure the next call tries again."""
        if self.interpreter:
            return State.READY
        if self._process is None:
            self._begun = self._said = time.monotonic()
            self._process = Process(
                ["/bin/sh", "-c", 'exec "$0" >"$1"', str(self._script), str(self._output)],
                folder=self._script.parent,
                environment=os.environ,
                line=self._add,
            )
        code = self._process.poll()
        if code is None:
            self._tell_progress()
            return State.INSTALLING
        self._process = None
        if code != 0:
            return State.FAILED
        self.interpreter = self._output.read_text().strip()
        return State.READY

    @property
    def problem(self) -> str:
        """Why the installation failed, and what to do."""
        reason = (self.lines[-1] if self.lines else f"{self._script.name} printed no reason").rstrip(".")
        # The last line of pip names a package, not the cause, which is nearly always the network.
        advice = "pip needs the network once; check that it reaches its package index, and start the job again"
        return f"the libraries of jobs cannot be installed: {reason}" + (
            f" ({advice})." if reason.startswith("ERROR:") else "."
        )

    def stop(self) -> None:
        """Ends an installation that is under way. The next start begins again."""
        if self._process:
            self._process.kill()
            self._process.wait(10)

    def _add(self, line: str) -> None:
        if line.strip():
            self.lines.append(line)

    def _tell_progress(self) -> None:
        now = time.monotonic()
        if self.lines and now - self._said >= _PROGRESS_SECONDS:
            self._said = now
            self.lines.append(f"{self.lines[0]} {now - self._begun:.0f} s so far")
