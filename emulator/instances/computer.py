"""What the instances of the local account share: this computer."""

import os
import socket
from pathlib import Path

from .account import Account
from .libraries import Libraries

_KEPT = ("PATH", "LANG", "LC_ALL", "NO_PROXY", "no_proxy")


class Computer:
    """The account, the libraries and the folder of all instances.

    :param folder: has a folder for each instance.
    """

    def __init__(self, account: Account, libraries: Libraries, folder: Path) -> None:
        self.account, self.libraries, self.folder = account, libraries, folder
        self._ports: dict[str, int] = {}

    def rendezvous(self, job: str) -> str:
        """Host and port where the instances of a job meet.

        On AWS that is the oldest instance of the fleet. Here all share the loopback interface and one port, so the
        first to start becomes the host, and after its loss the next one.
        """
        if job not in self._ports:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self._ports[job] = probe.getsockname()[1]
        return f"127.0.0.1:{self._ports[job]}"

    def environment(self) -> dict[str, str]:
        """Variables of every job: those of the account, and few of this computer."""
        python = Path(self.libraries.interpreter)
        kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("AWS_")}
        return {
            **kept,
            "VIRTUAL_ENV": str(python.parent.parent),
            "PATH": f"{python.parent}:{kept.get('PATH', os.defpath)}",
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            # The instances would share the GPUs of this computer.
            "CUDA_VISIBLE_DEVICES": "",
        }
