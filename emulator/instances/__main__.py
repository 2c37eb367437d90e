"""`python -m instances`: runs jobs on the instances of the account that AWS_ENDPOINT_URL names, until SIGTERM.

Prints `ready` on standard output once the account knows that jobs run, and problems on standard error. It exits when
the program that started it does.
"""

import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from .account import Account, Client
from .computer import Computer
from .libraries import Libraries
from .log import utc_time
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
    watch = Watch(Computer(account, Libraries(_ENVIRONMENT), folder))
    try:
        account.register()
        print("ready", flush=True)
        while not stopping.wait(_POLL_SECONDS) and os.getppid() == parent:
            _tick(watch)
    finally:
        watch.stop()
        shutil.rmtree(folder, ignore_errors=True)
        if os.getppid() == parent:
            account.unregister()


def _tick(watch: Watch) -> None:
    """No failed call may end the program: the account may be busy with a deployment."""
    try:
        watch.tick()
    except (BotoCoreError, ClientError) as error:
        print(utc_time(), type(error).__name__, error, file=sys.stderr, flush=True)
    except Exception:
        traceback.print_exc()


def _client(service: str) -> Client:
    return boto3.client(service, config=Config(retries={"total_max_attempts": 3}))


if __name__ == "__main__":
    main()
