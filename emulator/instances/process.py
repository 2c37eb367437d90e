"""A command of an instance with its output."""

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


class Process:
    """A running command, kept by keeper.py.

    :param line: receives each line of its output, on a thread of its own.
    """

    def __init__(
        self, command: Sequence[str], *, folder: Path, environment: Mapping[str, str], line: Callable[[str], None]
    ) -> None:
        self._line = line
        # A session of its own: Ctrl-C and signals to the group of this program do not reach the keeper, so it can still
        # end the command.
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(_PACKAGE), *command],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def signal(self, name: str) -> None:
        """Sends a signal, such as `SIGTERM`, to the command."""
        self._tell(f"{name}\n")

    def kill(self) -> None:
        """Ends the command and all its child processes with SIGKILL."""
        assert self._process.stdin
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            return

    def poll(self) -> int | None:
        """The exit code once the command has exited and all its output was read; None before."""
        code = self._process.poll()
        if code is None:
            return None
        # A child process that was left behind may keep the output open.
        self._reader.join(2)
        return code

    def wait(self, seconds: float) -> int | None:
        """Waits for the exit code; None after that time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        return self.poll()

    def _tell(self, text: str) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(text)
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            return  # It has exited, or is being ended.

    def _read(self) -> None:
        assert self._process.stdout
        for text in self._process.stdout:
            self._line(text.rstrip("\n"))


# The folder of this package is not in the environment of the command.
_START = "import sys; sys.path.insert(0, sys.argv[1]); from instances import keeper; sys.exit(keeper.run(sys.argv[2:]))"
