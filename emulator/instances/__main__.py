"""`python -m instances`: runs jobs on the instances of the account that AWS_ENDPOINT_URL names, until SIGTERM.

Prints `ready` on standard output once the account knows that jobs run, and problems on standard error. It exits when
the program that started it does.
"""

import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path

import boto3
from botocore.config import Config

from .account import Account, Client
from .attempt import attempt
from .computer import Computer
from .libraries import Libraries
from .watch import Watch

_POLL_SECONDS = 1
_ENVIRONMENT = Path(__file__).parent.parent.parent / "workloads" / "training" / "environment.sh"


def main() -> None:
    parent = os.getppid()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    account = Account(_client)
    folder = Path(tempfile.mkdtemp(prefix="instances-"))
    watch = Watch(Computer(account, Libraries(_ENVIRONMENT, folder), folder))
    try:
        account.register()
        print("ready", flush=True)
        while not stopping.wait(_POLL_SECONDS) and os.getppid() == parent:
            attempt(watch.tick)
    finally:
        watch.stop()
        shutil.rmtree(folder, ignore_errors=True)
        if os.getppid() == parent:
            account.unregister()


def _client(service: str) -> Client:
    return boto3.client(service, config=Config(retries={"total_max_attempts": 3}))


if __name__ == "__main__":
    main()
